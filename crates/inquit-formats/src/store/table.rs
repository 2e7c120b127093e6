//! A table that is known whole, as the bytes of a Parquet file: a column is of whole numbers, of numbers or of truths
//! where all its values are, and of words otherwise.

use std::sync::Arc;

use parquet::basic::{Compression, Repetition, Type as Physical};
use parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::errors::ParquetError;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use parquet::schema::types::{Type, TypePtr};
use serde_json::Value;

use super::parquet::{about, plain, words};
use crate::Error;
use crate::origin::{Origin, VERSION};

/// The file of a table. Rows are as long as the heads; what is no value is null.
pub fn parquet(origin: &Origin, heads: &[&str], rows: &[Vec<Value>]) -> Result<Vec<u8>, Error> {
    written(origin, heads, rows).map_err(|error| super::cannot_write(&error))
}

fn written(origin: &Origin, heads: &[&str], rows: &[Vec<Value>]) -> Result<Vec<u8>, ParquetError> {
    let kinds: Vec<Physical> = (0..heads.len()).map(|column| kind(rows, column)).collect();
    let fields = heads.iter().zip(&kinds).map(|(head, kind)| field(head, *kind));
    let fields = fields.collect::<Result<_, _>>()?;
    let schema = Type::group_type_builder("table").with_fields(fields).build()?;
    let properties = WriterProperties::builder()
        .set_compression(Compression::SNAPPY)
        .set_created_by(format!("inquit version {VERSION}"))
        .set_key_value_metadata(Some(about(origin)))
        .build();
    let mut file = SerializedFileWriter::new(Vec::new(), Arc::new(schema), Arc::new(properties))?;
    let mut group = file.next_row_group()?;
    for (column, kind) in kinds.into_iter().enumerate() {
        let Some(mut writer) = group.next_column()? else { break };
        let values = rows.iter().map(|row| row.get(column).filter(|value| !value.is_null()));
        write(&mut writer, kind, &values.collect::<Vec<_>>())?;
        writer.close()?;
    }
    group.close()?;
    file.into_inner()
}

fn kind(rows: &[Vec<Value>], column: usize) -> Physical {
    let all = |is: fn(&Value) -> bool| {
        let mut values =
            rows.iter().filter_map(|row| row.get(column)).filter(|value| !value.is_null()).peekable();
        values.peek().is_some() && values.all(is)
    };
    match () {
        () if all(Value::is_i64) => Physical::INT64,
        () if all(Value::is_number) => Physical::DOUBLE,
        () if all(Value::is_boolean) => Physical::BOOLEAN,
        () => Physical::BYTE_ARRAY,
    }
}

fn field(head: &str, kind: Physical) -> Result<TypePtr, ParquetError> {
    let repetition = Repetition::OPTIONAL;
    if kind == Physical::BYTE_ARRAY { words(head, repetition) } else { plain(head, kind, repetition) }
}

fn write(
    writer: &mut SerializedColumnWriter<'_>,
    kind: Physical,
    values: &[Option<&Value>],
) -> Result<usize, ParquetError> {
    let definitions: Vec<i16> = values.iter().map(|value| i16::from(value.is_some())).collect();
    let there = values.iter().flatten().copied();
    let levels = Some(&*definitions);
    match kind {
        Physical::INT64 => {
            let values: Vec<_> = there.filter_map(Value::as_i64).collect();
            writer.typed::<Int64Type>().write_batch(&values, levels, None)
        }
        Physical::DOUBLE => {
            let values: Vec<_> = there.filter_map(Value::as_f64).collect();
            writer.typed::<DoubleType>().write_batch(&values, levels, None)
        }
        Physical::BOOLEAN => {
            let values: Vec<_> = there.filter_map(Value::as_bool).collect();
            writer.typed::<BoolType>().write_batch(&values, levels, None)
        }
        _ => {
            let text = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            let values: Vec<ByteArray> =
                there.map(|value| ByteArray::from(text(value).into_bytes())).collect();
            writer.typed::<ByteArrayType>().write_batch(&values, levels, None)
        }
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use ::parquet::file::reader::{FileReader, SerializedFileReader};
    use serde_json::json;

    use super::*;

    fn read(heads: &[&str], rows: &[Vec<Value>]) -> Vec<String> {
        let mut file = tempfile::tempfile().unwrap();
        file.write_all(&parquet(&Origin::default(), heads, rows).unwrap()).unwrap();
        let file = SerializedFileReader::new(file).unwrap();
        file.get_row_iter(None).unwrap().map(|row| row.unwrap().to_string()).collect()
    }

    #[test]
    fn columns_have_the_type_of_all_their_values() {
        let rows = [
            vec![json!("Ana Lima"), json!(3), json!(0.25), json!(true), json!("x"), json!(null)],
            vec![json!(null), json!(null), json!(1), json!(null), json!(7), json!(null)],
        ];
        let found = read(&["name", "count", "share", "listed", "mixed", "nothing"], &rows);
        let first = r#"{name: "Ana Lima", count: 3, share: 0.25, listed: true, mixed: "x", nothing: null}"#;
        let second = r#"{name: null, count: null, share: 1.0, listed: null, mixed: "7", nothing: null}"#;
        assert_eq!(found, [first, second]);
        assert_eq!(read(&["a"], &[]), [""; 0]);
    }
}
