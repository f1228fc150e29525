//! A serde stream into columns: the core's records are written where they belong as they are serialized.

use std::fmt;

use hotcalls_core::{Id, TimeOfDay, Timestamp};
use serde::{Serialize, ser};

use super::column::{Column, Key, List, Map, Record};
use crate::native::uuid_text;

type Done = Result<(), Misplaced>;

/// A value is not what the catalog says.
#[derive(Debug)]
pub struct Misplaced(String);

impl fmt::Display for Misplaced {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for Misplaced {}
impl ser::Error for Misplaced {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

/// One value, into a column.
pub struct Cell<'a>(pub &'a mut Column);

fn put<T: Serialize + ?Sized>(column: &mut Column, value: &T) -> Done {
    let Column::Json(texts) = column else { return value.serialize(Cell(column)) };
    match serde_json::to_string(value).map_err(|e| Misplaced(e.to_string()))?.as_str() {
        "null" => texts.append_null(),
        text => texts.append_value(text),
    }
    Ok(())
}

fn misplaced<T>(what: &str, column: &Column) -> Result<T, Misplaced> {
    Err(Misplaced(format!("{what} where the catalog says {}", column.data_type())))
}

impl Cell<'_> {
    fn whole(self, n: i64) -> Done {
        match self.0 {
            Column::Int64(b) => b.append_value(n),
            Column::Int32(b) => b.append_value(i32::try_from(n).map_err(|_| Misplaced(format!("{n} does not fit 32 bits")))?),
            Column::Float(b) => b.append_value(n as f64),
            // The core's own spelling of times, for those who do not read.
            Column::Time(b) => b.append_value(n),
            Column::TimeOfDay(b) => b.append_value(n),
            Column::Date(b) => b.append_value(i32::try_from(n - EPOCH).map_err(|_| Misplaced(format!("{n} is no day")))?),
            other => return misplaced("a whole number", other),
        }
        Ok(())
    }
    fn text(self, text: &str) -> Done {
        let wrong = || Misplaced(format!("{text:?} is not what the catalog says"));
        match self.0 {
            Column::Text(b) => b.append_value(text),
            Column::Id(b) => b.append_value(text.parse::<Id<()>>().map_err(|_| wrong())?.to_string()),
            Column::Time(b) => b.append_value(text.parse().map(Timestamp::micros).map_err(|_| wrong())?),
            Column::Date(b) => b.append_value(days(text).ok_or_else(wrong)?),
            Column::TimeOfDay(b) => b.append_value(text.parse().map(TimeOfDay::micros).map_err(|_| wrong())?),
            Column::Choice(choice) => {
                if !choice.push(text) {
                    return Err(wrong());
                }
            }
            other => return misplaced("a text", other),
        }
        Ok(())
    }
}

/// 1970-01-01 in days of the common era, of which 0001-01-01 is the first.
const EPOCH: i64 = 719_163;

/// `YYYY-MM-DD` in days since 1970-01-01.
fn days(text: &str) -> Option<i32> {
    let midnight: Timestamp = format!("{text}T00:00:00Z").parse().ok()?;
    midnight.micros().div_euclid(86_400_000_000).try_into().ok()
}

/// The methods of a serializer that a sink refuses.
macro_rules! refuse {
    ($($method:ident($($type:ty),*)),* $(,)?) => {
        $(fn $method(self, $(_: $type),*) -> Done { Err(Misplaced(concat!("not expected here: ", stringify!($method)).into())) })*
    };
}
/// What only wraps a value is the value.
macro_rules! transparent {
    () => {
        fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Done {
            value.serialize(self)
        }
        fn serialize_newtype_struct<T: Serialize + ?Sized>(self, _: &'static str, value: &T) -> Done {
            value.serialize(self)
        }
        fn serialize_newtype_variant<T: Serialize + ?Sized>(self, _: &'static str, _: u32, name: &'static str, _: &T) -> Done {
            Err(Misplaced(format!("a variant {name} with a value is no column")))
        }
        fn serialize_tuple(self, len: usize) -> Result<Self::SerializeSeq, Misplaced> {
            self.serialize_seq(Some(len))
        }
        fn serialize_tuple_struct(self, _: &'static str, _: usize) -> Result<Self::SerializeTupleStruct, Misplaced> {
            Err(Misplaced("a tuple is no column".into()))
        }
        fn serialize_tuple_variant(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: usize,
        ) -> Result<Self::SerializeTupleVariant, Misplaced> {
            Err(Misplaced("a tuple is no column".into()))
        }
        fn serialize_struct_variant(
            self,
            _: &'static str,
            _: u32,
            _: &'static str,
            _: usize,
        ) -> Result<Self::SerializeStructVariant, Misplaced> {
            Err(Misplaced("a variant with fields is no column".into()))
        }
    };
}

impl<'a> ser::Serializer for Cell<'a> {
    type Ok = ();
    type Error = Misplaced;
    type SerializeSeq = Items<'a>;
    type SerializeTuple = Items<'a>;
    type SerializeTupleStruct = ser::Impossible<(), Misplaced>;
    type SerializeTupleVariant = ser::Impossible<(), Misplaced>;
    type SerializeMap = Entries<'a>;
    type SerializeStruct = Fields<'a>;
    type SerializeStructVariant = ser::Impossible<(), Misplaced>;

    /// Ids and times come as numbers.
    fn is_human_readable(&self) -> bool {
        false
    }
    fn serialize_bool(self, v: bool) -> Done {
        let Column::Bool(b) = self.0 else { return misplaced("a truth value", self.0) };
        b.append_value(v);
        Ok(())
    }
    fn serialize_i8(self, v: i8) -> Done {
        self.whole(v.into())
    }
    fn serialize_i16(self, v: i16) -> Done {
        self.whole(v.into())
    }
    fn serialize_i32(self, v: i32) -> Done {
        self.whole(v.into())
    }
    fn serialize_i64(self, v: i64) -> Done {
        self.whole(v)
    }
    fn serialize_u8(self, v: u8) -> Done {
        self.whole(v.into())
    }
    fn serialize_u16(self, v: u16) -> Done {
        self.whole(v.into())
    }
    fn serialize_u32(self, v: u32) -> Done {
        self.whole(v.into())
    }
    fn serialize_u64(self, v: u64) -> Done {
        self.whole(i64::try_from(v).map_err(|_| Misplaced(format!("{v} does not fit 63 bits")))?)
    }
    fn serialize_u128(self, v: u128) -> Done {
        let Column::Id(b) = self.0 else { return misplaced("an id", self.0) };
        b.append_value(std::str::from_utf8(&uuid_text(v)).unwrap_or_default());
        Ok(())
    }
    fn serialize_f32(self, v: f32) -> Done {
        self.serialize_f64(v.into())
    }
    fn serialize_f64(self, v: f64) -> Done {
        let Column::Float(b) = self.0 else { return misplaced("a number", self.0) };
        b.append_value(v);
        Ok(())
    }
    fn serialize_char(self, v: char) -> Done {
        self.text(v.encode_utf8(&mut [0; 4]))
    }
    fn serialize_str(self, v: &str) -> Done {
        self.text(v)
    }
    fn serialize_none(self) -> Done {
        self.serialize_unit()
    }
    fn serialize_unit(self) -> Done {
        self.0.null();
        Ok(())
    }
    fn serialize_unit_variant(self, _: &'static str, place: u32, variant: &'static str) -> Done {
        if let Column::Choice(choice) = &mut *self.0
            && choice.push_variant(place, variant)
        {
            return Ok(());
        }
        self.text(variant)
    }
    refuse! { serialize_bytes(&[u8]), serialize_unit_struct(&'static str) }
    transparent!();
    fn serialize_seq(self, _: Option<usize>) -> Result<Items<'a>, Misplaced> {
        match self.0 {
            Column::List(list) => Ok(Items { list, count: 0 }),
            other => misplaced("a list", other),
        }
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Entries<'a>, Misplaced> {
        match self.0 {
            Column::Map(map) => Ok(Entries::Map { map, count: 0 }),
            Column::Record(record) => Ok(Entries::Record { fields: Fields { record, last: None }, key: String::new() }),
            other => misplaced("an object", other),
        }
    }
    fn serialize_struct(self, _: &'static str, _: usize) -> Result<Fields<'a>, Misplaced> {
        match self.0 {
            Column::Record(record) => Ok(Fields { record, last: None }),
            other => misplaced("a record", other),
        }
    }
}

/// A list that is being written.
pub struct Items<'a> {
    list: &'a mut List,
    count: usize,
}

impl ser::SerializeSeq for Items<'_> {
    type Ok = ();
    type Error = Misplaced;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        self.count += 1;
        put(&mut self.list.item, value)
    }
    fn end(self) -> Done {
        self.list.end(self.count);
        Ok(())
    }
}
impl ser::SerializeTuple for Items<'_> {
    type Ok = ();
    type Error = Misplaced;
    fn serialize_element<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        ser::SerializeSeq::serialize_element(self, value)
    }
    fn end(self) -> Done {
        ser::SerializeSeq::end(self)
    }
}

/// A record that is being written.
pub struct Fields<'a> {
    record: &'a mut Record,
    last: Option<usize>,
}

impl Fields<'_> {
    fn field<T: Serialize + ?Sized>(&mut self, key: Key<'_>, value: &T) -> Done {
        let (at, column) = self.record.place(key, self.last).ok_or_else(|| Misplaced(format!("no column is named {}", key.text())))?;
        self.last = Some(at);
        put(column, value)
    }
    fn finish(self) -> Done {
        self.record.end(true);
        Ok(())
    }
}

impl ser::SerializeStruct for Fields<'_> {
    type Ok = ();
    type Error = Misplaced;
    fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Done {
        self.field(Key::Known(key), value)
    }
    fn end(self) -> Done {
        self.finish()
    }
}

/// An object with free keys that is being written: a map, or a record that comes from Python.
pub enum Entries<'a> {
    Map { map: &'a mut Map, count: usize },
    Record { fields: Fields<'a>, key: String },
}

impl ser::SerializeMap for Entries<'_> {
    type Ok = ();
    type Error = Misplaced;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Done {
        let text = match serde_json::to_value(key) {
            Ok(serde_json::Value::String(text)) => text,
            _ => return Err(Misplaced("a key that is no text".into())),
        };
        match self {
            Self::Map { map, count } => {
                *count += 1;
                map.keys.append_value(text);
            }
            Self::Record { key, .. } => *key = text,
        }
        Ok(())
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Done {
        match self {
            Self::Map { map, .. } => put(&mut map.values, value),
            Self::Record { fields, key } => fields.field(Key::Free(&std::mem::take(key)), value),
        }
    }
    fn end(self) -> Done {
        match self {
            Self::Map { map, count } => map.end(count),
            Self::Record { fields, .. } => fields.finish()?,
        }
        Ok(())
    }
}
