//! The catalog's JSON Schemas as columns.

use std::{collections::HashMap, sync::LazyLock};

use serde_json::Value;

use super::column::{Column, Named, Record};

/// The catalog, and which record the rows of an operation's answer are.
struct Rows {
    /// The schemas of records by name, each with the definitions that it refers to.
    records: HashMap<String, (Value, Value)>,
    /// The records by operation.
    of_operations: HashMap<String, String>,
}

static ROWS: LazyLock<Rows> = LazyLock::new(|| {
    let mut rows = Rows { records: HashMap::new(), of_operations: HashMap::new() };
    for operation in hotcalls_core::catalog_json().as_array().into_iter().flatten() {
        let output = &operation["output"];
        for (name, record) in output["$defs"].as_object().into_iter().flatten() {
            if record["properties"].is_object() {
                rows.records.entry(name.clone()).or_insert_with(|| (record.clone(), output["$defs"].clone()));
            }
        }
        let items = if output["type"] == "array" { output } else { &output["$defs"]["Page"]["properties"]["results"] };
        if let (Some(operation), Some(row)) = (operation["name"].as_str(), reference(&items["items"])) {
            rows.of_operations.insert(operation.to_owned(), row.to_owned());
        }
    }
    rows
});

/// Which record the rows of an operation's answer are, if it answers with rows.
pub fn row_of(operation: &str) -> Option<&'static str> {
    ROWS.of_operations.get(operation).map(String::as_str)
}

/// The columns of a record.
pub fn record(name: &str) -> Option<Record> {
    let (schema, definitions) = ROWS.records.get(name)?;
    Some(fields(schema, definitions))
}

/// What a list answers: a record with a list of rows.
pub fn page(row: &str) -> Option<Column> {
    let rows = Column::list(Column::record(record(row)?), false);
    let fields = vec![
        Named::new("count", false, Column::int64()),
        Named::new("next_cursor", true, Column::text()),
        Named::new("results", false, rows),
    ];
    Some(Column::record(Record::new(fields)))
}

/// The record in the lists of a field of a record.
pub fn row_of_field(record: &str, field: &str) -> Option<&'static str> {
    let (schema, _) = ROWS.records.get(record)?;
    reference(&schema["properties"][field]["items"])
}

fn reference(schema: &Value) -> Option<&str> {
    schema["$ref"].as_str()?.rsplit('/').next()
}

/// In the order of the declaration: `required` has it, the properties are sorted. Keys that may be left out come last.
fn fields(schema: &Value, definitions: &Value) -> Record {
    let required: Vec<&str> = schema["required"].as_array().into_iter().flatten().filter_map(Value::as_str).collect();
    let properties = schema["properties"].as_object().into_iter().flatten();
    let left_out = properties.map(|(name, _)| name.as_str()).filter(|name| !required.contains(name));
    let named = |name: &str| {
        let (column, nullable) = column(&schema["properties"][name], definitions);
        Named::new(name, nullable || !required.contains(&name), column)
    };
    Record::new(required.iter().copied().chain(left_out).map(named).collect())
}

/// The column of a value, and whether it may be null.
fn column(schema: &Value, definitions: &Value) -> (Column, bool) {
    if let Some(name) = reference(schema) {
        return column(&definitions[name], definitions);
    }
    if let Some(values) = choices(schema) {
        return (Column::choice(values), false);
    }
    for alternatives in [&schema["anyOf"], &schema["oneOf"]] {
        if let Some(all) = alternatives.as_array() {
            let some: Vec<_> = all.iter().filter(|a| a["type"] != "null").collect();
            let nullable = some.len() < all.len();
            return match some[..] {
                [one] => (column(one, definitions).0, nullable),
                _ => (Column::json(), true),
            };
        }
    }
    match &schema["type"] {
        Value::Array(types) => {
            let some: Vec<_> = types.iter().filter_map(Value::as_str).filter(|t| *t != "null").collect();
            match some[..] {
                [one] => (simple(one, schema, definitions), types.len() > 1),
                _ => (Column::json(), true),
            }
        }
        Value::String(one) => (simple(one, schema, definitions), false),
        _ => (Column::json(), true),
    }
}

fn simple(kind: &str, schema: &Value, definitions: &Value) -> Column {
    match (kind, schema["format"].as_str()) {
        ("string", Some("uuid")) => Column::id(),
        ("string", Some("date-time")) => Column::time(),
        ("string", Some("date")) => Column::date(),
        ("string", Some("time-local")) => Column::time_of_day(),
        ("string", _) => Column::text(),
        ("integer", Some("int32")) => Column::int32(),
        ("integer", _) => Column::int64(),
        ("number", _) => Column::float(),
        ("boolean", _) => Column::bool(),
        ("array", _) => {
            let (item, nullable) = column(&schema["items"], definitions);
            Column::list(item, nullable)
        }
        ("object", _) if schema["properties"].is_object() => Column::record(fields(schema, definitions)),
        ("object", _) if schema["additionalProperties"].is_object() => {
            let (value, nullable) = column(&schema["additionalProperties"], definitions);
            Column::map(value, nullable)
        }
        _ => Column::json(),
    }
}

/// The values of a closed set of texts.
fn choices(schema: &Value) -> Option<Vec<String>> {
    let texts = |values: &Value| values.as_array()?.iter().map(|v| Some(v.as_str()?.to_owned())).collect::<Option<Vec<_>>>();
    if schema["enum"].is_array() {
        return texts(&schema["enum"]);
    }
    let mut all = Vec::new();
    for one in schema["oneOf"].as_array()? {
        match one["const"].as_str() {
            Some(value) => all.push(value.to_owned()),
            None => all.extend(texts(&one["enum"])?),
        }
    }
    Some(all)
}
