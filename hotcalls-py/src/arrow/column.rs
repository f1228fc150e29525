//! Columns that are being filled.

use std::sync::Arc;

use arrow_array::{
    Array, ArrayRef, DictionaryArray, ListArray, MapArray, StringArray, StructArray,
    builder::{
        BooleanBuilder, Date32Builder, Float64Builder, Int32Builder, Int64Builder, StringBuilder, Time64MicrosecondBuilder,
        TimestampMicrosecondBuilder,
    },
};
use arrow_buffer::{NullBufferBuilder, OffsetBuffer, ScalarBuffer};
use arrow_schema::{ArrowError, DataType, Field, FieldRef, Fields, TimeUnit};

/// A column, by what its values are.
pub enum Column {
    Bool(BooleanBuilder),
    Int32(Int32Builder),
    Int64(Int64Builder),
    Float(Float64Builder),
    Text(StringBuilder),
    /// An id as text.
    Id(StringBuilder),
    /// The text of a JSON value.
    Json(StringBuilder),
    Time(TimestampMicrosecondBuilder),
    Date(Date32Builder),
    TimeOfDay(Time64MicrosecondBuilder),
    Choice(Choice),
    List(Box<List>),
    Record(Record),
    Map(Box<Map>),
}

/// A closed set: every batch has the same dictionary, that of all its values.
pub struct Choice {
    values: Arc<StringArray>,
    keys: Int32Builder,
    /// The places of the variants of the Rust enum, as they are met: its order is not that of the schema.
    places: Vec<Option<i32>>,
}

impl Choice {
    /// Adds a value by its text; `false` if it is none of the set.
    pub fn push(&mut self, text: &str) -> bool {
        let place = self.place(text);
        self.add(place)
    }
    /// The same for a variant, which need not be looked for again.
    pub fn push_variant(&mut self, variant: u32, text: &str) -> bool {
        let variant = variant as usize;
        if let Some(Some(place)) = self.places.get(variant) {
            return self.add(Some(*place));
        }
        let place = self.place(text);
        self.places.resize(self.places.len().max(variant + 1), None);
        self.places[variant] = place;
        self.add(place)
    }
    fn place(&self, text: &str) -> Option<i32> {
        self.values.iter().position(|value| value == Some(text)).and_then(|place| place.try_into().ok())
    }
    fn add(&mut self, place: Option<i32>) -> bool {
        place.map(|place| self.keys.append_value(place)).is_some()
    }
}

pub struct List {
    pub item: Column,
    field: FieldRef,
    spans: Spans,
}

/// From free keys to values.
pub struct Map {
    pub keys: StringBuilder,
    pub values: Column,
    entries: Fields,
    spans: Spans,
}

/// Where the items of each row end, and which rows are null.
struct Spans {
    ends: Vec<i32>,
    valid: NullBufferBuilder,
}

impl Spans {
    fn new() -> Self {
        Self { ends: vec![0], valid: NullBufferBuilder::new(0) }
    }
    /// Ends a row that has so many items.
    fn push(&mut self, items: usize, valid: bool) {
        let end = self.ends.last().copied().unwrap_or(0).saturating_add(i32::try_from(items).unwrap_or(i32::MAX));
        self.ends.push(end);
        self.valid.append(valid);
    }
    fn finish(&mut self) -> (OffsetBuffer<i32>, Option<arrow_buffer::NullBuffer>) {
        let ends = std::mem::replace(&mut self.ends, vec![0]);
        (OffsetBuffer::new(ScalarBuffer::from(ends)), self.valid.finish())
    }
}

/// A field of a record.
pub struct Named {
    name: String,
    nullable: bool,
    column: Column,
}

impl Named {
    pub fn new(name: &str, nullable: bool, column: Column) -> Self {
        Self { name: name.to_owned(), nullable, column }
    }
}

/// The name of a field that is given: by a struct's own code, or by an object with free keys.
#[derive(Clone, Copy)]
pub enum Key<'k> {
    Known(&'static str),
    Free(&'k str),
}

impl Key<'_> {
    pub fn text(&self) -> &str {
        match self {
            Self::Known(key) => key,
            Self::Free(key) => key,
        }
    }
}

/// The columns of a record, with how many rows each of them has.
pub struct Record {
    columns: Vec<Named>,
    fields: Fields,
    /// Which name came after each column, and first, and to which column it belongs: the next row most likely has the same order.
    followers: Vec<(&'static str, usize)>,
    rows: usize,
    /// How many rows a column has: the row that is being written has one more in those that it gave.
    filled: Vec<usize>,
    valid: NullBufferBuilder,
}

impl Record {
    pub fn new(columns: Vec<Named>) -> Self {
        let field = |c: &Named| Field::new(&c.name, c.column.data_type(), c.nullable);
        let fields = columns.iter().map(field).collect();
        let (filled, followers) = (vec![0; columns.len()], (0..=columns.len()).map(|at| ("", at)).collect());
        Self { columns, fields, followers, rows: 0, filled, valid: NullBufferBuilder::new(0) }
    }

    /// Where a key's value goes; `last` is where the one before went.
    pub fn place(&mut self, key: Key<'_>, last: Option<usize>) -> Option<(usize, &mut Column)> {
        let follower = &mut self.followers[last.map_or(0, |last| last + 1)];
        let at = match (key, self.columns.get(follower.1)) {
            // The same text in the same place of the program: it need not be read.
            (Key::Known(known), _) if std::ptr::eq(known, follower.0) => follower.1,
            (key, Some(column)) if column.name == key.text() => follower.1,
            _ => self.columns.iter().position(|c| c.name == key.text())?,
        };
        if let Key::Known(known) = key {
            *follower = (known, at);
        }
        // A key that comes twice would shift its column.
        if self.filled[at] > self.rows {
            return None;
        }
        self.filled[at] += 1;
        Some((at, &mut self.columns[at].column))
    }

    /// Ends a row: what it did not give is null.
    pub fn end(&mut self, valid: bool) {
        self.rows += 1;
        for (column, filled) in self.columns.iter_mut().zip(&mut self.filled) {
            if *filled < self.rows {
                column.column.null();
                *filled = self.rows;
            }
        }
        self.valid.append(valid);
    }

    fn finish(&mut self) -> Result<(Vec<ArrayRef>, usize, Option<arrow_buffer::NullBuffer>), ArrowError> {
        let arrays = self.columns.iter_mut().map(|c| c.column.finish()).collect::<Result<_, _>>()?;
        self.filled.fill(0);
        Ok((arrays, std::mem::take(&mut self.rows), self.valid.finish()))
    }
}

impl List {
    pub fn end(&mut self, items: usize) {
        self.spans.push(items, true);
    }
}

impl Map {
    pub fn end(&mut self, entries: usize) {
        self.spans.push(entries, true);
    }
}

fn utc() -> Arc<str> {
    Arc::from("UTC")
}

impl Column {
    pub fn bool() -> Self {
        Self::Bool(BooleanBuilder::new())
    }
    pub fn int32() -> Self {
        Self::Int32(Int32Builder::new())
    }
    pub fn int64() -> Self {
        Self::Int64(Int64Builder::new())
    }
    pub fn float() -> Self {
        Self::Float(Float64Builder::new())
    }
    pub fn text() -> Self {
        Self::Text(StringBuilder::new())
    }
    pub fn id() -> Self {
        Self::Id(StringBuilder::new())
    }
    pub fn json() -> Self {
        Self::Json(StringBuilder::new())
    }
    pub fn time() -> Self {
        Self::Time(TimestampMicrosecondBuilder::new().with_timezone(utc()))
    }
    pub fn date() -> Self {
        Self::Date(Date32Builder::new())
    }
    pub fn time_of_day() -> Self {
        Self::TimeOfDay(Time64MicrosecondBuilder::new())
    }
    pub fn choice(values: Vec<String>) -> Self {
        Self::Choice(Choice { values: Arc::new(StringArray::from(values)), keys: Int32Builder::new(), places: Vec::new() })
    }
    pub fn list(item: Self, nullable: bool) -> Self {
        let field = Arc::new(Field::new("item", item.data_type(), nullable));
        Self::List(Box::new(List { item, field, spans: Spans::new() }))
    }
    pub fn record(record: Record) -> Self {
        Self::Record(record)
    }
    pub fn map(values: Self, nullable: bool) -> Self {
        let entries = [Field::new("key", DataType::Utf8, false), Field::new("value", values.data_type(), nullable)];
        Self::Map(Box::new(Map { keys: StringBuilder::new(), values, entries: entries.into_iter().collect(), spans: Spans::new() }))
    }

    pub fn data_type(&self) -> DataType {
        match self {
            Self::Bool(_) => DataType::Boolean,
            Self::Int32(_) => DataType::Int32,
            Self::Int64(_) => DataType::Int64,
            Self::Float(_) => DataType::Float64,
            Self::Text(_) | Self::Id(_) | Self::Json(_) => DataType::Utf8,
            Self::Time(_) => DataType::Timestamp(TimeUnit::Microsecond, Some(utc())),
            Self::Date(_) => DataType::Date32,
            Self::TimeOfDay(_) => DataType::Time64(TimeUnit::Microsecond),
            Self::Choice(_) => DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8)),
            Self::List(list) => DataType::List(list.field.clone()),
            Self::Record(record) => DataType::Struct(record.fields.clone()),
            Self::Map(map) => DataType::Map(map.entries_field(), false),
        }
    }

    pub fn null(&mut self) {
        match self {
            Self::Bool(b) => b.append_null(),
            Self::Int32(b) => b.append_null(),
            Self::Int64(b) => b.append_null(),
            Self::Float(b) => b.append_null(),
            Self::Text(b) | Self::Id(b) | Self::Json(b) => b.append_null(),
            Self::Time(b) => b.append_null(),
            Self::Date(b) => b.append_null(),
            Self::TimeOfDay(b) => b.append_null(),
            Self::Choice(choice) => choice.keys.append_null(),
            Self::List(list) => list.spans.push(0, false),
            Self::Record(record) => record.end(false),
            Self::Map(map) => map.spans.push(0, false),
        }
    }

    /// The values so far; what follows begins a new batch.
    pub fn finish(&mut self) -> Result<ArrayRef, ArrowError> {
        Ok(match self {
            Self::Bool(b) => Arc::new(b.finish()),
            Self::Int32(b) => Arc::new(b.finish()),
            Self::Int64(b) => Arc::new(b.finish()),
            Self::Float(b) => Arc::new(b.finish()),
            Self::Text(b) | Self::Id(b) | Self::Json(b) => Arc::new(b.finish()),
            Self::Time(b) => Arc::new(b.finish()),
            Self::Date(b) => Arc::new(b.finish()),
            Self::TimeOfDay(b) => Arc::new(b.finish()),
            Self::Choice(choice) => Arc::new(DictionaryArray::try_new(choice.keys.finish(), choice.values.clone())?),
            Self::List(list) => {
                let (ends, valid) = list.spans.finish();
                Arc::new(ListArray::try_new(list.field.clone(), ends, list.item.finish()?, valid)?)
            }
            Self::Record(record) => {
                let (arrays, rows, valid) = record.finish()?;
                Arc::new(StructArray::try_new_with_length(record.fields.clone(), arrays, valid, rows)?)
            }
            Self::Map(map) => Arc::new(map.finish()?),
        })
    }
}

impl Map {
    fn entries_field(&self) -> FieldRef {
        Arc::new(Field::new("entries", DataType::Struct(self.entries.clone()), false))
    }
    fn finish(&mut self) -> Result<MapArray, ArrowError> {
        let keys: ArrayRef = Arc::new(self.keys.finish());
        let rows = keys.len();
        let entries = StructArray::try_new_with_length(self.entries.clone(), vec![keys, self.values.finish()?], None, rows)?;
        let (ends, valid) = self.spans.finish();
        MapArray::try_new(self.entries_field(), ends, entries, valid, false)
    }
}
