//! The OpenAPI document, printed from the table of routes and the library's catalog.

use std::{collections::HashSet, fmt::Write};

use hotcalls_core::operation::{Effect, Field, Operation};
use hyper::Method;
use schemars::{SchemaGenerator, generate::SchemaSettings};
use serde_json::{Map, Value, json};

use crate::routes::{RESOURCES, Route, Routes, Shape, Source};

/// What does not depend on the operations.
const FRAME: &str = include_str!("openapi.json");

/// The responses that are the same everywhere; the frame says what they are.
const FAILURES: [&str; 9] = ["400", "401", "403", "404", "409", "413", "415", "429", "default"];

/// The document of the table's rows, each with its catalog entry.
pub fn document(routes: &Routes) -> Value {
    let settings = SchemaSettings::draft2020_12().with(|s| {
        s.definitions_path = "/components/schemas".into();
        s.meta_schema = None;
    });
    let mut printer = Printer { schemas: settings.into_generator(), ids: HashSet::new() };
    // The frame is ours and a test reads it; were it broken, the document would still have its operations.
    let mut document: Value = serde_json::from_str(FRAME).unwrap_or_default();
    document["info"]["version"] = env!("CARGO_PKG_VERSION").into();
    document["tags"] = RESOURCES.iter().map(|r| json!({"name": r.name})).collect();
    for route in routes.all() {
        document["paths"][&route.path][route.method.as_str().to_ascii_lowercase()] = printer.operation(route);
    }
    // Pages are written out with their envelopes.
    for (name, schema) in printer.schemas.take_definitions(true).into_iter().filter(|(name, _)| !name.starts_with("Page")) {
        document["components"]["schemas"][name] = schema;
    }
    document
}

struct Printer {
    schemas: SchemaGenerator,
    ids: HashSet<String>,
}

impl Printer {
    fn operation(&mut self, route: &Route) -> Value {
        let (operation, key) = (route.operation, route.key());
        let fields: Vec<_> = (operation.fields)().into_iter().filter(|f| Some(f.name) != key && !route.streams(f.name)).collect();
        let doc = operation.doc.trim();
        let mut entry = json!({
            "operationId": self.id(route),
            "tags": [operation.room],
            "summary": doc.lines().next().unwrap_or_default().trim().trim_end_matches('.'),
            "description": doc.lines().map(str::trim).collect::<Vec<_>>().join("\n"),
        });
        let mut parameters = Vec::new();
        if let Some(key) = key {
            parameters.push(json!({"name": key, "in": "path", "required": true, "schema": {"type": "string", "format": "uuid"}}));
        }
        // Actions under DELETE take a list in their body; a plain DELETE has options.
        let in_query = matches!(route.source, Source::Query | Source::Csv) || route.source == Source::Both && operation.verb == "delete";
        if in_query {
            parameters.extend(fields.iter().map(|f| self.parameter(f)));
        } else if !fields.is_empty() {
            let required: Vec<_> = fields.iter().filter(|f| f.required || route.whole.contains(&f.name)).map(|f| f.name).collect();
            let schema = self.object(&fields, &required);
            entry["requestBody"] = json!({"required": !required.is_empty(), "content": {"application/json": {"schema": schema}}});
        }
        if route.source == Source::Csv {
            // What is in a file, the import tells row by row.
            let file = |media: &&str| {
                ((*media).to_owned(), json!({"schema": if *media == "text/csv" { json!({"type": "string"}) } else { json!({}) }}))
            };
            let content: Map<_, _> = route.media().iter().map(file).collect();
            entry["requestBody"] = json!({"required": true, "content": content});
        }
        if operation.effect != Effect::Read && route.shape != Shape::Login {
            parameters.push(json!({"$ref": "#/components/parameters/Idempotency-Key"}));
        }
        if !parameters.is_empty() {
            entry["parameters"] = Value::from(parameters);
        }
        entry["responses"] = self.responses(route, entry.get("requestBody").is_some());
        entry
    }

    /// The operation's name; a second path of it adds the method, a third one a number.
    fn id(&mut self, route: &Route) -> String {
        let name = route.operation.name.replace('.', "_");
        let with_method = format!("{name}_{}", route.method.as_str().to_ascii_lowercase());
        let more = (2..).map(|n| format!("{with_method}_{n}"));
        let id = [name, with_method.clone()].into_iter().chain(more).find(|id| !self.ids.contains(id)).unwrap_or_default();
        self.ids.insert(id.clone());
        id
    }

    fn parameter(&mut self, field: &Field) -> Value {
        let schema = (field.value)(&mut self.schemas);
        json!({"name": field.name, "in": "query", "required": field.required, "description": field.doc.trim(), "schema": schema})
    }

    fn object(&mut self, fields: &[Field], required: &[&str]) -> Value {
        let mut properties = Map::new();
        for field in fields {
            let mut schema = (field.schema)(&mut self.schemas);
            schema.insert("description".into(), field.doc.trim().into());
            properties.insert(field.name.into(), schema.to_value());
        }
        let mut schema = json!({"type": "object", "properties": properties});
        if !required.is_empty() {
            schema["required"] = required.into();
        }
        schema
    }

    fn responses(&mut self, route: &Route, has_body: bool) -> Value {
        let operation = route.operation;
        let mut all = Map::new();
        let mut add = |status: &str, description: &str, schema: Value| {
            let content = json!({"application/json": {"schema": schema}});
            all.insert(status.into(), json!({"description": description, "content": content}));
        };
        match route.shape {
            Shape::Nothing | Shape::Logout => drop(all.insert("204".into(), json!({"description": "Done."}))),
            Shape::Page => add("200", "One page.", self.envelope(operation)),
            Shape::Whole => add("200", "Done.", (operation.output)(&mut self.schemas).to_value()),
            Shape::Login => {
                let login = (operation.output)(&mut self.schemas).to_value();
                add("200", "Done.", self.property(login, "user"));
            }
            Shape::Created => {
                let schema = (operation.output)(&mut self.schemas).to_value();
                if operation.verb == "create" {
                    add("200", "It was there already.", schema.clone());
                }
                add("201", "Created.", schema);
                if let Some(key) = RESOURCES.iter().find(|r| operation.verb == "create" && r.name == operation.room).map(|r| r.key) {
                    all["201"]["links"] = links(operation.room, key);
                }
                if route.location.is_some() {
                    all["201"]["headers"] = json!({"Location": {"description": "Where it is.", "schema": {"type": "string"}}});
                }
            }
        }
        for status in FAILURES {
            let may = match status {
                "404" => route.key().is_some() || route.shape == Shape::Page || route.method != Method::GET,
                "409" => operation.effect != Effect::Read,
                "413" | "415" => has_body,
                _ => true,
            };
            if may {
                all.insert(status.into(), json!({"$ref": format!("#/components/responses/{status}")}));
            }
        }
        Value::Object(all)
    }

    /// The envelope of a page around the rows that the operation answers with.
    fn envelope(&mut self, operation: &'static Operation) -> Value {
        let page = (operation.output)(&mut self.schemas).to_value();
        let results = self.property(page, "results");
        let link = json!({"type": ["string", "null"]});
        json!({
            "type": "object",
            "properties": {
                "count": {"type": "integer", "minimum": 0}, "next": link, "previous": link,
                "next_cursor": {"type": ["string", "null"], "description": "Only when `cursor` was given."},
                "results": results,
            },
            "required": ["count", "next", "previous", "results"],
        })
    }

    /// The schema of a property, also where the object's schema is a reference.
    fn property(&self, schema: Value, name: &str) -> Value {
        let named = schema["$ref"].as_str().and_then(|r| r.rsplit('/').next());
        let object = named.and_then(|name| self.schemas.definitions().get(name)).unwrap_or(&schema);
        object["properties"][name].clone()
    }
}

/// What can be done next with a thing that was just created.
fn links(room: &str, key: &str) -> Value {
    let link = |verb| json!({"operationId": format!("{room}_{verb}"), "parameters": {key: format!("$response.body#/{key}")}});
    json!({"get": link("get"), "update": link("update"), "delete": link("delete")})
}

/// A value as YAML: block style, every text in double quotes as JSON writes it, which YAML reads the same way.
pub fn yaml(value: &Value) -> String {
    let mut out = String::new();
    block(value, "", &mut out);
    out
}

fn block(value: &Value, pad: &str, out: &mut String) {
    let entries: Vec<(String, &Value)> = match value {
        Value::Object(map) => map.iter().map(|(key, value)| (format!("{}:", json!(key)), value)).collect(),
        Value::Array(all) => all.iter().map(|value| ("-".to_owned(), value)).collect(),
        _ => Vec::new(),
    };
    for (head, value) in entries {
        if value.as_object().is_some_and(|m| !m.is_empty()) || value.as_array().is_some_and(|a| !a.is_empty()) {
            let _ = writeln!(out, "{pad}{head}");
            block(value, &format!("{pad}  "), out);
        } else {
            let _ = writeln!(out, "{pad}{head} {value}");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn yaml_is_json_in_blocks() {
        let value = json!({"a": {"b": [1, {"c": "x: \"y\"\n"}, []]}, "d": {}, "e": null});
        let text = "\"a\":\n  \"b\":\n    - 1\n    -\n      \"c\": \"x: \\\"y\\\"\\n\"\n    - []\n\"d\": {}\n\"e\": null\n";
        assert_eq!(yaml(&value), text);
    }
}
