//! The types that inputs and records are made of beyond Rust's own: choices, JSON, patches, secrets.

use std::{borrow::Cow, fmt};

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{
    Deserialize, Serialize, Serializer,
    de::{DeserializeOwned, IntoDeserializer, value},
    ser::Impossible,
};
use serde_json::Value;

/// An enum of unit variants that is text outside and in storage. Implement it for an enum that derives serde's traits.
pub trait Choice: Copy + Serialize + DeserializeOwned + JsonSchema + 'static {
    /// The stored text.
    fn as_str(&self) -> &'static str {
        self.serialize(VariantName).unwrap_or_default()
    }
    /// The value of a text.
    fn parse(text: &str) -> Option<Self> {
        let deserializer: value::StrDeserializer<'_, value::Error> = text.into_deserializer();
        Self::deserialize(deserializer).ok()
    }
}

/// A serializer that keeps the name of a unit variant and refuses all else.
struct VariantName;

macro_rules! refuse {
    ($($method:ident($($type:ty),*)),+ $(,)?) => {
        $(fn $method(self, $(_: $type),*) -> Result<&'static str, fmt::Error> { Err(fmt::Error) })+
    };
}

impl Serializer for VariantName {
    type Ok = &'static str;
    type Error = fmt::Error;
    type SerializeSeq = Impossible<&'static str, fmt::Error>;
    type SerializeTuple = Self::SerializeSeq;
    type SerializeTupleStruct = Self::SerializeSeq;
    type SerializeTupleVariant = Self::SerializeSeq;
    type SerializeMap = Self::SerializeSeq;
    type SerializeStruct = Self::SerializeSeq;
    type SerializeStructVariant = Self::SerializeSeq;

    fn serialize_unit_variant(self, _: &'static str, _: u32, name: &'static str) -> Result<&'static str, fmt::Error> {
        Ok(name)
    }
    refuse! {
        serialize_bool(bool), serialize_i8(i8), serialize_i16(i16), serialize_i32(i32), serialize_i64(i64),
        serialize_u8(u8), serialize_u16(u16), serialize_u32(u32), serialize_u64(u64), serialize_f32(f32), serialize_f64(f64),
        serialize_char(char), serialize_str(&str), serialize_bytes(&[u8]), serialize_none(), serialize_unit(), serialize_unit_struct(&'static str),
    }
    fn serialize_some<T: ?Sized + Serialize>(self, _: &T) -> Result<&'static str, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_newtype_struct<T: ?Sized + Serialize>(self, _: &'static str, _: &T) -> Result<&'static str, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_newtype_variant<T: ?Sized + Serialize>(
        self,
        _: &'static str,
        _: u32,
        _: &'static str,
        _: &T,
    ) -> Result<&'static str, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_seq(self, _: Option<usize>) -> Result<Self::SerializeSeq, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_tuple(self, _: usize) -> Result<Self::SerializeSeq, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeSeq, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_tuple_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Self::SerializeSeq, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Self::SerializeSeq, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeSeq, fmt::Error> {
        Err(fmt::Error)
    }
    fn serialize_struct_variant(self, _: &'static str, _: u32, _: &'static str, _: usize) -> Result<Self::SerializeSeq, fmt::Error> {
        Err(fmt::Error)
    }
}

/// A JSON value. Stored as canonical text: keys sorted, no white space.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Json(pub Value);

/// How deep a JSON value may nest.
pub const JSON_DEPTH: usize = 64;

impl Json {
    /// `{}`.
    pub fn object() -> Self {
        Self(Value::Object(serde_json::Map::new()))
    }
    /// The stored text.
    pub fn canonical(&self) -> String {
        // The map of serde_json is sorted by key (the feature `preserve_order` stays off; a test holds it).
        self.0.to_string()
    }
    /// How many lists and objects are inside of one another: 0 for a scalar.
    pub fn depth(&self) -> usize {
        // With a list of its own instead of recursion: the value may come from a typed caller and be of any depth.
        let mut deepest = 0;
        let mut todo = vec![(&self.0, 0)];
        while let Some((value, depth)) = todo.pop() {
            let inside = depth + 1;
            match value {
                Value::Array(all) => todo.extend(all.iter().map(|v| (v, inside))),
                Value::Object(all) => todo.extend(all.values().map(|v| (v, inside))),
                _ => continue,
            }
            deepest = deepest.max(inside);
        }
        deepest
    }
}
impl Default for Json {
    fn default() -> Self {
        Self::object()
    }
}
impl From<Value> for Json {
    fn from(value: Value) -> Self {
        Self(value)
    }
}
impl JsonSchema for Json {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Json".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        Schema::default()
    }
}

/// A field of a partial update: left as it is, or set.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Patch<T> {
    /// Not given: the stored value stays.
    #[default]
    Keep,
    /// The new value.
    Set(T),
}

impl<T> Patch<T> {
    /// The new value, or the stored one.
    pub fn or(self, stored: T) -> T {
        match self {
            Self::Keep => stored,
            Self::Set(value) => value,
        }
    }
    /// The new value, if one was given.
    pub fn given(&self) -> Option<&T> {
        if let Self::Set(value) = self { Some(value) } else { None }
    }
    /// Whether a value was given.
    pub fn is_set(&self) -> bool {
        matches!(self, Self::Set(_))
    }
}
impl<T> From<T> for Patch<T> {
    fn from(value: T) -> Self {
        Self::Set(value)
    }
}
impl<T: Serialize> Serialize for Patch<T> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        self.given().serialize(s)
    }
}
impl<T: JsonSchema> JsonSchema for Patch<T> {
    fn inline_schema() -> bool {
        T::inline_schema()
    }
    fn schema_name() -> Cow<'static, str> {
        T::schema_name()
    }
    fn schema_id() -> Cow<'static, str> {
        T::schema_id()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        T::json_schema(generator)
    }
}

/// A text that is never printed: passwords, provider tokens.
#[derive(Clone, PartialEq, Eq, Serialize, Default)]
#[serde(transparent)]
pub struct Secret(pub String);

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(..)")
    }
}
impl From<&str> for Secret {
    fn from(text: &str) -> Self {
        Self(text.to_owned())
    }
}
impl From<String> for Secret {
    fn from(text: String) -> Self {
        Self(text)
    }
}
impl JsonSchema for Secret {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        "Secret".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        schemars::json_schema!({"type": "string", "format": "password", "writeOnly": true})
    }
}
