//! Typed ids: a UUID (version 7) that knows what it names, so that a lead's id cannot be passed for an agent's.
//!
//! Ids are made by [`crate::access::Scope::new_id`] from the injected clock and randomness, never here.

use std::{cmp::Ordering, fmt, hash, marker::PhantomData, str::FromStr};

use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};
use uuid::Uuid;

/// The id of a `T`. Text form: lower-case hyphenated UUID.
pub struct Id<T>(Uuid, PhantomData<fn() -> T>);

impl<T> Id<T> {
    /// The reserved id that stands for "none" in storage (`workspace_id`), never shown to a client.
    pub const NONE: Self = Self(Uuid::nil(), PhantomData);

    /// An id from its UUID.
    pub const fn new(uuid: Uuid) -> Self {
        Self(uuid, PhantomData)
    }
    /// The bare UUID.
    pub const fn uuid(self) -> Uuid {
        self.0
    }
    /// The same UUID, naming something else: for tables that share a key.
    pub const fn cast<U>(self) -> Id<U> {
        Id(self.0, PhantomData)
    }
    /// `None` for the reserved id.
    pub fn known(self) -> Option<Self> {
        (!self.0.is_nil()).then_some(self)
    }
    /// The id, or the reserved one.
    pub fn or_none(id: Option<Self>) -> Self {
        id.unwrap_or(Self::NONE)
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> Ordering {
        self.0.cmp(&other.0)
    }
}
impl<T> hash::Hash for Id<T> {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.0.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
impl<T> fmt::Display for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}", self.0)
    }
}
impl<T> From<Uuid> for Id<T> {
    fn from(uuid: Uuid) -> Self {
        Self::new(uuid)
    }
}
impl<T> FromStr for Id<T> {
    type Err = uuid::Error;
    fn from_str(text: &str) -> Result<Self, uuid::Error> {
        // Only the hyphenated form and the bare hex digits: braces and URNs are not in the contract.
        if !matches!(text.len(), 32 | 36) {
            return Err(Uuid::parse_str("").unwrap_err());
        }
        Uuid::parse_str(text).map(Self::new)
    }
}
impl<T> Serialize for Id<T> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        // The newtype's name lets a door build its native type (Python: `uuid.UUID`), from the bytes if it is no text format.
        if !s.is_human_readable() {
            return s.serialize_newtype_struct("Id", &self.0.as_u128());
        }
        let mut buffer = Uuid::encode_buffer();
        s.serialize_newtype_struct("Id", &*self.0.hyphenated().encode_lower(&mut buffer))
    }
}
impl<'de, T> Deserialize<'de> for Id<T> {
    fn deserialize<D: Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
        let text = std::borrow::Cow::<str>::deserialize(d)?;
        text.parse().map_err(|_| de::Error::custom(format_args!("“{text}” is not a valid UUID.")))
    }
}
impl<T> JsonSchema for Id<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Id".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({"type": "string", "format": "uuid"})
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_form_round_trips_and_other_spellings_are_refused() {
        let id: Id<()> = "0192f0c1-2345-7abc-8def-0123456789ab".parse().unwrap();
        assert_eq!(id.to_string(), "0192f0c1-2345-7abc-8def-0123456789ab");
        assert_eq!("0192F0C123457ABC8DEF0123456789AB".parse::<Id<()>>().unwrap(), id);
        for bad in ["", "x", "{0192f0c1-2345-7abc-8def-0123456789ab}", "urn:uuid:0192f0c1-2345-7abc-8def-0123456789ab"] {
            assert!(bad.parse::<Id<()>>().is_err(), "{bad}");
        }
    }
}
