//! A column of a table, whose values are read where they stand.

use std::borrow::Cow;

use arrow_array::cast::AsArray;
use arrow_array::types::{
    Date32Type, Date64Type, Float32Type, Float64Type, Int8Type, Int16Type, Int32Type, Int64Type,
    TimestampMicrosecondType, TimestampMillisecondType, TimestampNanosecondType, TimestampSecondType,
    UInt8Type, UInt16Type, UInt32Type, UInt64Type,
};
use arrow_array::{Array, ArrayRef, BinaryArray, BinaryViewArray, LargeBinaryArray};
use arrow_schema::{DataType, TimeUnit};
use inquit_formats::read::encoding;
use serde_json::Value;

/// A column.
pub enum Column {
    /// Words with offsets of 32 bits.
    Small(BinaryArray),
    /// Words with offsets of 64 bits.
    Large(LargeBinaryArray),
    /// Words wherever they stand.
    View(BinaryViewArray),
    /// For each row the number of its value in another column.
    Keyed(Vec<Option<usize>>, Box<Self>),
    /// Numbers, truths, days and times.
    Plain(ArrayRef),
}

impl Column {
    /// Whether a column of that type is read.
    pub fn can_be(kind: &DataType) -> bool {
        use DataType as D;
        match kind {
            D::Dictionary(_, values) => Self::can_be(values),
            D::Null | D::Boolean | D::Float32 | D::Float64 | D::Date32 | D::Date64 | D::Timestamp(..) => true,
            D::Utf8 | D::LargeUtf8 | D::Utf8View | D::Binary | D::LargeBinary | D::BinaryView => true,
            other => other.is_integer(),
        }
    }

    /// A column of a type that is read.
    pub fn new(array: &ArrayRef) -> Self {
        match array.data_type() {
            DataType::Utf8 => Self::Small(BinaryArray::from(array.as_string::<i32>().clone())),
            DataType::LargeUtf8 => Self::Large(LargeBinaryArray::from(array.as_string::<i64>().clone())),
            DataType::Utf8View => Self::View(array.as_string_view().clone().to_binary_view()),
            DataType::Binary => Self::Small(array.as_binary::<i32>().clone()),
            DataType::LargeBinary => Self::Large(array.as_binary::<i64>().clone()),
            DataType::BinaryView => Self::View(array.as_binary_view().clone()),
            DataType::Dictionary(..) => {
                let keyed = array.as_any_dictionary();
                if keyed.values().is_empty() {
                    return Self::Keyed(vec![None; array.len()], Box::new(Self::new(keyed.values())));
                }
                let keys = keyed.normalized_keys().into_iter().enumerate();
                let keys = keys.map(|(row, key)| keyed.keys().is_valid(row).then_some(key)).collect();
                Self::Keyed(keys, Box::new(Self::new(keyed.values())))
            }
            _ => Self::Plain(array.clone()),
        }
    }

    /// How many bytes of words a row has.
    pub fn length(&self, row: usize) -> usize {
        self.bytes(row).map_or(8, <[u8]>::len)
    }

    fn bytes(&self, row: usize) -> Option<&[u8]> {
        match self {
            Self::Small(array) => array.is_valid(row).then(|| array.value(row)),
            Self::Large(array) => array.is_valid(row).then(|| array.value(row)),
            Self::View(array) => array.is_valid(row).then(|| array.value(row)),
            Self::Keyed(keys, values) => values.bytes(keys[row]?),
            Self::Plain(_) => None,
        }
    }

    /// A row as text: words as they stand, unless they are no UTF-8.
    pub fn text(&self, row: usize) -> Option<Cow<'_, str>> {
        match self {
            Self::Plain(_) => match self.value(row) {
                Value::String(text) => Some(text.into()),
                Value::Null => None,
                other => Some(other.to_string().into()),
            },
            Self::Keyed(keys, values) => values.text(keys[row]?),
            // Whoever made the table may not have looked.
            _ => self.bytes(row).map(|bytes| match simdutf8::basic::from_utf8(bytes) {
                Ok(text) => Cow::Borrowed(text),
                Err(_) => Cow::Owned(encoding::decode(bytes.to_vec()).0),
            }),
        }
    }

    /// A row as JSON has it; days and times as text.
    pub fn value(&self, row: usize) -> Value {
        match self {
            Self::Plain(array) if array.is_valid(row) => plain(array, row),
            Self::Plain(_) => Value::Null,
            Self::Keyed(keys, values) => keys[row].map_or(Value::Null, |key| values.value(key)),
            _ => self.text(row).map_or(Value::Null, |text| text.into_owned().into()),
        }
    }
}

fn plain(array: &ArrayRef, row: usize) -> Value {
    macro_rules! number {
        ($kind:ty) => {
            array.as_primitive::<$kind>().value(row).into()
        };
    }
    // As the Parquet reader has them.
    macro_rules! time {
        ($kind:ty, $form:expr) => {
            array
                .as_primitive::<$kind>()
                .value_as_datetime(row)
                .map_or(Value::Null, |time| time.format($form).to_string().into())
        };
    }
    match array.data_type() {
        DataType::Boolean => array.as_boolean().value(row).into(),
        DataType::Int8 => number!(Int8Type),
        DataType::Int16 => number!(Int16Type),
        DataType::Int32 => number!(Int32Type),
        DataType::Int64 => number!(Int64Type),
        DataType::UInt8 => number!(UInt8Type),
        DataType::UInt16 => number!(UInt16Type),
        DataType::UInt32 => number!(UInt32Type),
        DataType::UInt64 => number!(UInt64Type),
        DataType::Float32 => f64::from(array.as_primitive::<Float32Type>().value(row)).into(),
        DataType::Float64 => number!(Float64Type),
        DataType::Date32 => time!(Date32Type, "%Y-%m-%d"),
        DataType::Date64 => time!(Date64Type, "%Y-%m-%d"),
        DataType::Timestamp(TimeUnit::Second, _) => {
            time!(TimestampSecondType, "%Y-%m-%d %H:%M:%S%.3f +00:00")
        }
        DataType::Timestamp(TimeUnit::Millisecond, _) => {
            time!(TimestampMillisecondType, "%Y-%m-%d %H:%M:%S%.3f +00:00")
        }
        DataType::Timestamp(TimeUnit::Microsecond, _) => {
            time!(TimestampMicrosecondType, "%Y-%m-%d %H:%M:%S%.6f +00:00")
        }
        DataType::Timestamp(TimeUnit::Nanosecond, _) => {
            time!(TimestampNanosecondType, "%Y-%m-%d %H:%M:%S%.6f +00:00")
        }
        _ => Value::Null,
    }
}
