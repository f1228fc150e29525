//! A [`Tree`] to Python objects: what operations answer.

use pyo3::{
    intern,
    prelude::*,
    sync::PyOnceLock,
    types::{PyDate, PyDateTime, PyDict, PyList, PyString, PyTime, PyType, PyTzInfo},
};

use crate::tree::{Kind, Tree};

/// The classes of the face: records and choices by the names of their Rust types.
pub struct Face {
    records: Py<PyDict>,
    /// Of every choice, its values by their text.
    choices: Py<PyDict>,
}

static FACE: PyOnceLock<Face> = PyOnceLock::new();

/// Tells the native module which classes to build answers from; called once by the generated part of the package.
#[pyfunction]
pub fn register(py: Python<'_>, records: &Bound<'_, PyDict>, choices: &Bound<'_, PyDict>) -> PyResult<()> {
    let members = PyDict::new(py);
    for (name, class) in choices.iter() {
        members.set_item(name, class.getattr("_value2member_map_")?)?;
    }
    FACE.get_or_init(py, || Face { records: records.clone().unbind(), choices: members.unbind() });
    Ok(())
}

/// The Python object of a value.
pub fn object<'py>(py: Python<'py>, tree: &Tree) -> PyResult<Bound<'py, PyAny>> {
    Ok(match tree {
        Tree::Null => py.None().into_bound(py),
        Tree::Bool(flag) => flag.into_pyobject(py)?.to_owned().into_any(),
        Tree::Int(number) => number.into_pyobject(py)?.into_any(),
        Tree::UInt(number) => number.into_pyobject(py)?.into_any(),
        Tree::Float(number) => number.into_pyobject(py)?.into_any(),
        Tree::Text(kind, text) => self::text(py, *kind, text)?,
        Tree::Seq(items) => {
            let list = PyList::empty(py);
            for item in items {
                list.append(object(py, item)?)?;
            }
            list.into_any()
        }
        Tree::Map(entries) => {
            let dict = PyDict::new(py);
            for (key, value) in entries {
                dict.set_item(key, object(py, value)?)?;
            }
            dict.into_any()
        }
        Tree::Record(name, fields) => record(py, name, fields)?,
        Tree::Choice(name, value) => choice(py, name, value)?,
    })
}

fn text<'py>(py: Python<'py>, kind: Kind, text: &str) -> PyResult<Bound<'py, PyAny>> {
    let native = match kind {
        Kind::Plain => None,
        Kind::Id => {
            static UUID: PyOnceLock<Py<PyType>> = PyOnceLock::new();
            return UUID.import(py, "uuid", "UUID")?.call1((text,));
        }
        Kind::Timestamp => timestamp(py, text)?,
        Kind::Date => date(py, text)?,
        Kind::TimeOfDay => time(py, text)?,
    };
    // What the core writes is always of the form; a text that is not stays text.
    Ok(native.unwrap_or_else(|| PyString::new(py, text).into_any()))
}

fn digits<T: std::str::FromStr>(text: &str, from: usize, to: usize) -> Option<T> {
    text.get(from..to)?.parse().ok()
}

/// `YYYY-MM-DDTHH:MM:SS.ffffffZ`.
fn timestamp<'py>(py: Python<'py>, text: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
    let parts = || {
        let day = (digits(text, 0, 4)?, digits(text, 5, 7)?, digits(text, 8, 10)?);
        let time = (digits(text, 11, 13)?, digits(text, 14, 16)?, digits(text, 17, 19)?, digits(text, 20, 26)?);
        Some((day, time))
    };
    let Some(((year, month, day), (hour, minute, second, micros))) = parts() else { return Ok(None) };
    let utc = PyTzInfo::utc(py)?;
    Ok(Some(PyDateTime::new(py, year, month, day, hour, minute, second, micros, Some(&utc))?.into_any()))
}

/// `YYYY-MM-DD`.
fn date<'py>(py: Python<'py>, text: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
    let parts = || Some((digits(text, 0, 4)?, digits(text, 5, 7)?, digits(text, 8, 10)?));
    let Some((year, month, day)) = parts() else { return Ok(None) };
    Ok(Some(PyDate::new(py, year, month, day)?.into_any()))
}

/// `HH:MM:SS[.ffffff]`.
fn time<'py>(py: Python<'py>, text: &str) -> PyResult<Option<Bound<'py, PyAny>>> {
    let parts = || Some((digits(text, 0, 2)?, digits(text, 3, 5)?, digits(text, 6, 8)?));
    let Some((hour, minute, second)) = parts() else { return Ok(None) };
    let micros = if text.len() > 8 { digits(text, 9, 15).unwrap_or(0) } else { 0 };
    Ok(Some(PyTime::new(py, hour, minute, second, micros, None)?.into_any()))
}

/// An instance of the record's class, filled without its `__init__`; a dict when the face does not know the record.
fn record<'py>(py: Python<'py>, name: &str, fields: &[(&'static str, Tree)]) -> PyResult<Bound<'py, PyAny>> {
    let class = match FACE.get(py) {
        Some(face) => face.records.bind(py).get_item(name)?,
        None => None,
    };
    let Some(class) = class else {
        let dict = PyDict::new(py);
        fill(py, &dict, fields)?;
        return Ok(dict.into_any());
    };
    let instance = class.call_method1(intern!(py, "__new__"), (&class,))?;
    fill(py, instance.getattr(intern!(py, "__dict__"))?.cast::<PyDict>()?, fields)?;
    Ok(instance)
}

fn fill(py: Python<'_>, dict: &Bound<'_, PyDict>, fields: &[(&'static str, Tree)]) -> PyResult<()> {
    for (key, value) in fields {
        dict.set_item(PyString::intern(py, key), object(py, value)?)?;
    }
    Ok(())
}

fn choice<'py>(py: Python<'py>, name: &str, value: &str) -> PyResult<Bound<'py, PyAny>> {
    if let Some(face) = FACE.get(py)
        && let Some(members) = face.choices.bind(py).get_item(name)?
        && let Ok(member) = members.get_item(value)
    {
        return Ok(member);
    }
    Ok(PyString::new(py, value).into_any())
}
