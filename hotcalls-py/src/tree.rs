//! A value between Python and the core, owned by neither: read from Python objects before a call and turned into Python objects after it,
//! so that the interpreter is not held while the core works or waits. (The alternative, serde straight from and to Python objects, holds
//! the GIL across the database's locks, or takes and releases it at every field.)

use std::{fmt, vec};

use serde::{
    Serialize,
    de::{self, IntoDeserializer, Visitor, value::MapDeserializer, value::SeqDeserializer},
    forward_to_deserialize_any, ser,
};

/// What a text stands for: decides the Python type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    Plain,
    Id,
    Timestamp,
    Date,
    TimeOfDay,
}

impl Kind {
    /// The core names these by newtype structs.
    fn of(newtype: &str) -> Self {
        match newtype {
            "Id" => Self::Id,
            "Timestamp" => Self::Timestamp,
            "Date" => Self::Date,
            "TimeOfDay" => Self::TimeOfDay,
            _ => Self::Plain,
        }
    }
}

/// A value.
#[derive(Debug, Default)]
pub enum Tree {
    #[default]
    Null,
    Bool(bool),
    Int(i64),
    UInt(u64),
    Float(f64),
    Text(Kind, String),
    Seq(Vec<Tree>),
    Map(Vec<(String, Tree)>),
    /// A record by the name of its Rust struct.
    Record(&'static str, Vec<(&'static str, Tree)>),
    /// A value of a closed set, by the name of its Rust enum.
    Choice(&'static str, &'static str),
}

/// Why a value could not be passed.
#[derive(Debug)]
pub struct Refused(pub String);

impl fmt::Display for Refused {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}
impl std::error::Error for Refused {}
impl ser::Error for Refused {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}
impl de::Error for Refused {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(message.to_string())
    }
}

// ---- from a tree: what the core reads ----

impl<'de> IntoDeserializer<'de, Refused> for Tree {
    type Deserializer = Self;
    fn into_deserializer(self) -> Self {
        self
    }
}

impl<'de> de::Deserializer<'de> for Tree {
    type Error = Refused;

    fn deserialize_any<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self {
            Self::Null => visitor.visit_unit(),
            Self::Bool(b) => visitor.visit_bool(b),
            Self::Int(n) => visitor.visit_i64(n),
            Self::UInt(n) => visitor.visit_u64(n),
            Self::Float(x) => visitor.visit_f64(x),
            Self::Text(_, text) => visitor.visit_string(text),
            Self::Choice(_, name) => visitor.visit_str(name),
            Self::Seq(items) => {
                let mut items = SeqDeserializer::new(items.into_iter());
                let value = visitor.visit_seq(&mut items)?;
                items.end()?;
                Ok(value)
            }
            Self::Map(entries) => visit_map(entries.into_iter(), visitor),
            Self::Record(_, fields) => visit_map(fields.into_iter(), visitor),
        }
    }
    fn deserialize_option<V: Visitor<'de>>(self, visitor: V) -> Result<V::Value, Refused> {
        match self {
            Self::Null => visitor.visit_none(),
            other => visitor.visit_some(other),
        }
    }
    fn deserialize_newtype_struct<V: Visitor<'de>>(self, _: &'static str, visitor: V) -> Result<V::Value, Refused> {
        visitor.visit_newtype_struct(self)
    }
    fn deserialize_enum<V: Visitor<'de>>(self, _: &'static str, _: &'static [&'static str], visitor: V) -> Result<V::Value, Refused> {
        match self {
            Self::Text(_, name) => visitor.visit_enum(name.into_deserializer()),
            Self::Choice(_, name) => visitor.visit_enum(name.into_deserializer()),
            Self::Map(entries) => visitor.visit_enum(de::value::MapAccessDeserializer::new(MapDeserializer::new(entries.into_iter()))),
            other => other.deserialize_any(visitor),
        }
    }
    forward_to_deserialize_any! {
        bool i8 i16 i32 i64 i128 u8 u16 u32 u64 u128 f32 f64 char str string bytes byte_buf
        unit unit_struct seq tuple tuple_struct map struct identifier ignored_any
    }
}

fn visit_map<'de, K, V>(entries: vec::IntoIter<(K, Tree)>, visitor: V) -> Result<V::Value, Refused>
where
    K: IntoDeserializer<'de, Refused>,
    V: Visitor<'de>,
{
    let mut entries = MapDeserializer::new(entries);
    let value = visitor.visit_map(&mut entries)?;
    entries.end()?;
    Ok(value)
}

// ---- to a tree: what the core writes ----

/// Writes a value into a place.
pub struct Into<'a>(pub &'a mut Tree);

fn tree<T: Serialize + ?Sized>(value: &T) -> Result<Tree, Refused> {
    let mut tree = Tree::Null;
    value.serialize(Into(&mut tree))?;
    Ok(tree)
}

impl<'a> Into<'a> {
    fn put(self, value: Tree) -> Result<(), Refused> {
        *self.0 = value;
        Ok(())
    }
    /// `{"variant": value}`, as in JSON.
    fn tagged(self, variant: &'static str, value: Tree) -> Result<(), Refused> {
        self.put(Tree::Map(vec![(variant.to_owned(), value)]))
    }
}

impl<'a> ser::Serializer for Into<'a> {
    type Ok = ();
    type Error = Refused;
    type SerializeSeq = Items<'a>;
    type SerializeTuple = Items<'a>;
    type SerializeTupleStruct = Items<'a>;
    type SerializeTupleVariant = Items<'a>;
    type SerializeMap = Entries<'a>;
    type SerializeStruct = Fields<'a>;
    type SerializeStructVariant = Fields<'a>;

    fn serialize_bool(self, v: bool) -> Result<(), Refused> {
        self.put(Tree::Bool(v))
    }
    fn serialize_i8(self, v: i8) -> Result<(), Refused> {
        self.put(Tree::Int(v.into()))
    }
    fn serialize_i16(self, v: i16) -> Result<(), Refused> {
        self.put(Tree::Int(v.into()))
    }
    fn serialize_i32(self, v: i32) -> Result<(), Refused> {
        self.put(Tree::Int(v.into()))
    }
    fn serialize_i64(self, v: i64) -> Result<(), Refused> {
        self.put(Tree::Int(v))
    }
    fn serialize_u8(self, v: u8) -> Result<(), Refused> {
        self.put(Tree::Int(v.into()))
    }
    fn serialize_u16(self, v: u16) -> Result<(), Refused> {
        self.put(Tree::Int(v.into()))
    }
    fn serialize_u32(self, v: u32) -> Result<(), Refused> {
        self.put(Tree::Int(v.into()))
    }
    fn serialize_u64(self, v: u64) -> Result<(), Refused> {
        self.put(Tree::UInt(v))
    }
    fn serialize_f32(self, v: f32) -> Result<(), Refused> {
        self.put(Tree::Float(v.into()))
    }
    fn serialize_f64(self, v: f64) -> Result<(), Refused> {
        self.put(Tree::Float(v))
    }
    fn serialize_char(self, v: char) -> Result<(), Refused> {
        self.put(Tree::Text(Kind::Plain, v.to_string()))
    }
    fn serialize_str(self, v: &str) -> Result<(), Refused> {
        self.put(Tree::Text(Kind::Plain, v.to_owned()))
    }
    fn serialize_bytes(self, v: &[u8]) -> Result<(), Refused> {
        self.put(Tree::Seq(v.iter().map(|b| Tree::Int((*b).into())).collect()))
    }
    fn serialize_none(self) -> Result<(), Refused> {
        self.put(Tree::Null)
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Result<(), Refused> {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Result<(), Refused> {
        self.put(Tree::Null)
    }
    fn serialize_unit_struct(self, _: &'static str) -> Result<(), Refused> {
        self.put(Tree::Null)
    }
    fn serialize_unit_variant(self, name: &'static str, _: u32, variant: &'static str) -> Result<(), Refused> {
        self.put(Tree::Choice(name, variant))
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Result<(), Refused> {
        let Self(place) = self;
        value.serialize(Into(place))?;
        if let Tree::Text(kind, _) = place {
            *kind = Kind::of(name);
        }
        Ok(())
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(
        self,
        _: &'static str,
        _: u32,
        variant: &'static str,
        value: &T,
    ) -> Result<(), Refused> {
        self.tagged(variant, tree(value)?)
    }
    fn serialize_seq(self, len: Option<usize>) -> Result<Items<'a>, Refused> {
        Ok(Items { place: self, variant: None, items: Vec::with_capacity(len.unwrap_or(0)) })
    }
    fn serialize_tuple(self, len: usize) -> Result<Items<'a>, Refused> {
        self.serialize_seq(Some(len))
    }
    fn serialize_tuple_struct(self, _: &'static str, len: usize) -> Result<Items<'a>, Refused> {
        self.serialize_seq(Some(len))
    }
    fn serialize_tuple_variant(self, _: &'static str, _: u32, variant: &'static str, len: usize) -> Result<Items<'a>, Refused> {
        Ok(Items { place: self, variant: Some(variant), items: Vec::with_capacity(len) })
    }
    fn serialize_map(self, len: Option<usize>) -> Result<Entries<'a>, Refused> {
        Ok(Entries { place: self, key: None, entries: Vec::with_capacity(len.unwrap_or(0)) })
    }
    fn serialize_struct(self, name: &'static str, len: usize) -> Result<Fields<'a>, Refused> {
        Ok(Fields { place: self, name, variant: None, fields: Vec::with_capacity(len) })
    }
    fn serialize_struct_variant(self, name: &'static str, _: u32, variant: &'static str, len: usize) -> Result<Fields<'a>, Refused> {
        Ok(Fields { place: self, name, variant: Some(variant), fields: Vec::with_capacity(len) })
    }
}

/// A list that is being written.
pub struct Items<'a> {
    place: Into<'a>,
    variant: Option<&'static str>,
    items: Vec<Tree>,
}

impl Items<'_> {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        self.items.push(tree(value)?);
        Ok(())
    }
    fn finish(self) -> Result<(), Refused> {
        match self.variant {
            None => self.place.put(Tree::Seq(self.items)),
            Some(variant) => self.place.tagged(variant, Tree::Seq(self.items)),
        }
    }
}

macro_rules! items {
    ($($trait:ident::$method:ident),+) => {$(
        impl ser::$trait for Items<'_> {
            type Ok = ();
            type Error = Refused;
            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
                self.push(value)
            }
            fn end(self) -> Result<(), Refused> {
                self.finish()
            }
        }
    )+};
}
items! { SerializeSeq::serialize_element, SerializeTuple::serialize_element, SerializeTupleStruct::serialize_field, SerializeTupleVariant::serialize_field }

/// An object with free keys that is being written.
pub struct Entries<'a> {
    place: Into<'a>,
    key: Option<String>,
    entries: Vec<(String, Tree)>,
}

impl ser::SerializeMap for Entries<'_> {
    type Ok = ();
    type Error = Refused;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Refused> {
        self.key = Some(match tree(key)? {
            Tree::Text(_, text) => text,
            Tree::Choice(_, name) => name.to_owned(),
            Tree::Int(n) => n.to_string(),
            Tree::UInt(n) => n.to_string(),
            other => return Err(Refused(format!("{other:?} cannot be a key"))),
        });
        Ok(())
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Refused> {
        let key = self.key.take().ok_or_else(|| Refused("a value without a key".into()))?;
        self.entries.push((key, tree(value)?));
        Ok(())
    }
    fn end(self) -> Result<(), Refused> {
        self.place.put(Tree::Map(self.entries))
    }
}

/// A record that is being written.
pub struct Fields<'a> {
    place: Into<'a>,
    name: &'static str,
    variant: Option<&'static str>,
    fields: Vec<(&'static str, Tree)>,
}

macro_rules! fields {
    ($($trait:ident),+) => {$(
        impl ser::$trait for Fields<'_> {
            type Ok = ();
            type Error = Refused;
            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Refused> {
                self.fields.push((key, tree(value)?));
                Ok(())
            }
            fn end(self) -> Result<(), Refused> {
                let record = Tree::Record(self.name, self.fields);
                match self.variant {
                    None => self.place.put(record),
                    Some(variant) => self.place.tagged(variant, record),
                }
            }
        }
    )+};
}
fields! { SerializeStruct, SerializeStructVariant }
