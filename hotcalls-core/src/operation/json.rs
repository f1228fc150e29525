//! JSON text as an input, and the catalog as JSON: what the doors that speak JSON share.

use schemars::{Schema, SchemaGenerator, generate::SchemaSettings};
use serde::{
    Deserializer,
    de::{Error as _, Visitor},
    forward_to_deserialize_any,
};
use serde_json::{Value, json};

use super::Operation;

/// JSON text as the input of a call by name. Unlike a bare `serde_json::Deserializer` it refuses what stands after the value,
/// before the operation has done anything.
pub struct JsonInput<'a>(&'a str);

impl<'a> JsonInput<'a> {
    /// One JSON value, with white space around it.
    pub const fn new(text: &'a str) -> Self {
        Self(text)
    }
}

impl<'de> Deserializer<'de> for JsonInput<'de> {
    type Error = serde_json::Error;
    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, serde_json::Error> {
        let mut json = serde_json::Deserializer::from_str(self.0);
        let value = json.deserialize_any(visitor)?;
        json.end().map_err(serde_json::Error::custom)?;
        Ok(value)
    }
    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf option
        unit unit_struct newtype_struct seq tuple tuple_struct map struct enum identifier ignored_any
    }
}

/// An operation as JSON: `name`, `doc`, `effect`, `who` (in words), `secret`, `fields` (names in order), and the JSON Schemas `input`
/// and `output`, each with its own `$defs`.
pub(crate) fn describe(operation: &Operation) -> Value {
    let fields: Vec<_> = (operation.fields)().iter().map(|field| field.name).collect();
    json!({
        "name": operation.name,
        "doc": operation.doc.trim(),
        "effect": operation.effect.word(),
        "who": operation.rule.words(),
        "secret": operation.secret,
        "fields": fields,
        "input": whole(SchemaSettings::draft2020_12(), operation.input),
        // A key that an answer may leave out is not required in it.
        "output": whole(SchemaSettings::draft2020_12().for_serialize(), operation.output),
    })
}

fn whole(settings: SchemaSettings, schema: fn(&mut SchemaGenerator) -> Schema) -> Value {
    let mut generator = settings.into_generator();
    let mut schema = schema(&mut generator);
    let definitions = generator.take_definitions(true);
    if !definitions.is_empty() {
        schema.insert("$defs".into(), Value::Object(definitions));
    }
    schema.to_value()
}

#[cfg(test)]
mod tests {
    use serde::Deserialize;

    use super::*;

    #[test]
    fn what_stands_after_the_value_is_refused() {
        assert_eq!(Value::deserialize(JsonInput::new(" {\"a\": [1]} ")).unwrap(), json!({"a": [1]}));
        for bad in ["{} x", "{}{}", "", "{", "[1", "{\"a\":1}]"] {
            assert!(Value::deserialize(JsonInput::new(bad)).is_err(), "{bad}");
        }
    }

    #[test]
    fn schemas_of_the_catalog_stand_alone() {
        for operation in crate::catalog() {
            let entry = describe(operation);
            for side in ["input", "output"] {
                let text = entry[side].to_string();
                for reference in text.split("\"$ref\":\"#/$defs/").skip(1) {
                    let name = reference.split('"').next().unwrap();
                    assert!(entry[side]["$defs"].get(name).is_some(), "{}: no {name} in {side}", operation.name);
                }
            }
        }
    }
}
