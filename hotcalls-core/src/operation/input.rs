//! Reading inputs: every wrong field is reported at once, from any serde stream, without an intermediate tree of the whole input.
//!
//! A field is read into a small JSON value of its own and converted, so that one wrong field does not end the reading; lists
//! of objects are streamed row by row.

use std::{fmt, marker::PhantomData};

use chrono_tz::Tz;
use schemars::{JsonSchema, Schema, SchemaGenerator};
use serde::{
    Deserialize, Deserializer, Serialize,
    de::{DeserializeSeed, IgnoredAny, MapAccess, SeqAccess, Visitor},
};
use serde_json::Value;
use uuid::Uuid;

use super::{rules::FieldRule, types::*};
use crate::{
    error::{Detail, Problems},
    id::Id,
    query::Where,
    time::{Date, TimeOfDay, Timestamp},
};

/// How strictly values are taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Wrong types and unknown fields are errors; times must carry an offset. Rust, Python and C.
    Strict,
    /// Contract section 0.5: numbers and numeric text convert, unknown fields are ignored, naive times are of the zone. HTTP.
    Lenient(Tz),
}

/// A field of an input, as the catalog shows it.
#[derive(Clone)]
pub struct Field {
    /// Its name.
    pub name: &'static str,
    /// What it is.
    pub doc: &'static str,
    /// Whether it must be given.
    pub required: bool,
    /// Its JSON Schema, the default included.
    pub schema: fn(&mut SchemaGenerator) -> Schema,
    /// The same of a value that is there, as in a query string: never null.
    pub value: fn(&mut SchemaGenerator) -> Schema,
}

/// The input of an operation; implemented by the `input!` macro.
pub trait Input: Sized + Serialize + JsonSchema {
    #[doc(hidden)]
    type Draft: Default;
    /// Its fields, in order.
    fn fields(out: &mut Vec<Field>);
    #[doc(hidden)]
    fn put<'de, A: MapAccess<'de>>(draft: &mut Self::Draft, key: &str, map: &mut A, reading: &mut Reading) -> Result<bool, A::Error>;
    #[doc(hidden)]
    fn finish(draft: Self::Draft, reading: &mut Reading) -> Option<Self>;
    #[doc(hidden)]
    fn check(&mut self, reading: &mut Reading);
    /// ANDs the filters among the fields into a statement.
    fn filters(&self, w: &mut Where);
}

/// The state of reading or checking one input.
#[derive(Debug)]
pub struct Reading {
    /// How strictly.
    pub mode: Mode,
    /// What was wrong so far.
    pub problems: Problems,
    /// The `id` of the row that the input is about.
    pub target: Option<Uuid>,
    /// Fields that must be given although the input itself does not require them.
    pub(crate) required: Vec<&'static str>,
}

impl Reading {
    /// Nothing read yet.
    pub fn new(mode: Mode) -> Self {
        Self { mode, problems: Problems::new(), target: None, required: Vec::new() }
    }

    #[doc(hidden)]
    pub fn field<'de, T: FieldType, A: MapAccess<'de>>(
        &mut self,
        name: &str,
        map: &mut A,
        rule: &dyn FieldRule<T::Inner>,
    ) -> Result<Option<T>, A::Error> {
        match map.next_value_seed(FieldSeed(self.mode, PhantomData::<T>))? {
            Ok(mut value) => Ok(self.admit(name, &mut value, rule).then_some(value)),
            Err(detail) => {
                self.problems.set(name, detail);
                Ok(None)
            }
        }
    }

    #[doc(hidden)]
    pub fn admit<T: FieldType>(&mut self, name: &str, value: &mut T, rule: &dyn FieldRule<T::Inner>) -> bool {
        if name == "id" || name == "agent_id" {
            self.target = value.as_uuid();
        }
        match value.inner_mut().map(|inner| rule.admit(inner)) {
            Some(Err(detail)) => {
                self.problems.set(name, detail);
                false
            }
            _ => true,
        }
    }

    #[doc(hidden)]
    pub fn check_field<T: FieldType>(&mut self, name: &str, value: &mut T, rule: &dyn FieldRule<T::Inner>) {
        match value.check(self.mode) {
            Ok(()) => drop(self.admit(name, value, rule)),
            Err(detail) => self.problems.set(name, detail),
        }
    }

    #[doc(hidden)]
    pub fn settle<T>(&mut self, name: &str, given: Option<T>, default: impl FnOnce() -> Option<T>) -> Option<T> {
        given.or_else(default).or_else(|| {
            if self.problems.get(name).is_none() {
                self.problems.add(name, "This field is required.");
            }
            None
        })
    }

    /// Reads a whole input. `Err` is a fault of the stream itself (syntax); problems of fields are kept in `self`.
    pub fn read<'de, T: Input, D: Deserializer<'de>>(&mut self, d: D) -> Result<Option<T>, D::Error> {
        struct Whole<'r, T>(&'r mut Reading, PhantomData<T>);
        impl<'de, T: Input> AnyVisitor<'de> for Whole<'_, T> {
            type Out = Option<T>;
            fn map<A: MapAccess<'de>>(self, mut map: A) -> Result<Option<T>, A::Error> {
                let reading = self.0;
                let mut draft = T::Draft::default();
                while let Some(key) = map.next_key::<String>()? {
                    reading.required.retain(|name| *name != key);
                    if T::put(&mut draft, &key, &mut map, reading)? {
                        continue;
                    }
                    map.next_value::<IgnoredAny>()?;
                    if reading.mode == Mode::Strict {
                        let mut fields = Vec::new();
                        T::fields(&mut fields);
                        let names: Vec<_> = fields.iter().map(|f| f.name).collect();
                        reading.problems.add(&key, format!("Unknown field. Known ones: {}.", names.join(", ")));
                    }
                }
                let mut missing = std::mem::take(&mut reading.required);
                if !missing.is_empty() {
                    let mut fields = Vec::new();
                    T::fields(&mut fields);
                    missing.retain(|name| fields.iter().any(|f| f.name == *name));
                }
                missing.iter().for_each(|name| reading.problems.add(name, "This field is required."));
                let whole = T::finish(draft, reading);
                Ok(whole.filter(|_| reading.problems.is_empty()))
            }
            fn other(self, kind: &'static str) -> Option<T> {
                let message = format!("Invalid data. Expected a dictionary, but got {kind}.");
                self.0.problems.add(crate::error::NON_FIELD, message);
                None
            }
        }
        d.deserialize_any(Any(Whole(self, PhantomData)))
    }
}

struct FieldSeed<T>(Mode, PhantomData<T>);

impl<'de, T: FieldType> DeserializeSeed<'de> for FieldSeed<T> {
    type Value = Result<T, Detail>;
    fn deserialize<D: Deserializer<'de>>(self, d: D) -> Result<Self::Value, D::Error> {
        T::read_from(d, self.0)
    }
}

/// A type that an input's field may have.
pub trait FieldType: Sized + Serialize + JsonSchema {
    /// What rules look at: the value inside an `Option` or a `Patch`, else the value itself.
    type Inner: JsonSchema;
    /// The value that rules look at, if there is one.
    fn inner(&self) -> Option<&Self::Inner>;
    /// The same, to be normalised.
    fn inner_mut(&mut self) -> Option<&mut Self::Inner>;
    /// Converts what was read.
    fn read(value: Value, mode: Mode) -> Result<Self, Detail>;
    /// Reads from a stream; lists of objects do so row by row.
    fn read_from<'de, D: Deserializer<'de>>(d: D, mode: Mode) -> Result<Result<Self, Detail>, D::Error> {
        Ok(Self::read(Value::deserialize(d)?, mode))
    }
    /// Checks what is inside, for typed callers.
    fn check(&mut self, _mode: Mode) -> Result<(), Detail> {
        Ok(())
    }
    /// The id, if this is one.
    fn as_uuid(&self) -> Option<Uuid> {
        None
    }
    /// Whether a partial update leaves it out.
    fn is_keep(&self) -> bool {
        false
    }
}

#[doc(hidden)]
pub fn is_keep<T: FieldType>(value: &T) -> bool {
    value.is_keep()
}

fn kind_of(value: &Value) -> &'static str {
    match value {
        Value::Null => "NoneType",
        Value::Bool(_) => "bool",
        Value::Number(n) if n.is_f64() => "float",
        Value::Number(_) => "int",
        Value::String(_) => "str",
        Value::Array(_) => "list",
        Value::Object(_) => "dict",
    }
}

const NOT_NULL: &str = "This field may not be null.";
const WRONG_NUMBER: &str = "A valid number is required.";
const WRONG_DATE: &str = "Date has wrong format. Use one of these formats instead: YYYY-MM-DD.";

/// Scalars: how a JSON value becomes one, and what a typed caller's value must be, where the type allows more than JSON does.
macro_rules! scalar {
    ($($type:ty, $value:pat, $mode:ident => $read:expr $(, sound $sound:ident or $wrong:expr)?;)+) => {$(
        impl FieldType for $type {
            type Inner = Self;
            fn inner(&self) -> Option<&Self> { Some(self) }
            fn inner_mut(&mut self) -> Option<&mut Self> { Some(self) }
            fn read(value: Value, $mode: Mode) -> Result<Self, Detail> {
                if value.is_null() { return Err(NOT_NULL.into()); }
                let $value = value;
                let read: Result<Self, Detail> = $read;
                read
            }
            $(fn check(&mut self, _: Mode) -> Result<(), Detail> {
                if self.$sound() { Ok(()) } else { Err($wrong.into()) }
            })?
        }
    )+};
}

scalar! {
    String, value, mode => read_text(value, mode);
    Secret, value, mode => read_text(value, mode).map(Secret);
    bool, value, mode => read_bool(&value, mode);
    i32, value, mode => read_int(&value, mode, i32::MIN.into(), i32::MAX.into()).map(|n| n as i32);
    i64, value, mode => read_int(&value, mode, i64::MIN, i64::MAX);
    f64, value, mode => read_float(&value, mode), sound is_finite or WRONG_NUMBER;
    Timestamp, value, mode => read_time(&value, mode), sound is_printable or WRONG_TIME;
    Date, value, _mode => value.as_str().and_then(|t| t.trim().parse().ok()).ok_or_else(|| WRONG_DATE.into()), sound is_printable or WRONG_DATE;
    TimeOfDay, value, _mode => value.as_str().and_then(TimeOfDay::parse).ok_or_else(|| "Time has wrong format. Use one of these formats instead: hh:mm[:ss[.uuuuuu]].".into());
    Json, value, _mode => Ok(Json(value));
}

/// From here on not every whole number has a floating-point number of its own.
const EXACT: f64 = 9_007_199_254_740_992.0;

fn read_text(value: Value, mode: Mode) -> Result<String, Detail> {
    let text = match value {
        Value::String(text) => text,
        // A whole number beyond 64 bits was rounded when it was read: a phone number must not be changed in silence.
        Value::Number(n) if mode != Mode::Strict && n.as_f64().is_some_and(|x| n.is_f64() && x.abs() >= EXACT) => {
            return Err("A number this large must be sent as text.".into());
        }
        Value::Number(n) if mode != Mode::Strict => n.to_string(),
        _ => return Err("Not a valid string.".into()),
    };
    if text.contains('\0') { Err("Null characters are not allowed.".into()) } else { Ok(text) }
}

fn read_bool(value: &Value, mode: Mode) -> Result<bool, Detail> {
    let lenient = match (value, mode) {
        (Value::Bool(b), _) => Some(*b),
        (_, Mode::Strict) => None,
        (Value::Number(n), _) => n.as_u64().filter(|n| *n < 2).map(|n| n == 1),
        (Value::String(text), _) => match text.trim().to_ascii_lowercase().as_str() {
            "true" | "1" => Some(true),
            "false" | "0" => Some(false),
            _ => None,
        },
        _ => None,
    };
    lenient.ok_or_else(|| "Must be a valid boolean.".into())
}

fn read_int(value: &Value, mode: Mode, min: i64, max: i64) -> Result<i64, Detail> {
    let lenient = |text: &str| {
        let text = text.trim();
        let whole = text.split_once('.').map_or(text, |(whole, zeros)| if zeros.bytes().all(|b| b == b'0') { whole } else { "" });
        whole.parse::<i128>().ok()
    };
    let number = match (value, mode) {
        (Value::Number(n), Mode::Strict) => n.as_i64().map(i128::from).or_else(|| n.as_u64().map(i128::from)),
        (Value::Number(n), _) => lenient(&n.to_string()).or_else(|| n.as_f64().filter(|x| x.fract() == 0.0).map(|x| x as i128)),
        (Value::String(text), Mode::Lenient(_)) => lenient(text),
        _ => None,
    };
    let number = number.ok_or_else(|| Detail::from("A valid integer is required."))?;
    if number > i128::from(max) {
        return Err(format!("Ensure this value is less than or equal to {max}.").into());
    }
    if number < i128::from(min) {
        return Err(format!("Ensure this value is greater than or equal to {min}.").into());
    }
    Ok(number as i64)
}

fn read_float(value: &Value, mode: Mode) -> Result<f64, Detail> {
    let number = match (value, mode) {
        (Value::Number(n), _) => n.as_f64(),
        (Value::String(text), Mode::Lenient(_)) => text.trim().parse().ok(),
        _ => None,
    };
    number.filter(|x: &f64| x.is_finite()).ok_or_else(|| WRONG_NUMBER.into())
}

fn read_time(value: &Value, mode: Mode) -> Result<Timestamp, Detail> {
    let Some(text) = value.as_str() else { return Err(WRONG_TIME.into()) };
    match mode {
        Mode::Lenient(zone) => Timestamp::parse(text, Some(zone)).ok_or_else(|| WRONG_TIME.into()),
        Mode::Strict => Timestamp::parse(text, None).ok_or_else(|| {
            let naive = Timestamp::parse(text, Some(Tz::UTC)).is_some();
            if naive { "The time needs an offset, for example 2026-11-22T21:02:03Z.".into() } else { WRONG_TIME.into() }
        }),
    }
}

const WRONG_TIME: &str = "Datetime has wrong format. Use one of these formats instead: YYYY-MM-DDThh:mm[:ss[.uuuuuu]][+HH:MM|-HH:MM|Z].";

impl<T: Choice> FieldType for T {
    type Inner = Self;
    fn inner(&self) -> Option<&Self> {
        Some(self)
    }
    fn inner_mut(&mut self) -> Option<&mut Self> {
        Some(self)
    }
    fn read(value: Value, _: Mode) -> Result<Self, Detail> {
        let text = match &value {
            Value::Null => return Err(NOT_NULL.into()),
            Value::String(text) => text.clone(),
            other => other.to_string(),
        };
        T::parse(text.trim()).filter(|_| value.is_string()).ok_or_else(|| {
            let shown: String = text.chars().take(100).collect();
            format!("\"{shown}\" is not a valid choice.").into()
        })
    }
}

impl<T> FieldType for Id<T> {
    type Inner = Self;
    fn inner(&self) -> Option<&Self> {
        Some(self)
    }
    fn inner_mut(&mut self) -> Option<&mut Self> {
        Some(self)
    }
    fn read(value: Value, _: Mode) -> Result<Self, Detail> {
        let text = match &value {
            Value::Null => return Err(NOT_NULL.into()),
            Value::String(text) => text.as_str(),
            other => return Err(format!("Incorrect type. Expected pk value, received {}.", kind_of(other)).into()),
        };
        // The reserved id stands for "none" in storage and is nobody's.
        text.trim().parse().ok().and_then(Self::known).ok_or_else(|| {
            let shown: String = text.chars().take(100).collect();
            format!("“{shown}” is not a valid UUID.").into()
        })
    }
    fn as_uuid(&self) -> Option<Uuid> {
        Some(self.uuid())
    }
}

impl<T: FieldType> FieldType for Option<T> {
    type Inner = T::Inner;
    fn inner(&self) -> Option<&T::Inner> {
        self.as_ref()?.inner()
    }
    fn inner_mut(&mut self) -> Option<&mut T::Inner> {
        self.as_mut()?.inner_mut()
    }
    fn read(value: Value, mode: Mode) -> Result<Self, Detail> {
        if value.is_null() { Ok(None) } else { T::read(value, mode).map(Some) }
    }
    fn check(&mut self, mode: Mode) -> Result<(), Detail> {
        self.as_mut().map_or(Ok(()), |v| v.check(mode))
    }
    fn as_uuid(&self) -> Option<Uuid> {
        self.as_ref()?.as_uuid()
    }
}

impl<T: FieldType> FieldType for Patch<T> {
    type Inner = T::Inner;
    fn inner(&self) -> Option<&T::Inner> {
        self.given()?.inner()
    }
    fn inner_mut(&mut self) -> Option<&mut T::Inner> {
        if let Self::Set(value) = self { value.inner_mut() } else { None }
    }
    fn read(value: Value, mode: Mode) -> Result<Self, Detail> {
        T::read(value, mode).map(Self::Set)
    }
    fn check(&mut self, mode: Mode) -> Result<(), Detail> {
        if let Self::Set(value) = self { value.check(mode) } else { Ok(()) }
    }
    fn is_keep(&self) -> bool {
        !self.is_set()
    }
}

impl<T: FieldType> FieldType for Vec<T> {
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
        let rows = match read_rows(d, mode)? {
            Ok(rows) => rows,
            Err(detail) => return Ok(Err(detail)),
        };
        let (mut all, mut problems) = (Vec::with_capacity(rows.len()), Problems::new());
        for (index, row) in rows.into_iter().enumerate() {
            match row {
                Ok(value) => all.push(value),
                Err(detail) => problems.set(&index.to_string(), detail),
            }
        }
        Ok(if problems.is_empty() { Ok(all) } else { Err(Detail::Inside(problems)) })
    }
    fn check(&mut self, mode: Mode) -> Result<(), Detail> {
        let mut problems = Problems::new();
        for (index, element) in self.iter_mut().enumerate() {
            if let Err(detail) = element.check(mode) {
                problems.set(&index.to_string(), detail);
            }
        }
        if problems.is_empty() { Ok(()) } else { Err(Detail::Inside(problems)) }
    }
}

/// A list of which every element is read, or what is wrong with it.
type ReadRows<T> = Vec<Result<T, Detail>>;

/// Reads a list element by element; `Err` inside if it is none.
pub(super) fn read_rows<'de, T: FieldType, D: Deserializer<'de>>(d: D, mode: Mode) -> Result<Result<ReadRows<T>, Detail>, D::Error> {
    struct List<T>(Mode, PhantomData<T>);
    impl<'de, T: FieldType> AnyVisitor<'de> for List<T> {
        type Out = Result<ReadRows<T>, Detail>;
        fn seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Out, A::Error> {
            let mut all = Vec::new();
            while let Some(element) = seq.next_element_seed(FieldSeed(self.0, PhantomData::<T>))? {
                all.push(element);
            }
            Ok(Ok(all))
        }
        fn other(self, kind: &'static str) -> Self::Out {
            let null = kind == "NoneType";
            Err(if null { NOT_NULL.into() } else { format!("Expected a list of items but got type \"{kind}\".").into() })
        }
    }
    d.deserialize_any(Any(List(mode, PhantomData)))
}

/// An input inside another one (the rows of a bulk create).
#[doc(hidden)]
pub fn read_nested<'de, T: Input, D: Deserializer<'de>>(d: D, mode: Mode) -> Result<Result<T, Detail>, D::Error> {
    let mut reading = Reading::new(mode);
    let value = reading.read(d)?;
    Ok(value.ok_or(Detail::Inside(reading.problems)))
}

/// A visitor that takes whatever comes: what it does not want is consumed and named.
trait AnyVisitor<'de>: Sized {
    type Out;
    fn map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Out, A::Error> {
        while map.next_entry::<IgnoredAny, IgnoredAny>()?.is_some() {}
        Ok(self.other("dict"))
    }
    fn seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Out, A::Error> {
        while seq.next_element::<IgnoredAny>()?.is_some() {}
        Ok(self.other("list"))
    }
    fn other(self, kind: &'static str) -> Self::Out;
}

struct Any<V>(V);

impl<'de, V: AnyVisitor<'de>> Visitor<'de> for Any<V> {
    type Value = V::Out;
    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("any value")
    }
    fn visit_map<A: MapAccess<'de>>(self, map: A) -> Result<V::Out, A::Error> {
        self.0.map(map)
    }
    fn visit_seq<A: SeqAccess<'de>>(self, seq: A) -> Result<V::Out, A::Error> {
        self.0.seq(seq)
    }
    fn visit_bool<E>(self, _: bool) -> Result<V::Out, E> {
        Ok(self.0.other("bool"))
    }
    fn visit_i64<E>(self, _: i64) -> Result<V::Out, E> {
        Ok(self.0.other("int"))
    }
    fn visit_u64<E>(self, _: u64) -> Result<V::Out, E> {
        Ok(self.0.other("int"))
    }
    fn visit_f64<E>(self, _: f64) -> Result<V::Out, E> {
        Ok(self.0.other("float"))
    }
    fn visit_str<E>(self, _: &str) -> Result<V::Out, E> {
        Ok(self.0.other("str"))
    }
    fn visit_bytes<E>(self, _: &[u8]) -> Result<V::Out, E> {
        Ok(self.0.other("bytes"))
    }
    fn visit_none<E>(self) -> Result<V::Out, E> {
        Ok(self.0.other("NoneType"))
    }
    fn visit_unit<E>(self) -> Result<V::Out, E> {
        Ok(self.0.other("NoneType"))
    }
    fn visit_some<D: Deserializer<'de>>(self, d: D) -> Result<V::Out, D::Error> {
        d.deserialize_any(self)
    }
    fn visit_newtype_struct<D: Deserializer<'de>>(self, d: D) -> Result<V::Out, D::Error> {
        d.deserialize_any(self)
    }
}

/// The JSON Schema of an input, from its fields.
#[doc(hidden)]
pub fn input_schema<T: Input>(generator: &mut SchemaGenerator) -> Schema {
    let mut fields = Vec::new();
    T::fields(&mut fields);
    let mut properties = serde_json::Map::new();
    let mut required = Vec::new();
    for field in &fields {
        let mut schema = (field.schema)(generator);
        schema.insert("description".into(), field.doc.trim().into());
        properties.insert(field.name.into(), schema.to_value());
        if field.required {
            required.push(Value::from(field.name));
        }
    }
    let mut schema = Schema::default();
    schema.insert("type".into(), "object".into());
    schema.insert("properties".into(), properties.into());
    if !required.is_empty() {
        schema.insert("required".into(), required.into());
    }
    schema
}
