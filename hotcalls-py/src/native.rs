//! The standard library's value types: ids and times as Python has them.

use pyo3::{
    prelude::*,
    sync::PyOnceLock,
    types::{PyBytes, PyInt, PyType},
};

/// What a number stands for: decides the Python type.
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
    pub fn of(newtype: &str) -> Self {
        match newtype {
            "Id" => Self::Id,
            "Timestamp" => Self::Timestamp,
            "Date" => Self::Date,
            "TimeOfDay" => Self::TimeOfDay,
            _ => Self::Plain,
        }
    }
}

/// Classes that have no C type in the stable ABI, and what builds their instances.
pub struct Native {
    pub uuid: Py<PyType>,
    pub datetime: Py<PyType>,
    pub date: Py<PyType>,
    pub time: Py<PyType>,
    pub enumeration: Py<PyType>,
    pub utc: Py<PyAny>,
    /// `object.__new__`: an instance without its `__init__`.
    new: Py<PyAny>,
    from_ordinal: Py<PyAny>,
    from_bytes: Py<PyAny>,
    slots: Option<UuidSlots>,
}

/// The setters of `uuid.UUID`'s two slots. Its `__init__` is Python code that takes longer than a row of a page otherwise does.
struct UuidSlots {
    int: Py<PyAny>,
    is_safe: Py<PyAny>,
    unknown: Py<PyAny>,
}

impl UuidSlots {
    fn get(uuid: &Bound<'_, PyModule>) -> PyResult<Self> {
        let class = uuid.getattr("UUID")?;
        let setter = |slot: &str| -> PyResult<Py<PyAny>> { Ok(class.getattr(slot)?.getattr("__set__")?.unbind()) };
        Ok(Self { int: setter("int")?, is_safe: setter("is_safe")?, unknown: uuid.getattr("SafeUUID")?.getattr("unknown")?.unbind() })
    }
}

const DAY: i64 = 86_400;

/// After so many items other threads may have the interpreter.
const TURN: usize = 32;

/// Between the items of a list: lets a thread that has waited for the interpreter have it. CPython asks for it every few milliseconds, but
/// only Python code hears that, and an event loop would wait until a page of thousands is made.
pub fn give_way(py: Python<'_>, done: usize) {
    if done.is_multiple_of(TURN) {
        py.detach(|| ());
    }
}

impl Native {
    pub fn get(py: Python<'_>) -> PyResult<&'static Self> {
        static NATIVE: PyOnceLock<Native> = PyOnceLock::new();
        NATIVE.get_or_try_init(py, || {
            let (uuid, datetime, builtins) = (py.import("uuid")?, py.import("datetime")?, py.import("builtins")?);
            let class = |module: &Bound<'_, PyModule>, name: &str| -> PyResult<Py<PyType>> {
                Ok(module.getattr(name)?.cast_into::<PyType>()?.unbind())
            };
            Ok(Self {
                uuid: class(&uuid, "UUID")?,
                datetime: class(&datetime, "datetime")?,
                date: class(&datetime, "date")?,
                time: class(&datetime, "time")?,
                enumeration: class(&py.import("enum")?, "Enum")?,
                utc: datetime.getattr("timezone")?.getattr("utc")?.unbind(),
                new: builtins.getattr("object")?.getattr("__new__")?.unbind(),
                from_ordinal: datetime.getattr("date")?.getattr("fromordinal")?.unbind(),
                from_bytes: builtins.getattr("int")?.getattr("from_bytes")?.unbind(),
                slots: UuidSlots::get(&uuid).ok(),
            })
        })
    }

    /// An instance of a class, with nothing set.
    pub fn bare<'py>(&self, class: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        self.new.bind(class.py()).call1((class,))
    }

    pub fn id<'py>(&self, py: Python<'py>, id: u128) -> PyResult<Bound<'py, PyAny>> {
        let number = self.from_bytes.bind(py).call1((PyBytes::new(py, &id.to_be_bytes()), "big"))?;
        let class = self.uuid.bind(py);
        let Some(UuidSlots { int, is_safe, unknown }) = &self.slots else {
            return class.call1((py.None(), py.None(), py.None(), py.None(), number));
        };
        let made = self.bare(class)?;
        int.bind(py).call1((&made, number))?;
        is_safe.bind(py).call1((&made, unknown))?;
        Ok(made)
    }

    /// A moment in UTC, from microseconds since 1970.
    pub fn timestamp<'py>(&self, py: Python<'py>, micros: i64) -> PyResult<Bound<'py, PyAny>> {
        let (seconds, micros) = (micros.div_euclid(1_000_000), micros.rem_euclid(1_000_000));
        let (days, of_day) = (seconds.div_euclid(DAY), seconds.rem_euclid(DAY));
        let (year, month, day) = civil(days);
        self.datetime.bind(py).call1((year, month, day, of_day / 3600, of_day / 60 % 60, of_day % 60, micros, &self.utc))
    }

    /// A day, from how many the first of the year 1 comes before it, counted in.
    pub fn date<'py>(&self, py: Python<'py>, ordinal: i64) -> PyResult<Bound<'py, PyAny>> {
        self.from_ordinal.bind(py).call1((ordinal,))
    }

    /// A time of day, from microseconds since midnight.
    pub fn time<'py>(&self, py: Python<'py>, micros: i64) -> PyResult<Bound<'py, PyAny>> {
        let seconds = micros / 1_000_000;
        self.time.bind(py).call1((seconds / 3600, seconds / 60 % 60, seconds % 60, micros % 1_000_000))
    }

    /// The text of an id.
    pub fn id_text(&self, id: &Bound<'_, PyAny>) -> PyResult<String> {
        let number = id.getattr(pyo3::intern!(id.py(), "int"))?;
        Ok(String::from_utf8_lossy(&uuid_text(number.cast::<PyInt>()?.extract()?)).into_owned())
    }
}

/// The text of a UUID.
pub fn uuid_text(id: u128) -> [u8; 36] {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    /// Where the two digits of each byte go.
    const PLACES: [usize; 16] = [0, 2, 4, 6, 9, 11, 14, 16, 19, 21, 24, 26, 28, 30, 32, 34];
    let mut text = [b'-'; 36];
    for (byte, place) in id.to_be_bytes().into_iter().zip(PLACES) {
        text[place] = DIGITS[usize::from(byte >> 4)];
        text[place + 1] = DIGITS[usize::from(byte & 15)];
    }
    text
}

/// Year, month and day of a number of days after 1970-01-01, in the proleptic Gregorian calendar: years begin in March, so that the leap
/// day is the last of one (Howard Hinnant's `civil_from_days`).
fn civil(days: i64) -> (i64, i64, i64) {
    let days = days + 719_468;
    let (era, of_era) = (days.div_euclid(146_097), days.rem_euclid(146_097));
    let year = (of_era - of_era / 1460 + of_era / 36_524 - of_era / 146_096) / 365;
    let of_year = of_era - (365 * year + year / 4 - year / 100);
    let march = (5 * of_year + 2) / 153;
    let month = if march < 10 { march + 3 } else { march - 9 };
    (year + era * 400 + i64::from(month <= 2), month, of_year - (153 * march + 2) / 5 + 1)
}
