//! The input of one call, put together from the path, the query string and a JSON body without copying the body:
//! a deserializer that names the fields of the path and the query first, and then passes on those of the body.

use std::{borrow::Cow, fmt};

use serde::{
    Deserializer, de,
    de::{DeserializeSeed, IgnoredAny, MapAccess, Visitor, value::StrDeserializer},
    forward_to_deserialize_any,
};

/// Name and value, as text.
pub type Pair<'a> = (Cow<'a, str>, Cow<'a, str>);

/// The pairs of a query string or a form; where a name comes twice the last one counts.
pub fn pairs(text: &str) -> Vec<Pair<'_>> {
    let mut pairs: Vec<Pair<'_>> = Vec::new();
    for (name, value) in form_urlencoded::parse(text.as_bytes()) {
        pairs.retain(|p| p.0 != name);
        pairs.push((name, value));
    }
    pairs
}

/// The fields of one call.
#[derive(Clone, Copy)]
pub struct Fields<'a> {
    /// From the path and the query string.
    pub named: &'a [Pair<'a>],
    /// A JSON object, or nothing. Whatever else it is goes on as it is: the library says what is wrong with it.
    pub body: &'a [u8],
}

impl<'de> Deserializer<'de> for Fields<'de> {
    type Error = serde_json::Error;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Self::Error> {
        let body = if self.body.is_empty() { b"{}" } else { self.body };
        let mut json = serde_json::Deserializer::from_slice(body);
        let value = match body.iter().find(|b| !b.is_ascii_whitespace()) {
            Some(b'{') => json.deserialize_map(Merge { named: self.named, visitor })?,
            _ => json.deserialize_any(visitor)?,
        };
        json.end()?;
        Ok(value)
    }
    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option unit unit_struct
        newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// Sees the body's object and shows it to the real visitor with the named fields in front.
struct Merge<'de, V> {
    named: &'de [Pair<'de>],
    visitor: V,
}

impl<'de, V: Visitor<'de>> Visitor<'de> for Merge<'de, V> {
    type Value = V::Value;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("an object")
    }
    fn visit_map<A: MapAccess<'de>>(self, body: A) -> Result<V::Value, A::Error> {
        self.visitor.visit_map(Merged { named: self.named, at: 0, body })
    }
}

struct Merged<'de, A> {
    named: &'de [Pair<'de>],
    at: usize,
    body: A,
}

impl<'de, A: MapAccess<'de>> MapAccess<'de> for Merged<'de, A> {
    type Error = A::Error;

    fn next_key_seed<K: DeserializeSeed<'de>>(&mut self, seed: K) -> Result<Option<K::Value>, A::Error> {
        if let Some((name, _)) = self.named.get(self.at) {
            return seed.deserialize(StrDeserializer::new(name)).map(Some);
        }
        // What the path says wins: the body's field of that name is read and forgotten.
        while let Some(name) = self.body.next_key::<Cow<'de, str>>()? {
            if self.named.iter().any(|(n, _)| *n == name) {
                self.body.next_value::<IgnoredAny>()?;
            } else {
                return seed.deserialize(StrDeserializer::new(&name)).map(Some);
            }
        }
        Ok(None)
    }
    fn next_value_seed<S: DeserializeSeed<'de>>(&mut self, seed: S) -> Result<S::Value, A::Error> {
        let Some((_, value)) = self.named.get(self.at) else { return self.body.next_value_seed(seed) };
        self.at += 1;
        seed.deserialize(de::value::BorrowedStrDeserializer::new(value))
    }
}

#[cfg(test)]
mod tests {
    use serde_json::{Value, json};

    use super::*;

    fn read(named: &[(&str, &str)], body: &str) -> Result<Value, String> {
        let named: Vec<Pair<'_>> = named.iter().map(|&(n, v)| (n.into(), v.into())).collect();
        serde::Deserialize::deserialize(Fields { named: &named, body: body.as_bytes() }).map_err(|e: serde_json::Error| e.to_string())
    }

    #[test]
    fn path_query_and_body_become_one_object() {
        assert_eq!(read(&[("id", "7")], r#"{"name": "Eve", "id": {"x": [1]}, "n": 1}"#), Ok(json!({"id": "7", "name": "Eve", "n": 1})));
        assert_eq!(read(&[("page", "2")], ""), Ok(json!({"page": "2"})));
        assert_eq!(read(&[], r#"{"\u0061": "\u00fc"}"#), Ok(json!({"a": "ü"})));
    }

    #[test]
    fn a_broken_body_is_an_error() {
        for bad in ["{", "{\"a\": NaN}", "{} x", "[", "{\"a\": 1,}", "\u{feff}{}"] {
            assert!(read(&[], bad).is_err(), "{bad}");
        }
        assert_eq!(read(&[("id", "7")], "[1]"), Ok(json!([1])), "no object: refused by the library");
    }

    #[test]
    fn the_last_of_equal_names_counts() {
        let all = pairs("page=1&name=a%20b+c&page=2&x");
        let all: Vec<_> = all.iter().map(|(n, v)| (&**n, &**v)).collect();
        assert_eq!(all, [("name", "a b c"), ("page", "2"), ("x", "")]);
    }
}
