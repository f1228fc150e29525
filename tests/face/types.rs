//! JSON Schemas as Python types.

use std::collections::BTreeMap;

use serde_json::Value;

use super::Argument;

/// The classes that were met, by name.
#[derive(Default)]
pub struct Types {
    pub named: BTreeMap<String, Named>,
}

/// A class of `models.py`.
#[derive(PartialEq)]
pub enum Named {
    /// A closed set: values and what they mean.
    Choice { doc: String, values: Vec<(String, String)> },
    /// A record.
    Record { doc: String, fields: Vec<Attribute> },
}

/// A field of a record.
#[derive(PartialEq)]
pub struct Attribute {
    pub name: String,
    pub doc: String,
    pub annotation: String,
    /// The key may be left out.
    pub optional: bool,
}

/// Whether a type stands where values are given or where they come from.
#[derive(Clone, Copy, PartialEq)]
enum Side {
    In,
    /// In `models.py`.
    Record,
    /// In `_operations.py`, where classes are reached through `models`.
    Out,
}

impl Types {
    /// The annotation of what an operation answers.
    pub fn answer(&mut self, schema: &Value) -> String {
        self.python(schema, schema, Side::Out)
    }

    /// An argument of a method.
    pub fn argument(&mut self, name: &str, schema: &Value, required: bool, root: &Value) -> Argument {
        let mut annotation = self.python(schema, root, Side::In);
        let default = match schema.get("default") {
            _ if required => None,
            Some(Value::Null) => Some("None".into()),
            Some(Value::Bool(flag)) => Some(if *flag { "True" } else { "False" }.into()),
            Some(value @ (Value::Number(_) | Value::String(_))) => Some(value.to_string()),
            // A partial update leaves out what is not given; lists and objects would be shared between calls.
            Some(Value::Array(_) | Value::Object(_)) | None => Some("UNSET".into()),
        };
        match default.as_deref() {
            Some("UNSET") if annotation != "Any" => annotation.push_str(" | Unset"),
            Some("None") if annotation != "Any" && !annotation.ends_with("None") => annotation.push_str(" | None"),
            _ => {}
        }
        Argument { name: name.into(), doc: description(schema), annotation, default }
    }

    fn python(&mut self, schema: &Value, root: &Value, side: Side) -> String {
        if let Some(name) = schema["$ref"].as_str().and_then(|r| r.rsplit('/').next()) {
            return self.named(name, &root["$defs"][name], root, side);
        }
        for alternatives in [&schema["anyOf"], &schema["oneOf"]] {
            if let Some(all) = alternatives.as_array().filter(|all| all.iter().all(|a| a.get("const").is_none())) {
                let mut parts: Vec<String> = Vec::new();
                for part in all.iter().map(|a| self.python(a, root, side)) {
                    if !parts.contains(&part) {
                        parts.push(part);
                    }
                }
                parts.sort_by_key(|p| p == "None");
                return parts.join(" | ");
            }
        }
        if let Some(title) = schema["title"].as_str().filter(|_| is_named(schema)) {
            return self.named(title, schema, root, side);
        }
        match &schema["type"] {
            Value::Array(several) => {
                let one = |t: &Value| {
                    let mut schema = schema.clone();
                    schema["type"] = t.clone();
                    schema
                };
                let mut parts: Vec<_> = several.iter().map(|t| self.python(&one(t), root, side)).collect();
                parts.sort_by_key(|p| p == "None");
                parts.join(" | ")
            }
            Value::String(kind) => self.simple(kind, schema, root, side),
            _ => "Any".into(),
        }
    }

    fn simple(&mut self, kind: &str, schema: &Value, root: &Value, side: Side) -> String {
        let text = |given: &str, got: &str| if side == Side::In { given.to_owned() } else { got.to_owned() };
        match (kind, schema["format"].as_str()) {
            ("string", Some("uuid")) => text("IdLike", "uuid.UUID"),
            ("string", Some("date-time")) => text("Moment", "_dt.datetime"),
            ("string", Some("date")) => text("Day", "_dt.date"),
            ("string", Some("time-local")) => text("TimeOfDay", "_dt.time"),
            ("string", _) => "str".into(),
            ("integer", _) => "int".into(),
            ("number", _) => "float".into(),
            ("boolean", _) => "bool".into(),
            ("null", _) => "None".into(),
            ("array", _) => {
                let items = schema.get("items").map_or("Any".into(), |items| self.python(items, root, side));
                // `list` is a method of most rooms.
                format!("{}[{items}]", text("Sequence", "builtins.list"))
            }
            ("object", _) => {
                let values = schema.get("additionalProperties").filter(|v| v.is_object());
                let values = values.map_or("Any".into(), |values| self.python(values, root, side));
                format!("{}[str, {values}]", text("Mapping", "builtins.dict"))
            }
            (other, _) => panic!("a schema of type {other}"),
        }
    }

    fn named(&mut self, name: &str, schema: &Value, root: &Value, side: Side) -> String {
        if let Some(items) = schema["properties"].get("results").filter(|_| schema["properties"].get("next_cursor").is_some()) {
            let row = self.python(&items["items"], root, side);
            return format!("Page[{row}]");
        }
        if let Some(values) = choices(schema) {
            self.keep(name, Named::Choice { doc: description(schema), values });
            return match side {
                Side::In => format!("models.{name} | str"),
                Side::Out => format!("models.{name}"),
                Side::Record => name.into(),
            };
        }
        let Some(properties) = schema["properties"].as_object() else {
            return self.simple(schema["type"].as_str().expect("a type"), schema, root, side);
        };
        if side == Side::In {
            return "Mapping[str, Any]".into();
        }
        if properties.keys().any(|key| !is_identifier(key)) {
            // Keys that are no names (`0-30s`) are those of a dict.
            let mut values: Vec<_> = properties.values().map(|value| self.python(value, root, side)).collect();
            values.dedup();
            return format!("builtins.dict[str, {}]", values.join(" | "));
        }
        let required: Vec<_> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
        let mut fields = Vec::new();
        for (field, property) in properties {
            let mut annotation = self.python(property, root, Side::Record);
            let optional = !required.contains(&field.as_str());
            if optional && annotation != "Any" && !annotation.ends_with("None") {
                annotation.push_str(" | None");
            }
            fields.push(Attribute { name: field.clone(), doc: description(property), annotation, optional });
        }
        // Those with a default come last, as in every signature.
        fields.sort_by_key(|f| f.optional);
        self.keep(name, Named::Record { doc: description(schema), fields });
        if side == Side::Out { format!("models.{name}") } else { name.into() }
    }

    fn keep(&mut self, name: &str, named: Named) {
        assert!(name.bytes().all(|b| b.is_ascii_alphanumeric()), "`{name}` is no name of a Python class");
        if let Some(known) = self.named.get(name) {
            assert!(*known == named, "two types are named {name}");
        }
        self.named.insert(name.to_owned(), named);
    }
}

/// What a reference stands for.
pub fn resolved<'s>(schema: &'s Value, root: &'s Value) -> &'s Value {
    match schema["$ref"].as_str().and_then(|r| r.rsplit('/').next()) {
        Some(name) => &root["$defs"][name],
        None => schema,
    }
}

fn is_named(schema: &Value) -> bool {
    schema["properties"].is_object() || choices(schema).is_some()
}

/// Values and docs of a schema that is a closed set of texts.
fn choices(schema: &Value) -> Option<Vec<(String, String)>> {
    if let Some(values) = schema["enum"].as_array() {
        return values.iter().map(|v| Some((v.as_str()?.to_owned(), String::new()))).collect();
    }
    let mut all = Vec::new();
    for one in schema["oneOf"].as_array()? {
        if let Some(value) = one["const"].as_str() {
            all.push((value.to_owned(), description(one)));
        } else {
            all.extend(one["enum"].as_array()?.iter().filter_map(|v| Some((v.as_str()?.to_owned(), String::new()))));
        }
    }
    Some(all)
}

fn description(schema: &Value) -> String {
    schema["description"].as_str().unwrap_or_default().trim().to_owned()
}

/// `phone_numbers` as `PhoneNumbers`.
pub fn camel(name: &str) -> String {
    name.split('_').map(|word| word[..1].to_uppercase() + &word[1..]).collect()
}

fn is_identifier(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_') && name.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
}

/// A value as the name of a constant.
pub fn constant(value: &str) -> String {
    let name: String = value.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' }).collect();
    if name.starts_with(|c: char| c.is_ascii_digit()) || name.is_empty() { format!("_{name}") } else { name }
}

/// A name that is no keyword of Python.
pub fn safe(name: &str) -> String {
    let keyword =
        ["from", "import", "class", "in", "is", "as", "def", "global", "lambda", "pass", "raise", "return", "with", "not", "or", "and"];
    if keyword.contains(&name) { format!("{name}_") } else { name.to_owned() }
}

/// A doc as lines of a docstring.
pub fn docline(doc: &str, indent: usize) -> String {
    let text = doc.trim().replace('\\', "\\\\").replace("\"\"\"", "'''").replace('`', "``").replace("````", "``");
    let lines: Vec<_> = text.lines().map(str::trim).collect();
    let text = lines.join(&format!("\n{}", " ".repeat(indent))).replace(&format!("\n{}\n", " ".repeat(indent)), "\n\n");
    // A doc that ends in a quote would end the docstring early.
    if text.ends_with('"') { text + " " } else { text }
}
