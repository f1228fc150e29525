//! Python objects to a [`Tree`]: what may be given as an input.

use hotcalls_core::error::{Code, Error, Problems};
use pyo3::{
    exceptions::{PyOverflowError, PyTypeError},
    intern,
    prelude::*,
    types::{PyBool, PyBytes, PyDict, PyFloat, PyInt, PyList, PyMapping, PyString, PyTuple, PyType},
};

use crate::{
    native::{Native, give_way},
    tree::Tree,
};

/// Inputs nested deeper are refused; the core's own limit for JSON. It ends cycles too.
const MAX_DEPTH: usize = 64;
/// About how many bytes an input may have; the other doors' limit. It ends lists that contain one list many times over.
const MAX_SIZE: usize = 64 * 1024 * 1024;

/// What is wrong with text that UTF-8 cannot say.
pub const LONE_SURROGATE: &str = "Not valid Unicode text: it has a lone surrogate.";

/// Stands for "not given", where `None` would be a value.
#[pyclass(frozen, module = "hotcalls._core")]
pub struct Unset;

#[pymethods]
impl Unset {
    fn __repr__(&self) -> &'static str {
        "UNSET"
    }
    fn __bool__(&self) -> bool {
        false
    }
    fn __reduce__(&self) -> &'static str {
        "UNSET"
    }
}

/// Reads the input of an operation: a mapping from field to value; a field that is `UNSET` is left out.
pub fn input(value: Option<&Bound<'_, PyAny>>) -> PyResult<Result<Tree, Error>> {
    let Some(value) = value else { return Ok(Ok(Tree::Map(Vec::new()))) };
    let mut reader = Reader { native: Native::get(value.py())?, size: 0 };
    let message = format!("The input must be a dict of fields, not {}.", type_name(value));
    match reader.object(value, MAX_DEPTH) {
        Ok(Some(tree)) => Ok(Ok(tree)),
        Ok(None) => Ok(Err(Error::new(Code::InvalidInput, message))),
        Err(Refusal::Message(message)) => Ok(Err(Error::new(Code::InvalidInput, message))),
        Err(Refusal::Inside(problems)) => Ok(Err(Error::invalid(problems))),
        Err(Refusal::Whole(error)) => Ok(Err(error)),
        Err(Refusal::Python(error)) => Err(error),
    }
}

/// Reads a list of rows.
pub fn rows(value: &Bound<'_, PyAny>) -> PyResult<Result<Tree, Error>> {
    let fields = PyDict::new(value.py());
    fields.set_item(intern!(value.py(), "rows"), value)?;
    Ok(input(Some(&fields))?.map(|tree| match tree {
        Tree::Map(mut fields) => fields.pop().map_or(Tree::Null, |(_, rows)| rows),
        other => other,
    }))
}

/// Why a value cannot be an input.
enum Refusal {
    /// A sentence about the value itself.
    Message(String),
    /// What is wrong inside of it.
    Inside(Problems),
    /// The input as a whole is not acceptable.
    Whole(Error),
    /// Python code that we called (`to_dict`, `__getitem__`, ...) raised.
    Python(PyErr),
}

impl From<PyErr> for Refusal {
    fn from(error: PyErr) -> Self {
        Self::Python(error)
    }
}

type Read<T> = Result<T, Refusal>;

fn refuse<T>(message: impl Into<String>) -> Read<T> {
    Err(Refusal::Message(message.into()))
}

struct Reader {
    native: &'static Native,
    size: usize,
}

impl Reader {
    fn count(&mut self, bytes: usize) -> Read<()> {
        self.size += bytes;
        if self.size > MAX_SIZE {
            return Err(Refusal::Whole(Error::new(Code::TooLarge, format!("The input has more than {MAX_SIZE} bytes."))));
        }
        Ok(())
    }

    fn value(&mut self, value: &Bound<'_, PyAny>, depth: usize) -> Read<Tree> {
        self.count(8)?;
        if value.is_none() {
            return Ok(Tree::Null);
        }
        if let Ok(text) = value.cast::<PyString>() {
            return self.text(text);
        }
        if let Ok(flag) = value.cast::<PyBool>() {
            return Ok(Tree::Bool(flag.is_true()));
        }
        if let Ok(number) = value.cast::<PyInt>() {
            return integer(number);
        }
        if let Ok(number) = value.cast::<PyFloat>() {
            let number = number.value();
            return if number.is_finite() { Ok(Tree::Float(number)) } else { refuse("A finite number is required.") };
        }
        if depth == 0 {
            return Err(Refusal::Whole(Error::new(Code::Malformed, format!("The input is nested deeper than {MAX_DEPTH} levels."))));
        }
        if let Ok(list) = value.cast::<PyList>() {
            return self.items(list.iter(), depth);
        }
        if let Ok(tuple) = value.cast::<PyTuple>() {
            return self.items(tuple.iter(), depth);
        }
        match self.object(value, depth)? {
            Some(tree) => Ok(tree),
            None => self.special(value, depth),
        }
    }

    fn text(&mut self, text: &Bound<'_, PyString>) -> Read<Tree> {
        let Ok(text) = text.to_str() else { return refuse(LONE_SURROGATE) };
        self.count(text.len())?;
        Ok(Tree::Text(text.to_owned()))
    }

    fn items<'py>(&mut self, items: impl Iterator<Item = Bound<'py, PyAny>>, depth: usize) -> Read<Tree> {
        let mut trees = Vec::new();
        let mut problems = Problems::new();
        for (index, item) in items.enumerate() {
            give_way(item.py(), index + 1);
            match self.value(&item, depth - 1) {
                Ok(tree) => trees.push(tree),
                Err(Refusal::Message(message)) => problems.add(&index.to_string(), message),
                Err(Refusal::Inside(inside)) => problems.at(index, inside),
                Err(other) => return Err(other),
            }
        }
        if problems.is_empty() { Ok(Tree::Seq(trees)) } else { Err(Refusal::Inside(problems)) }
    }

    /// Dicts, other mappings, records of ours, dataclasses, models of pydantic. `None`: something else.
    fn object(&mut self, value: &Bound<'_, PyAny>, depth: usize) -> Read<Option<Tree>> {
        let py = value.py();
        if let Ok(dict) = value.cast::<PyDict>() {
            // A copy of the pairs: reading a value may run Python code that changes the dict.
            return self.entries(dict.items().iter().map(|pair| pair.extract()), depth).map(Some);
        }
        if value.is_instance_of::<PyType>() || value.is_instance_of::<PyString>() {
            return Ok(None);
        }
        for method in [intern!(py, "to_dict"), intern!(py, "model_dump")] {
            if let Some(method) = value.getattr_opt(method)? {
                let plain = method.call0()?;
                let Ok(dict) = plain.cast::<PyDict>() else { return Ok(None) };
                return self.entries(dict.items().iter().map(|pair| pair.extract()), depth).map(Some);
            }
        }
        if let Some(fields) = value.getattr_opt(intern!(py, "__dataclass_fields__"))?
            && let Ok(fields) = fields.cast::<PyDict>()
        {
            let pairs = fields.iter().map(|(name, _)| Ok((name.clone(), value.getattr(name.cast::<PyString>()?)?)));
            return self.entries(pairs, depth).map(Some);
        }
        if let Ok(mapping) = value.cast::<PyMapping>() {
            let pairs = mapping.items()?;
            return self.entries(pairs.iter().map(|pair| pair.extract()), depth).map(Some);
        }
        Ok(None)
    }

    fn entries<'py>(
        &mut self,
        entries: impl Iterator<Item = PyResult<(Bound<'py, PyAny>, Bound<'py, PyAny>)>>,
        depth: usize,
    ) -> Read<Tree> {
        let mut trees = Vec::new();
        let mut problems = Problems::new();
        for entry in entries {
            let (key, value) = entry?;
            if value.is_exact_instance_of::<Unset>() {
                continue;
            }
            let Ok(key) = key.cast::<PyString>() else {
                return refuse(format!("Keys must be str, not {}.", type_name(&key)));
            };
            let Ok(key) = key.to_str() else { return refuse("A key is not valid Unicode text: it has a lone surrogate.") };
            self.count(key.len())?;
            match self.value(&value, depth - 1) {
                Ok(tree) => trees.push((key.to_owned(), tree)),
                Err(Refusal::Message(message)) => problems.add(key, message),
                Err(Refusal::Inside(inside)) => problems.inside(key, inside),
                Err(other) => return Err(other),
            }
        }
        if problems.is_empty() { Ok(Tree::Map(trees)) } else { Err(Refusal::Inside(problems)) }
    }

    /// The standard library's value types, and what can be said as one of the simple ones.
    fn special(&mut self, value: &Bound<'_, PyAny>, depth: usize) -> Read<Tree> {
        let py = value.py();
        if value.is_instance(self.native.uuid.bind(py))? {
            return Ok(Tree::Text(self.native.id_text(value)?));
        }
        if value.is_instance(self.native.datetime.bind(py))? {
            return self.moment(value);
        }
        if value.is_instance(self.native.date.bind(py))? {
            return iso_format(value);
        }
        if value.is_instance(self.native.time.bind(py))? {
            if !value.getattr(intern!(py, "tzinfo"))?.is_none() {
                return refuse("A time of day has no time zone: leave tzinfo out.");
            }
            return iso_format(value);
        }
        if value.is_instance(self.native.enumeration.bind(py))? {
            return self.value(&value.getattr(intern!(py, "value"))?, depth - 1);
        }
        if value.is_instance_of::<PyBytes>() {
            return refuse("bytes cannot be passed: decode them to str first.");
        }
        if let Some(index) = value.getattr_opt(intern!(py, "__index__"))?
            && !value.is_instance_of::<PyType>()
        {
            return match index.call0() {
                // Arrays have the method, and one number as the only thing that it works for.
                Err(error) if error.is_instance_of::<PyTypeError>(py) => {
                    refuse(format!("Values of type {} cannot be passed.", type_name(value)))
                }
                Err(error) => Err(error.into()),
                Ok(number) => number.cast::<PyInt>().map_or_else(|_| refuse("__index__ gave no int."), integer),
            };
        }
        refuse(format!("Values of type {} cannot be passed.", type_name(value)))
    }

    fn moment(&self, value: &Bound<'_, PyAny>) -> Read<Tree> {
        let py = value.py();
        let Ok(offset) = value.call_method0(intern!(py, "utcoffset")) else { return refuse("This is no point in time.") };
        if offset.is_none() {
            return refuse(
                "A datetime without a time zone is ambiguous: give it one, for example value.replace(tzinfo=datetime.timezone.utc).",
            );
        }
        match value.call_method1(intern!(py, "astimezone"), (&self.native.utc,)) {
            Ok(utc) => iso_format(&utc),
            Err(error) if error.is_instance_of::<PyOverflowError>(py) => refuse("The time is outside of the years 1 to 9999 in UTC."),
            Err(error) => Err(error.into()),
        }
    }
}

fn iso_format(value: &Bound<'_, PyAny>) -> Read<Tree> {
    Ok(Tree::Text(value.call_method0(intern!(value.py(), "isoformat"))?.extract()?))
}

fn integer(number: &Bound<'_, PyInt>) -> Read<Tree> {
    match number.extract::<i64>() {
        Ok(number) => Ok(Tree::Int(number)),
        Err(_) => match number.extract::<u64>() {
            Ok(number) => Ok(Tree::UInt(number)),
            Err(_) => refuse("Integers of more than 64 bits cannot be passed."),
        },
    }
}

pub fn type_name(value: &Bound<'_, PyAny>) -> String {
    value.get_type().name().map_or_else(|_| "this type".into(), |name| name.to_string())
}
