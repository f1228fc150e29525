//! What goes into a statement and what comes out of it, in terms that every engine has.

use std::borrow::Cow;

use chrono_tz::Tz;
use uuid::Uuid;

use crate::{
    error::{Error, Result},
    id::Id,
    operation::{Choice, Json},
    time::{Date, TimeOfDay, Timestamp, parse_zone},
};

/// A bound value. Never printed into SQL text.
#[derive(Debug, Clone, PartialEq)]
pub enum Param<'a> {
    /// SQL null.
    Null,
    /// Integers, booleans (0 and 1), times (UTC microseconds).
    Int(i64),
    /// Floating point.
    Real(f64),
    /// Text.
    Text(Cow<'a, str>),
    /// Bytes.
    Blob(Cow<'a, [u8]>),
    /// An id: 16 bytes.
    Id(Uuid),
}

impl Param<'_> {
    /// The same value without borrows.
    pub fn into_owned(self) -> Param<'static> {
        match self {
            Self::Null => Param::Null,
            Self::Int(n) => Param::Int(n),
            Self::Real(x) => Param::Real(x),
            Self::Text(text) => Param::Text(Cow::Owned(text.into_owned())),
            Self::Blob(bytes) => Param::Blob(Cow::Owned(bytes.into_owned())),
            Self::Id(id) => Param::Id(id),
        }
    }
}

/// What can be bound.
pub trait ToParam {
    /// As a bound value.
    fn to_param(&self) -> Param<'_>;
}

/// What a cell of a result holds.
#[derive(Debug, Clone, Copy)]
pub enum Cell<'a> {
    /// SQL null.
    Null,
    /// An integer.
    Int(i64),
    /// Floating point.
    Real(f64),
    /// Text.
    Text(&'a str),
    /// Bytes.
    Blob(&'a [u8]),
}

impl<'a> Cell<'a> {
    /// The same value, to be bound as it is.
    pub(super) fn to_param(self) -> Param<'a> {
        match self {
            Self::Null => Param::Null,
            Self::Int(n) => Param::Int(n),
            Self::Real(x) => Param::Real(x),
            Self::Text(text) => Param::Text(Cow::Borrowed(text)),
            Self::Blob(bytes) => Uuid::from_slice(bytes).map_or(Param::Blob(Cow::Borrowed(bytes)), Param::Id),
        }
    }
}

impl Cell<'_> {
    /// The same value, to be bound again (cursors).
    pub fn to_owned_param(self) -> Param<'static> {
        match self {
            Self::Null => Param::Null,
            Self::Int(n) => Param::Int(n),
            Self::Real(x) => Param::Real(x),
            Self::Text(text) => Param::Text(Cow::Owned(text.to_owned())),
            Self::Blob(bytes) => Uuid::from_slice(bytes).map_or_else(|_| Param::Blob(Cow::Owned(bytes.to_vec())), Param::Id),
        }
    }
}

/// What can be read from a cell; `None` when the cell holds something else.
pub trait Column: Sized {
    /// Reads the cell.
    fn from_cell(cell: Cell<'_>) -> Option<Self>;
}

/// One row of a result.
pub struct Row<'a>(pub(super) RowOf<'a>);

pub(super) enum RowOf<'a> {
    Sqlite(super::sqlite::Row<'a>),
    #[cfg(feature = "postgres")]
    Postgres(super::postgres::Row<'a>),
}

impl Row<'_> {
    /// The value of a column by its place in the statement.
    pub fn get<T: Column>(&self, index: usize) -> Result<T> {
        T::from_cell(self.cell(index)?).ok_or_else(|| Error::internal(format_args!("column {index} holds a value of another type")))
    }
    /// The bare cell.
    pub fn cell(&self, index: usize) -> Result<Cell<'_>> {
        match &self.0 {
            RowOf::Sqlite(row) => row.cell(index),
            #[cfg(feature = "postgres")]
            RowOf::Postgres(row) => row.cell(index),
        }
    }
    /// How many columns the statement has.
    pub fn width(&self) -> usize {
        match &self.0 {
            RowOf::Sqlite(row) => row.width(),
            #[cfg(feature = "postgres")]
            RowOf::Postgres(row) => row.width(),
        }
    }
}

/// Binds values in order: `params![id, &name]`.
#[macro_export]
#[doc(hidden)]
macro_rules! params {
    ($($value:expr),* $(,)?) => { &[$($crate::store::ToParam::to_param(&$value)),*] };
}

/// References, one by one: a blanket impl would overlap with the one of choices.
macro_rules! by_reference {
    ($($type:ty),+) => {$(
        impl ToParam for &$type {
            fn to_param(&self) -> Param<'_> { (**self).to_param() }
        }
    )+};
}
by_reference!(str, String, [u8], Vec<u8>, [u8; 32], i64, Uuid, Timestamp, Json, Param<'_>);

impl<T> ToParam for &Id<T> {
    fn to_param(&self) -> Param<'_> {
        Param::Id(self.uuid())
    }
}
impl<T: ToParam> ToParam for &Option<T> {
    fn to_param(&self) -> Param<'_> {
        (**self).to_param()
    }
}
impl<T: ToParam> ToParam for Option<T> {
    fn to_param(&self) -> Param<'_> {
        self.as_ref().map_or(Param::Null, T::to_param)
    }
}
impl<T: Choice> ToParam for T {
    fn to_param(&self) -> Param<'_> {
        Param::Text(Cow::Borrowed(self.as_str()))
    }
}
impl ToParam for Param<'_> {
    fn to_param(&self) -> Param<'_> {
        match self {
            Self::Text(text) => Param::Text(Cow::Borrowed(text)),
            Self::Blob(bytes) => Param::Blob(Cow::Borrowed(bytes)),
            Self::Null => Param::Null,
            Self::Int(n) => Param::Int(*n),
            Self::Real(x) => Param::Real(*x),
            Self::Id(id) => Param::Id(*id),
        }
    }
}

/// `ToParam` and `Column` of plain types: how the value is bound, and how it is read back.
macro_rules! plain {
    ($($type:ty: $self:ident => $bind:expr, $($cell:pat => $read:expr),+;)+) => {$(
        impl ToParam for $type {
            fn to_param(&$self) -> Param<'_> { $bind }
        }
        impl Column for $type {
            fn from_cell(cell: Cell<'_>) -> Option<Self> {
                match cell { $($cell => $read,)+ _ => None }
            }
        }
    )+};
}

plain! {
    String: self => Param::Text(Cow::Borrowed(self)), Cell::Text(text) => Some(text.to_owned());
    Vec<u8>: self => Param::Blob(Cow::Borrowed(self)), Cell::Blob(bytes) => Some(bytes.to_vec());
    i64: self => Param::Int(*self), Cell::Int(n) => Some(n);
    i32: self => Param::Int((*self).into()), Cell::Int(n) => n.try_into().ok();
    bool: self => Param::Int((*self).into()), Cell::Int(n) => Some(n != 0);
    f64: self => Param::Real(*self), Cell::Real(x) => Some(x), Cell::Int(n) => Some(n as f64);
    Uuid: self => Param::Id(*self), Cell::Blob(bytes) => Uuid::from_slice(bytes).ok();
    Timestamp: self => Param::Int(self.micros()), Cell::Int(n) => Some(Self::from_micros(n));
    TimeOfDay: self => Param::Int(self.micros()), Cell::Int(n) => Some(Self::from_micros(n));
    Date: self => Param::Text(Cow::Owned(self.to_string())), Cell::Text(text) => text.parse().ok();
    Vec<String>: self => Param::Text(Cow::Owned(serde_json::json!(self).to_string())), Cell::Text(text) => serde_json::from_str(text).ok();
    Json: self => Param::Text(Cow::Owned(self.canonical())), Cell::Text(text) => serde_json::from_str(text).ok().map(Self);
}

impl ToParam for str {
    fn to_param(&self) -> Param<'_> {
        Param::Text(Cow::Borrowed(self))
    }
}
impl ToParam for [u8] {
    fn to_param(&self) -> Param<'_> {
        Param::Blob(Cow::Borrowed(self))
    }
}
impl<const N: usize> ToParam for [u8; N] {
    fn to_param(&self) -> Param<'_> {
        Param::Blob(Cow::Borrowed(self))
    }
}
impl<T> ToParam for Id<T> {
    fn to_param(&self) -> Param<'_> {
        Param::Id(self.uuid())
    }
}
impl<T> Column for Id<T> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        Uuid::from_cell(cell).map(Self::new)
    }
}
impl Column for Tz {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Text(name) = cell { parse_zone(name) } else { None }
    }
}
impl Column for u64 {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        i64::from_cell(cell)?.try_into().ok()
    }
}
impl<const N: usize> Column for [u8; N] {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Blob(bytes) = cell { bytes.try_into().ok() } else { None }
    }
}
impl<T: Column> Column for Option<T> {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Null = cell { Some(None) } else { T::from_cell(cell).map(Some) }
    }
}
impl<T: Choice> Column for T {
    fn from_cell(cell: Cell<'_>) -> Option<Self> {
        if let Cell::Text(text) = cell { T::parse(text) } else { None }
    }
}
