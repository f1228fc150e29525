//! Bulk inputs: rows that are read and checked one by one, and what becomes of the bad ones.

use std::borrow::Cow;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Deserialize, Deserializer, Serialize, Serializer, ser::SerializeSeq};
use serde_json::Value;

use super::{
    input::{FieldType, Mode, read_rows},
    types::{Choice, Json},
};
use crate::error::{Detail, NON_FIELD, Problems};

/// What a bad row of a bulk write does to the others.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum OnError {
    /// One bad row rejects all.
    #[default]
    Reject,
    /// The good rows are written, the bad ones reported.
    Skip,
}
impl Choice for OnError {}

/// A bad row of a bulk write.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct RowError {
    /// Its place among the rows, from 0.
    pub index: i64,
    /// What is wrong with which field.
    pub errors: Json,
}

impl RowError {
    /// The report of a row's problems.
    pub fn new(index: usize, problems: &Problems) -> Self {
        Self { index: index as i64, errors: Json(serde_json::to_value(problems).unwrap_or_default()) }
    }
}

/// The rows of a bulk input: each as it was read, or what is wrong with it. The operation decides what a bad row does to the others.
#[derive(Debug, Clone)]
pub struct Rows<T>(Vec<Result<T, Problems>>);

impl<T> Rows<T> {
    /// How many rows.
    pub fn len(&self) -> usize {
        self.0.len()
    }
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }
    /// The rows that could be read.
    pub fn good(&self) -> impl Iterator<Item = &T> + Clone {
        self.0.iter().filter_map(|row| row.as_ref().ok())
    }
    /// Makes something of every row. `field` is the name of the rows in the input: with [`OnError::Reject`] the problems of all bad rows
    /// are the error, by index; with [`OnError::Skip`] they are reported beside what was made of the others.
    pub fn make<U>(
        self,
        field: &str,
        on_error: OnError,
        mut make: impl FnMut(T) -> Result<U, Problems>,
    ) -> crate::Result<(Vec<U>, Vec<RowError>)> {
        let (mut made, mut problems, mut errors) = (Vec::with_capacity(self.len()), Problems::new(), Vec::new());
        for (index, row) in self.0.into_iter().enumerate() {
            match row.and_then(&mut make) {
                Ok(value) => made.push(value),
                Err(wrong) if on_error == OnError::Skip => errors.push(RowError::new(index, &wrong)),
                Err(wrong) => problems.at(index, wrong),
            }
        }
        let mut all = Problems::new();
        all.inside(field, problems);
        all.into_result()?;
        Ok((made, errors))
    }
}

impl<T> From<Vec<T>> for Rows<T> {
    fn from(rows: Vec<T>) -> Self {
        rows.into_iter().collect()
    }
}
impl<T> FromIterator<T> for Rows<T> {
    fn from_iter<I: IntoIterator<Item = T>>(rows: I) -> Self {
        Self(rows.into_iter().map(Ok).collect())
    }
}

/// What is wrong with a row, as fields of the row.
fn of_row(detail: Detail) -> Problems {
    match detail {
        Detail::Inside(problems) => problems,
        messages => {
            let mut problems = Problems::new();
            problems.set(NON_FIELD, messages);
            problems
        }
    }
}

impl<T: FieldType> FieldType for Rows<T> {
    type Inner = Self;
    fn inner(&self) -> Option<&Self> {
        Some(self)
    }
    fn inner_mut(&mut self) -> Option<&mut Self> {
        Some(self)
    }
    fn read(value: Value, mode: Mode) -> Result<Self, Detail> {
        Self::read_from(value, mode).unwrap_or_else(|e| Err(e.to_string().into()))
    }
    fn read_from<'de, D: Deserializer<'de>>(d: D, mode: Mode) -> Result<Result<Self, Detail>, D::Error> {
        let rows = read_rows::<T, D>(d, mode)?;
        Ok(rows.map(|rows| Self(rows.into_iter().map(|row| row.map_err(of_row)).collect())))
    }
    fn check(&mut self, mode: Mode) -> Result<(), Detail> {
        for row in &mut self.0 {
            if let Ok(value) = row
                && let Err(detail) = value.check(mode)
            {
                *row = Err(of_row(detail));
            }
        }
        Ok(())
    }
}

impl<T: Serialize> Serialize for Rows<T> {
    fn serialize<S: Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        let mut seq = s.serialize_seq(Some(self.len()))?;
        for row in &self.0 {
            match row {
                Ok(value) => seq.serialize_element(value)?,
                Err(problems) => seq.serialize_element(problems)?,
            }
        }
        seq.end()
    }
}

impl<T: JsonSchema> JsonSchema for Rows<T> {
    fn inline_schema() -> bool {
        true
    }
    fn schema_name() -> Cow<'static, str> {
        Vec::<T>::schema_name()
    }
    fn json_schema(generator: &mut SchemaGenerator) -> Schema {
        Vec::<T>::json_schema(generator)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::operation::{Reading, rules::text};

    input! {
        /// A row.
        pub struct Row {
            /// A name.
            pub name: String => text(3),
        }
    }
    input! {
        /// The rows.
        pub struct Many {
            /// Some rows.
            pub rows: Rows<Row>,
            /// What a bad one does.
            pub on_error: OnError = OnError::Reject,
        }
    }

    fn read(json: &str) -> Result<Many, String> {
        let mut reading = Reading::new(Mode::Strict);
        let read = reading.read(&mut serde_json::Deserializer::from_str(json)).unwrap();
        read.ok_or_else(|| serde_json::to_string(&reading.problems).unwrap())
    }

    fn make(input: Many) -> Result<(Vec<String>, String), String> {
        let refuse = |row: Row| {
            let mut problems = Problems::new();
            if row.name == "bad" {
                problems.add("name", "No.");
                return Err(problems);
            }
            Ok(row.name)
        };
        let (made, errors) = input.rows.make("rows", input.on_error, refuse).map_err(|e| serde_json::to_string(e.details()).unwrap())?;
        Ok((made, serde_json::to_string(&errors).unwrap()))
    }

    const ROWS: &str = r#"[{"name": "a"}, {"name": "long"}, {"name": "bad"}, 5, {"name": "b"}, {"colour": 1}]"#;

    #[test]
    fn one_bad_row_rejects_all_and_every_bad_row_is_told() {
        let told = make(read(&format!(r#"{{"rows": {ROWS}}}"#)).unwrap()).unwrap_err();
        assert_eq!(
            told,
            r#"{"rows":{"1":{"name":["Ensure this field has no more than 3 characters."]},"2":{"name":["No."]},"3":{"non_field_errors":["Invalid data. Expected a dictionary, but got int."]},"5":{"colour":["Unknown field. Known ones: name."],"name":["This field is required."]}}}"#
        );
        assert_eq!(make(read(r#"{"rows": [{"name": "a"}]}"#).unwrap()), Ok((vec!["a".into()], "[]".into())));
        assert!(read(r#"{"rows": {}}"#).unwrap_err().contains("Expected a list of items"));
    }

    #[test]
    fn bad_rows_can_be_skipped() {
        let (made, errors) = make(read(&format!(r#"{{"rows": {ROWS}, "on_error": "skip"}}"#)).unwrap()).unwrap();
        assert_eq!(made, ["a", "b"]);
        assert_eq!(errors.matches("index").count(), 4);
        assert!(errors.contains(r#"{"index":2,"errors":{"name":["No."]}}"#), "{errors}");
    }

    #[test]
    fn typed_rows_are_checked_too() {
        let mut many = Many::new(vec![Row::new("a"), Row::new("long")]);
        many.on_error = OnError::Skip;
        let mut reading = Reading::new(Mode::Strict);
        crate::operation::Input::check(&mut many, &mut reading);
        assert!(reading.problems.is_empty());
        assert_eq!(make(many).unwrap().0, ["a"]);
    }
}
