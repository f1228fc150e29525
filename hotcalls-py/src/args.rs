//! Arguments that are no fields of an operation: names, keys, paths. What they cannot be is refused in the package's own words.

use std::{path::PathBuf, time::Duration};

use hotcalls_core::{Id, error::Error};
use pyo3::{
    intern,
    prelude::*,
    types::{PyBool, PyByteArray, PyBytes, PyFloat, PyInt, PyString},
};

use crate::{
    handle::raise,
    native::Native,
    read::{LONE_SURROGATE, type_name},
};

/// An argument as it was given.
pub type Arg<'a, 'py> = &'a Bound<'py, PyAny>;

/// A value of a wrong type: an exception that is a `TypeError` too.
pub fn wrong_type(value: Arg<'_, '_>, argument: &str, wanted: &str) -> PyErr {
    let py = value.py();
    let made = || py.import(intern!(py, "hotcalls.errors"))?.call_method1(intern!(py, "wrong_type"), (argument, wanted, type_name(value)));
    made().map_or_else(|failed| failed, PyErr::from_value)
}

fn refuse(value: Arg<'_, '_>, argument: &str, message: &str) -> PyErr {
    raise(value.py(), &Error::field(argument, message))
}

pub fn text<'a>(value: Arg<'a, '_>, argument: &str) -> PyResult<&'a str> {
    let text = value.cast::<PyString>().map_err(|_| wrong_type(value, argument, "str"))?;
    text.to_str().map_err(|_| refuse(value, argument, LONE_SURROGATE))
}

pub fn path(value: Arg<'_, '_>, argument: &str) -> PyResult<PathBuf> {
    // Whatever is wrong with it: no path, bytes, text that the file system cannot have.
    let os = value.py().import(intern!(value.py(), "os"))?;
    let Ok(path) = os.call_method1(intern!(value.py(), "fspath"), (value,)) else {
        return Err(wrong_type(value, argument, "str or os.PathLike"));
    };
    let path = path.cast::<PyString>().map_err(|_| wrong_type(&path, argument, "str or os.PathLike"))?;
    let encoded = os.call_method1(intern!(value.py(), "fsencode"), (path,)).map_err(|_| refuse(value, argument, LONE_SURROGATE))?;
    let bytes = encoded.cast::<PyBytes>()?.as_bytes();
    if bytes.contains(&0) {
        return Err(refuse(value, argument, "Null characters are not allowed."));
    }
    path.extract()
}

pub fn key(value: Arg<'_, '_>, argument: &str) -> PyResult<[u8; 32]> {
    let bytes = match (value.cast::<PyBytes>(), value.cast::<PyByteArray>()) {
        (Ok(bytes), _) => bytes.as_bytes().to_vec(),
        (_, Ok(bytes)) => bytes.to_vec(),
        _ => return Err(wrong_type(value, argument, "bytes")),
    };
    bytes.try_into().map_err(|_| refuse(value, argument, "A key has 32 bytes."))
}

pub fn count(value: Arg<'_, '_>, argument: &str) -> PyResult<usize> {
    if !value.is_instance_of::<PyInt>() || value.is_instance_of::<PyBool>() {
        return Err(wrong_type(value, argument, "int"));
    }
    value.extract().ok().filter(|count| *count > 0).ok_or_else(|| refuse(value, argument, "A number from 1 on is required."))
}

pub fn seconds(value: Arg<'_, '_>, argument: &str) -> PyResult<Duration> {
    if !(value.is_instance_of::<PyInt>() || value.is_instance_of::<PyFloat>()) || value.is_instance_of::<PyBool>() {
        return Err(wrong_type(value, argument, "float"));
    }
    let seconds = value.extract::<f64>().ok().and_then(|seconds| Duration::try_from_secs_f64(seconds).ok());
    seconds.ok_or_else(|| refuse(value, argument, "A number of seconds from 0 on is required."))
}

pub fn id(value: Arg<'_, '_>, argument: &str) -> PyResult<Id<()>> {
    let native = Native::get(value.py())?;
    let text = if value.is_instance(native.uuid.bind(value.py()))? { native.id_text(value)? } else { text(value, argument)?.to_owned() };
    text.parse().map_err(|_| refuse(value, argument, "Must be a valid UUID."))
}
