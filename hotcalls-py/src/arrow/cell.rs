//! One value of an Arrow array as JSON, as far as JSON can say it.

use arrow_array::{
    Array,
    cast::AsArray,
    types::{
        ArrowDictionaryKeyType, Date32Type, Date64Type, Decimal128Type, Float16Type, Float32Type, Float64Type, Int8Type, Int16Type,
        Int32Type, Int64Type, Time32MillisecondType, Time32SecondType, Time64MicrosecondType, Time64NanosecondType,
        TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType, UInt8Type, UInt16Type,
        UInt32Type, UInt64Type,
    },
};
use arrow_schema::{DataType, TimeUnit};
use hotcalls_core::{TimeOfDay, Timestamp};
use serde_json::{Map, Value};

const DAY_MICROS: i64 = 86_400_000_000;

/// Whether [`value`] knows the type.
pub fn is_readable(kind: &DataType) -> bool {
    match kind {
        DataType::List(item) | DataType::LargeList(item) | DataType::FixedSizeList(item, _) => is_readable(item.data_type()),
        DataType::Struct(fields) => fields.iter().all(|field| is_readable(field.data_type())),
        DataType::Dictionary(_, values) => is_readable(values),
        DataType::Null
        | DataType::Boolean
        | DataType::Float16
        | DataType::Float32
        | DataType::Float64
        | DataType::Utf8
        | DataType::LargeUtf8
        | DataType::Utf8View
        | DataType::Date32
        | DataType::Date64
        | DataType::Time32(_)
        | DataType::Time64(_)
        | DataType::Timestamp(..)
        | DataType::Decimal128(..) => true,
        other => other.is_integer(),
    }
}

/// The value in a row. What JSON cannot say (a number that is none) is null.
pub fn value(array: &dyn Array, row: usize) -> Value {
    if array.is_null(row) {
        return Value::Null;
    }
    macro_rules! primitive {
        ($type:ty) => {
            array.as_primitive::<$type>().value(row)
        };
    }
    match array.data_type() {
        DataType::Boolean => array.as_boolean().value(row).into(),
        DataType::Int8 => primitive!(Int8Type).into(),
        DataType::Int16 => primitive!(Int16Type).into(),
        DataType::Int32 => primitive!(Int32Type).into(),
        DataType::Int64 => primitive!(Int64Type).into(),
        DataType::UInt8 => primitive!(UInt8Type).into(),
        DataType::UInt16 => primitive!(UInt16Type).into(),
        DataType::UInt32 => primitive!(UInt32Type).into(),
        DataType::UInt64 => primitive!(UInt64Type).into(),
        DataType::Float16 => f64::from(primitive!(Float16Type)).into(),
        DataType::Float32 => f64::from(primitive!(Float32Type)).into(),
        DataType::Float64 => primitive!(Float64Type).into(),
        DataType::Utf8 => array.as_string::<i32>().value(row).into(),
        DataType::LargeUtf8 => array.as_string::<i64>().value(row).into(),
        DataType::Utf8View => array.as_string_view().value(row).into(),
        DataType::Date32 => date(i64::from(primitive!(Date32Type))),
        DataType::Date64 => date(primitive!(Date64Type).div_euclid(86_400_000)),
        DataType::Time32(TimeUnit::Second) => time(i64::from(primitive!(Time32SecondType)) * 1_000_000),
        DataType::Time32(_) => time(i64::from(primitive!(Time32MillisecondType)) * 1000),
        DataType::Time64(TimeUnit::Microsecond) => time(primitive!(Time64MicrosecondType)),
        DataType::Time64(_) => time(primitive!(Time64NanosecondType) / 1000),
        DataType::Timestamp(TimeUnit::Second, zone) => moment(primitive!(TimestampSecondType).saturating_mul(1_000_000), zone.is_some()),
        DataType::Timestamp(TimeUnit::Millisecond, zone) => {
            moment(primitive!(TimestampMillisecondType).saturating_mul(1000), zone.is_some())
        }
        DataType::Timestamp(TimeUnit::Microsecond, zone) => moment(primitive!(TimestampMicrosecondType), zone.is_some()),
        DataType::Timestamp(TimeUnit::Nanosecond, zone) => moment(primitive!(TimestampNanosecondType).div_euclid(1000), zone.is_some()),
        DataType::Decimal128(..) => array.as_primitive::<Decimal128Type>().value_as_string(row).into(),
        DataType::List(_) => items(&*array.as_list::<i32>().value(row)),
        DataType::LargeList(_) => items(&*array.as_list::<i64>().value(row)),
        DataType::FixedSizeList(..) => items(&*array.as_fixed_size_list().value(row)),
        DataType::Struct(fields) => {
            let columns = array.as_struct().columns();
            let pairs = fields.iter().zip(columns).map(|(field, column)| (field.name().clone(), value(&**column, row)));
            Value::Object(pairs.collect::<Map<_, _>>())
        }
        DataType::Dictionary(keys, _) => match **keys {
            DataType::Int8 => word::<Int8Type>(array, row),
            DataType::Int16 => word::<Int16Type>(array, row),
            DataType::Int32 => word::<Int32Type>(array, row),
            DataType::Int64 => word::<Int64Type>(array, row),
            DataType::UInt8 => word::<UInt8Type>(array, row),
            DataType::UInt16 => word::<UInt16Type>(array, row),
            DataType::UInt32 => word::<UInt32Type>(array, row),
            _ => word::<UInt64Type>(array, row),
        },
        _ => Value::Null,
    }
}

fn items(items: &dyn Array) -> Value {
    (0..items.len()).map(|row| value(items, row)).collect()
}

/// A value of a dictionary.
fn word<K: ArrowDictionaryKeyType>(array: &dyn Array, row: usize) -> Value {
    let dictionary = array.as_dictionary::<K>();
    dictionary.key(row).map_or(Value::Null, |key| value(&**dictionary.values(), key))
}

/// RFC 3339 in UTC; a time without a zone stays without one.
fn moment(micros: i64, zoned: bool) -> Value {
    let text = Timestamp::from_micros(micros).to_string();
    if zoned { text.into() } else { text.trim_end_matches('Z').into() }
}

fn date(days: i64) -> Value {
    let text = Timestamp::from_micros(days.saturating_mul(DAY_MICROS)).to_string();
    text.split('T').next().unwrap_or_default().into()
}

fn time(micros: i64) -> Value {
    TimeOfDay::from_micros(micros).to_string().into()
}
