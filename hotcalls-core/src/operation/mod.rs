//! What an operation is: the macros that make one of a row, its catalog entry, its input, and how it is run.
//!
//! Never names a room.

pub(crate) mod dispatch;
mod idempotency;
pub(crate) mod import;
mod input;
mod json;
#[macro_use]
mod macros;
mod bulk;
pub mod rules;
mod run;
mod types;

use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{Serialize, de::DeserializeOwned};
use uuid::Uuid;

pub use self::{
    bulk::{OnError, RowError, Rows},
    input::{Field, FieldType, Input, Mode, Reading},
    json::JsonInput,
    run::{Chunks, Preparing, Records, Streams},
    types::{Choice, JSON_DEPTH, Json, Patch, Secret},
};
pub(crate) use self::{
    input::{input_schema, is_keep, read_nested},
    json::describe,
    rules::FieldRule,
};
use crate::{
    Caller,
    access::{Rule, Scope},
    error::{Detail, Result},
    id::Id,
    query::Where,
};

/// Whether an operation changes anything.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Effect {
    /// Reads one snapshot.
    Read,
    /// One transaction: all of it or nothing.
    Write,
    /// Unbounded work in transactions of its own, resumable because its rows are idempotent.
    Chunked,
}

impl Effect {
    /// `read`, `write` or `chunked`.
    pub const fn word(self) -> &'static str {
        match self {
            Self::Read => "read",
            Self::Write => "write",
            Self::Chunked => "chunked",
        }
    }
}

/// How a call by name ended, beside its answer.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Outcome {
    /// The operation found its result there already (a repeated create with the same external id).
    pub existed: bool,
    /// The answer is the first one of the same idempotency key.
    pub replayed: bool,
    /// The user who called, however it was known (by session, token, password, or named by the embedding program).
    pub user: Option<Uuid>,
    /// In the lenient mode: names in `ordering` that mean nothing here, as `ordering=name`.
    pub ignored: Vec<String>,
}

/// A catalog entry: everything that doors and documents need to know of an operation.
pub struct Operation {
    /// `leads.bulk_create`.
    pub name: &'static str,
    /// `leads`.
    pub room: &'static str,
    /// `bulk_create`.
    pub verb: &'static str,
    /// What it does; Markdown.
    pub doc: &'static str,
    /// Whether it changes anything.
    pub effect: Effect,
    /// Who may knock.
    pub rule: Rule,
    /// Whether the answer holds a secret.
    pub secret: bool,
    /// Whether its write is on the disk before it answers: its loss in a power cut would do harm outside.
    pub durable: bool,
    /// Whether it may be answered from a state of a few seconds ago, where there is a copy that has one: lists and statistics.
    pub lags: bool,
    /// The fields of its input.
    pub fields: fn() -> Vec<Field>,
    /// The JSON Schema of its input.
    pub input: fn(&mut SchemaGenerator) -> Schema,
    /// The JSON Schema of its answer.
    pub output: fn(&mut SchemaGenerator) -> Schema,
    /// Runs it: input from a stream.
    pub(crate) call: for<'c> fn(&'c Caller, dispatch::Call<'_, '_, 'c>) -> Result<(Answered, Outcome)>,
}

/// What an operation may answer with.
pub trait Answer: Serialize + DeserializeOwned + JsonSchema + Send + 'static {}
impl<T: Serialize + DeserializeOwned + JsonSchema + Send + 'static> Answer for T {}

/// The answer of a call by name: for any serde stream, whenever and on whichever thread its door is ready to write.
pub struct Answered(Box<dyn Kept>);

/// What an [`Answered`] keeps: a value that is still there to be asked for by its type.
trait Kept: erased_serde::Serialize + std::any::Any + Send {}
impl<T: erased_serde::Serialize + std::any::Any + Send> Kept for T {}

impl Answered {
    fn new(answer: impl Answer) -> Self {
        Self(Box::new(answer))
    }
    /// The answer itself, if it is of this type: for a door that writes many rows, and need not go through a table of functions for every
    /// field of theirs.
    pub fn downcast_ref<T: 'static>(&self) -> Option<&T> {
        (&*self.0 as &dyn std::any::Any).downcast_ref()
    }
}

impl Serialize for Answered {
    fn serialize<S: serde::Serializer>(&self, s: S) -> std::result::Result<S::Ok, S::Error> {
        erased_serde::serialize(&*self.0, s)
    }
}

/// An operation's own row.
pub(crate) trait Listed {
    fn operation() -> &'static Operation;
}

/// An operation that runs in one transaction; made by `operations!`.
pub(crate) trait Body: Listed + Typed {
    /// What the body takes; a copy is made for each attempt of a transaction that may have to be repeated.
    type Prepared: Clone;
    /// Whether [`prepare`](Self::prepare) does anything.
    const PREPARES: bool;
    /// Slow work after the gate and outside of the transaction.
    fn prepare(before: &Preparing<'_>, input: Self::Input) -> Result<Self::Prepared>;
    fn run(scope: &Scope<'_>, prepared: Self::Prepared) -> Result<Self::Output>;
    /// Whether [`target`](Self::target) looks at a row; without one in the input nothing is run then.
    const TARGETED: bool = false;
    /// Whether the row that the input is about may be seen and changed: asked before the input's problems are told and before the body.
    fn target(_scope: &Scope<'_>, _id: Uuid) -> Result<()> {
        Ok(())
    }
}

/// An operation that opens its own transactions.
pub(crate) trait Chunked: Listed + Typed {
    fn run(chunks: &mut Chunks<'_>, input: Self::Input) -> Result<Self::Output>;
}

/// Its input and answer.
pub(crate) trait Typed {
    type Input: Input;
    type Output: Answer;
}

pub(crate) fn refine<T: FieldType>(schema: &mut Schema, rule: &dyn FieldRule<T::Inner>) {
    rule.schema(schema);
}

/// A field of a partial update has no default: left out, it stays what it is. One that may be null has the default null.
pub(crate) fn note_default<T: FieldType>(schema: &mut Schema, default: T) {
    if default.is_keep() {
        return;
    }
    if let Ok(value) = serde_json::to_value(&default) {
        schema.insert("default".into(), value);
    }
}

/// The default of a field as a value, if it is one.
pub(crate) fn note_value<T: FieldType>(schema: &mut Schema, default: T) {
    if default.inner().is_some() {
        note_default(schema, default);
    }
}

pub(crate) fn filter<T: FieldType>(value: &T, rule: &dyn FieldRule<T::Inner>, w: &mut Where) {
    if let Some(inner) = value.inner() {
        rule.filter(inner, w);
    }
}

pub(crate) fn check_nested<T: Input>(value: &mut T, mode: Mode) -> std::result::Result<(), Detail> {
    let mut reading = Reading::new(mode);
    value.check(&mut reading);
    if reading.problems.is_empty() { Ok(()) } else { Err(Detail::Inside(reading.problems)) }
}

input! {
    /// No input.
    pub struct Nothing {}
}

/// One row by its id.
#[derive(Debug, Clone, Copy)]
pub struct ById<T> {
    /// The row's id.
    pub id: Id<T>,
}

impl<T> From<Id<T>> for ById<T> {
    fn from(id: Id<T>) -> Self {
        Self { id }
    }
}

/// By hand, since `input!` makes no generic structs.
mod by_id {
    use serde::de::MapAccess;

    use super::{ById, Field, FieldRule, FieldType, Id, Input, Reading, Schema, SchemaGenerator, Serialize, Where, rules::Free};

    impl<T> Serialize for ById<T> {
        fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
            [("id", self.id)].into_iter().collect::<std::collections::BTreeMap<_, _>>().serialize(s)
        }
    }

    impl<T> schemars::JsonSchema for ById<T> {
        fn schema_name() -> std::borrow::Cow<'static, str> {
            "ById".into()
        }
        fn json_schema(generator: &mut SchemaGenerator) -> Schema {
            super::input_schema::<Self>(generator)
        }
    }

    impl<T> Input for ById<T> {
        type Draft = Option<Id<T>>;
        fn fields(out: &mut Vec<Field>) {
            out.push(Field {
                name: "id",
                doc: "The row's id.",
                required: true,
                schema: |generator| <Id<T> as schemars::JsonSchema>::json_schema(generator),
                value: |generator| <Id<T> as schemars::JsonSchema>::json_schema(generator),
            });
        }
        fn put<'de, A: MapAccess<'de>>(draft: &mut Self::Draft, key: &str, map: &mut A, reading: &mut Reading) -> Result<bool, A::Error> {
            if key != "id" {
                return Ok(false);
            }
            let rule: &dyn FieldRule<<Id<T> as FieldType>::Inner> = &Free;
            *draft = reading.field(key, map, rule)?;
            Ok(true)
        }
        fn finish(draft: Self::Draft, reading: &mut Reading) -> Option<Self> {
            reading.settle("id", draft, || None).map(|id| Self { id })
        }
        fn check(&mut self, reading: &mut Reading) {
            reading.target = Some(self.id.uuid());
        }
        fn filters(&self, _: &mut Where) {}
    }
}
