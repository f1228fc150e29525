//! What operations answer, as Python objects: straight from the core's structs, by the serde stream that they write.

use std::{collections::HashMap, fmt, sync::OnceLock};

use hotcalls_core::error::Error;
use pyo3::{
    IntoPyObjectExt, intern,
    prelude::*,
    sync::PyOnceLock,
    types::{PyDict, PyList, PyString},
};
use serde::{Serialize, ser};

use crate::{
    handle,
    native::{Kind, Native, give_way},
};

/// The classes of the face: records and choices by the names of their Rust types.
pub struct Face {
    records: HashMap<String, Record>,
    /// Of every choice, its values by their text.
    choices: HashMap<String, HashMap<String, Py<PyAny>>>,
    /// What the rows of an operation's answer are.
    rows: HashMap<String, Py<PyString>>,
}

/// A class of records.
struct Record {
    class: Py<PyAny>,
    /// The fields that the first one had, in the order in which the struct writes them, with their Python names.
    fields: OnceLock<Vec<Field>>,
}

type Field = (&'static str, Py<PyString>);

static FACE: PyOnceLock<Face> = PyOnceLock::new();

/// Tells the native module which classes to build answers from; called once by the generated part of the package.
#[pyfunction]
pub fn register(
    py: Python<'_>,
    records: HashMap<String, Py<PyAny>>,
    choices: HashMap<String, Bound<'_, PyAny>>,
    rows: HashMap<String, Py<PyString>>,
) -> PyResult<()> {
    let members = |class: Bound<'_, PyAny>| class.getattr("_value2member_map_")?.extract();
    let records = records.into_iter().map(|(name, class)| (name, Record { class, fields: OnceLock::new() })).collect();
    let choices = choices.into_iter().map(|(name, class)| Ok((name, members(class)?))).collect::<PyResult<_>>()?;
    FACE.get_or_init(py, || Face { records, choices, rows });
    Ok(())
}

/// The Python object of what an operation answers. Many rows are told what they are, for the columns that they have as Arrow.
pub fn answer<'py, T: Serialize + ?Sized>(py: Python<'py>, value: &T, operation: &str) -> PyResult<Bound<'py, PyAny>> {
    let answer = object(py, value)?;
    let Some((face, row)) = FACE.get(py).and_then(|face| Some((face, face.rows.get(operation)?))) else { return Ok(answer) };
    let rows = match face.records.get("Rows").filter(|_| answer.is_instance_of::<PyList>()) {
        Some(list) => list.class.bind(py).call1((answer,))?,
        None => answer,
    };
    rows.setattr(intern!(py, "_row"), row)?;
    Ok(rows)
}

/// The Python object of a value.
pub fn object<'py, T: Serialize + ?Sized>(py: Python<'py>, value: &T) -> PyResult<Bound<'py, PyAny>> {
    let objects = Objects { py, native: Native::get(py)?, face: FACE.get(py), kind: Kind::Plain };
    value.serialize(objects).map_err(|Failed(error)| error)
}

/// Why a value could not be written.
#[derive(Debug)]
struct Failed(PyErr);

impl fmt::Display for Failed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}
impl std::error::Error for Failed {}
impl ser::Error for Failed {
    fn custom<T: fmt::Display>(message: T) -> Self {
        Self(Python::attach(|py| handle::raise(py, &Error::internal(message))))
    }
}
impl From<PyErr> for Failed {
    fn from(error: PyErr) -> Self {
        Self(error)
    }
}

type Made<'py> = Result<Bound<'py, PyAny>, Failed>;

/// Makes the Python object of what is written into it.
#[derive(Clone, Copy)]
struct Objects<'py> {
    py: Python<'py>,
    native: &'static Native,
    face: Option<&'py Face>,
    /// What a number that comes now stands for.
    kind: Kind,
}

impl<'py> Objects<'py> {
    fn plain<T: IntoPyObject<'py>>(self, value: T) -> Made<'py> {
        Ok(value.into_bound_py_any(self.py)?)
    }
    fn number(self, number: i64) -> Made<'py> {
        Ok(match self.kind {
            Kind::Timestamp => self.native.timestamp(self.py, number)?,
            Kind::Date => self.native.date(self.py, number)?,
            Kind::TimeOfDay => self.native.time(self.py, number)?,
            Kind::Plain | Kind::Id => number.into_bound_py_any(self.py)?,
        })
    }
    fn list(self, len: Option<usize>) -> List<'py> {
        List { objects: self, items: Vec::with_capacity(len.unwrap_or(0)), variant: None }
    }
    fn record(self, name: &str, len: usize) -> Result<Filled<'py>, Failed> {
        let record = self.face.and_then(|face| face.records.get(name));
        let (object, dict) = match record {
            Some(record) => {
                let object = self.native.bare(record.class.bind(self.py))?;
                let dict = object.getattr(intern!(self.py, "__dict__"))?.cast_into::<PyDict>().map_err(PyErr::from)?;
                (object, dict)
            }
            // A dict when the face does not know the record.
            None => {
                let dict = PyDict::new(self.py);
                (dict.clone().into_any(), dict)
            }
        };
        let known = record.and_then(|record| record.fields.get());
        let learning = record.filter(|_| known.is_none()).map(|record| (record, Vec::with_capacity(len)));
        Ok(Filled { objects: self, object, dict, known: known.map_or(&[], Vec::as_slice), at: 0, learning, variant: None })
    }
    /// `{"variant": value}`, as in JSON.
    fn tagged(self, variant: &'static str, value: Bound<'py, PyAny>) -> Made<'py> {
        let dict = PyDict::new(self.py);
        dict.set_item(variant, value)?;
        Ok(dict.into_any())
    }
}

impl<'py> ser::Serializer for Objects<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failed;
    type SerializeSeq = List<'py>;
    type SerializeTuple = List<'py>;
    type SerializeTupleStruct = List<'py>;
    type SerializeTupleVariant = List<'py>;
    type SerializeMap = Entries<'py>;
    type SerializeStruct = Filled<'py>;
    type SerializeStructVariant = Filled<'py>;

    /// Ids and times come as numbers.
    fn is_human_readable(&self) -> bool {
        false
    }
    fn serialize_bool(self, v: bool) -> Made<'py> {
        self.plain(v)
    }
    fn serialize_i8(self, v: i8) -> Made<'py> {
        self.number(v.into())
    }
    fn serialize_i16(self, v: i16) -> Made<'py> {
        self.number(v.into())
    }
    fn serialize_i32(self, v: i32) -> Made<'py> {
        self.number(v.into())
    }
    fn serialize_i64(self, v: i64) -> Made<'py> {
        self.number(v)
    }
    fn serialize_u8(self, v: u8) -> Made<'py> {
        self.number(v.into())
    }
    fn serialize_u16(self, v: u16) -> Made<'py> {
        self.number(v.into())
    }
    fn serialize_u32(self, v: u32) -> Made<'py> {
        self.number(v.into())
    }
    fn serialize_u64(self, v: u64) -> Made<'py> {
        self.plain(v)
    }
    fn serialize_u128(self, v: u128) -> Made<'py> {
        if self.kind == Kind::Id { Ok(self.native.id(self.py, v)?) } else { self.plain(v) }
    }
    fn serialize_f32(self, v: f32) -> Made<'py> {
        self.plain(v)
    }
    fn serialize_f64(self, v: f64) -> Made<'py> {
        self.plain(v)
    }
    fn serialize_char(self, v: char) -> Made<'py> {
        self.plain(v)
    }
    fn serialize_str(self, v: &str) -> Made<'py> {
        Ok(PyString::new(self.py, v).into_any())
    }
    fn serialize_bytes(self, v: &[u8]) -> Made<'py> {
        Ok(PyList::new(self.py, v)?.into_any())
    }
    fn serialize_none(self) -> Made<'py> {
        Ok(self.py.None().into_bound(self.py))
    }
    fn serialize_some<T: Serialize + ?Sized>(self, value: &T) -> Made<'py> {
        value.serialize(self)
    }
    fn serialize_unit(self) -> Made<'py> {
        self.serialize_none()
    }
    fn serialize_unit_struct(self, _: &'static str) -> Made<'py> {
        self.serialize_none()
    }
    fn serialize_unit_variant(self, name: &'static str, _: u32, variant: &'static str) -> Made<'py> {
        let member = self.face.and_then(|face| face.choices.get(name)?.get(variant));
        member.map_or_else(|| self.serialize_str(variant), |member| Ok(member.bind(self.py).clone()))
    }
    fn serialize_newtype_struct<T: Serialize + ?Sized>(self, name: &'static str, value: &T) -> Made<'py> {
        value.serialize(Self { kind: Kind::of(name), ..self })
    }
    fn serialize_newtype_variant<T: Serialize + ?Sized>(self, _: &'static str, _: u32, variant: &'static str, value: &T) -> Made<'py> {
        let value = value.serialize(self)?;
        self.tagged(variant, value)
    }
    fn serialize_seq(self, len: Option<usize>) -> Result<List<'py>, Failed> {
        Ok(self.list(len))
    }
    fn serialize_tuple(self, len: usize) -> Result<List<'py>, Failed> {
        Ok(self.list(Some(len)))
    }
    fn serialize_tuple_struct(self, _: &'static str, len: usize) -> Result<List<'py>, Failed> {
        Ok(self.list(Some(len)))
    }
    fn serialize_tuple_variant(self, _: &'static str, _: u32, variant: &'static str, len: usize) -> Result<List<'py>, Failed> {
        Ok(List { variant: Some(variant), ..self.list(Some(len)) })
    }
    fn serialize_map(self, _: Option<usize>) -> Result<Entries<'py>, Failed> {
        Ok(Entries { objects: self, dict: PyDict::new(self.py), key: None })
    }
    fn serialize_struct(self, name: &'static str, len: usize) -> Result<Filled<'py>, Failed> {
        self.record(name, len)
    }
    fn serialize_struct_variant(self, name: &'static str, _: u32, variant: &'static str, len: usize) -> Result<Filled<'py>, Failed> {
        Ok(Filled { variant: Some(variant), ..self.record(name, len)? })
    }
}

/// A list that is being written.
struct List<'py> {
    objects: Objects<'py>,
    items: Vec<Bound<'py, PyAny>>,
    variant: Option<&'static str>,
}

impl<'py> List<'py> {
    fn push<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failed> {
        self.items.push(value.serialize(self.objects)?);
        give_way(self.objects.py, self.items.len());
        Ok(())
    }
    fn finish(self) -> Made<'py> {
        let list = PyList::new(self.objects.py, self.items)?.into_any();
        match self.variant {
            None => Ok(list),
            Some(variant) => self.objects.tagged(variant, list),
        }
    }
}

macro_rules! lists {
    ($($trait:ident::$method:ident),+) => {$(
        impl<'py> ser::$trait for List<'py> {
            type Ok = Bound<'py, PyAny>;
            type Error = Failed;
            fn $method<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failed> {
                self.push(value)
            }
            fn end(self) -> Made<'py> {
                self.finish()
            }
        }
    )+};
}
lists! { SerializeSeq::serialize_element, SerializeTuple::serialize_element, SerializeTupleStruct::serialize_field, SerializeTupleVariant::serialize_field }

/// A dict with free keys that is being written.
struct Entries<'py> {
    objects: Objects<'py>,
    dict: Bound<'py, PyDict>,
    key: Option<Bound<'py, PyAny>>,
}

impl<'py> ser::SerializeMap for Entries<'py> {
    type Ok = Bound<'py, PyAny>;
    type Error = Failed;
    fn serialize_key<T: Serialize + ?Sized>(&mut self, key: &T) -> Result<(), Failed> {
        let key = key.serialize(self.objects)?;
        // As in JSON, keys are text.
        self.key = Some(if key.is_instance_of::<PyString>() { key } else { key.str()?.into_any() });
        Ok(())
    }
    fn serialize_value<T: Serialize + ?Sized>(&mut self, value: &T) -> Result<(), Failed> {
        let key = self.key.take().ok_or_else(|| <Failed as ser::Error>::custom("a value without a key"))?;
        self.dict.set_item(key, value.serialize(self.objects)?)?;
        Ok(())
    }
    fn end(self) -> Made<'py> {
        Ok(self.dict.into_any())
    }
}

/// A record that is being written: an instance of its class, filled without its `__init__`.
struct Filled<'py> {
    objects: Objects<'py>,
    object: Bound<'py, PyAny>,
    dict: Bound<'py, PyDict>,
    known: &'py [Field],
    /// Where the next field probably is.
    at: usize,
    learning: Option<(&'py Record, Vec<Field>)>,
    variant: Option<&'static str>,
}

impl<'py> Filled<'py> {
    fn put<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Failed> {
        let value = value.serialize(self.objects)?;
        let place = self.known[self.at..].iter().position(|(known, _)| *known == key);
        if let Some(place) = place {
            self.dict.set_item(&self.known[self.at + place].1, value)?;
            self.at += place + 1;
            return Ok(());
        }
        let name = PyString::intern(self.objects.py, key);
        self.dict.set_item(&name, value)?;
        if let Some((_, learned)) = &mut self.learning {
            learned.push((key, name.unbind()));
        }
        Ok(())
    }
    fn finish(self) -> Made<'py> {
        if let Some((record, learned)) = self.learning {
            let _ = record.fields.set(learned);
        }
        match self.variant {
            None => Ok(self.object),
            Some(variant) => self.objects.tagged(variant, self.object),
        }
    }
}

macro_rules! records {
    ($($trait:ident),+) => {$(
        impl<'py> ser::$trait for Filled<'py> {
            type Ok = Bound<'py, PyAny>;
            type Error = Failed;
            fn serialize_field<T: Serialize + ?Sized>(&mut self, key: &'static str, value: &T) -> Result<(), Failed> {
                self.put(key, value)
            }
            fn end(self) -> Made<'py> {
                self.finish()
            }
        }
    )+};
}
records! { SerializeStruct, SerializeStructVariant }
