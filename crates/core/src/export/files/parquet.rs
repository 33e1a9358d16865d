//! Parquet files, written column by column in groups of rows: a group is in memory, the file is not.

use std::fs::File;
use std::path::{Path, PathBuf};
use std::sync::Arc;

use ::parquet::basic::{Compression, LogicalType, Repetition, TimeUnit, Type as Physical};
use ::parquet::data_type::{BoolType, ByteArray, ByteArrayType, DoubleType, Int64Type};
use ::parquet::errors::ParquetError;
use ::parquet::file::properties::WriterProperties;
use ::parquet::file::writer::{SerializedColumnWriter, SerializedFileWriter};
use ::parquet::schema::types::{Type, TypePtr};
use bytes::Bytes;

use super::writer::{Writer, new_file, to_disk};
use crate::export::{ExportError, Kind, Value, View};

/// Rows of a group: what readers recommend, so that they can skip and share groups.
const GROUP_ROWS: usize = 122_880;
/// Bytes of a group in memory, at most, unless one row alone has more.
const GROUP_BYTES: usize = 32 << 20;

/// A Parquet file.
pub(super) struct ParquetFile {
    path: PathBuf,
    writer: SerializedFileWriter<File>,
    columns: Vec<Buffer>,
    rows: usize,
    bytes: usize,
}

/// The values of a column that are not written yet, without NULLs.
enum Values {
    /// Texts behind one another, and where each ends.
    Texts(Vec<u8>, Vec<usize>),
    Integers(Vec<i64>),
    Reals(Vec<f64>),
    Booleans(Vec<bool>),
}

struct Buffer {
    values: Values,
    /// For each row, 1 for a value and 0 for NULL.
    levels: Vec<i16>,
}

impl ParquetFile {
    pub(super) fn create(path: &Path, view: &View) -> Result<Self, ExportError> {
        let properties = WriterProperties::builder()
            .set_compression(Compression::SNAPPY)
            .set_created_by(concat!("atlctl ", env!("CARGO_PKG_VERSION")).to_owned())
            .build();
        let writer = schema(view)
            .and_then(|schema| {
                let file = new_file(path).map_err(|error| ParquetError::External(error.into()))?;
                SerializedFileWriter::new(file, schema, Arc::new(properties))
            })
            .map_err(|error| failed(path, error))?;
        Ok(Self {
            path: path.to_owned(),
            writer,
            columns: view
                .columns
                .iter()
                .map(|column| Buffer::of(column.kind))
                .collect(),
            rows: 0,
            bytes: 0,
        })
    }

    /// Writes the rows in memory as one group.
    fn group(&mut self) -> Result<(), ParquetError> {
        if self.rows == 0 {
            return Ok(());
        }
        let mut group = self.writer.next_row_group()?;
        for buffer in &mut self.columns {
            let Some(mut column) = group.next_column()? else {
                break;
            };
            buffer.write(&mut column)?;
            column.close()?;
        }
        group.close()?;
        (self.rows, self.bytes) = (0, 0);
        Ok(())
    }
}

impl Writer for ParquetFile {
    fn row(&mut self, values: &[Value<'_>]) -> Result<(), ExportError> {
        for (buffer, value) in self.columns.iter_mut().zip(values) {
            self.bytes += buffer.push(value);
        }
        self.rows += 1;
        if self.rows >= GROUP_ROWS || self.bytes >= GROUP_BYTES {
            self.group().map_err(|error| failed(&self.path, error))?;
        }
        Ok(())
    }

    fn end(mut self: Box<Self>) -> Result<u64, ExportError> {
        self.group().map_err(|error| failed(&self.path, error))?;
        let Self { path, writer, .. } = *self;
        let file = writer.into_inner().map_err(|error| failed(&path, error))?;
        to_disk(&file, &path)
    }
}

impl Buffer {
    fn of(kind: Kind) -> Self {
        let values = match kind {
            Kind::Text => Values::Texts(Vec::new(), Vec::new()),
            Kind::Integer | Kind::Time => Values::Integers(Vec::new()),
            Kind::Real => Values::Reals(Vec::new()),
            Kind::Boolean => Values::Booleans(Vec::new()),
        };
        Self {
            values,
            levels: Vec::new(),
        }
    }

    /// Adds a value; gives the bytes it takes.
    fn push(&mut self, value: &Value<'_>) -> usize {
        let (found, bytes) = match (&mut self.values, value) {
            (Values::Texts(all, ends), Value::Text(text)) => {
                all.extend_from_slice(text.as_bytes());
                ends.push(all.len());
                // Each text is a slice while its group is written.
                (true, text.len() + size_of::<(usize, ByteArray)>())
            }
            (Values::Integers(all), Value::Integer(number)) => {
                all.push(*number);
                (true, 8)
            }
            (Values::Integers(all), Value::Time(time)) => {
                all.push(time.as_microsecond());
                (true, 8)
            }
            (Values::Reals(all), Value::Real(number)) => {
                all.push(*number);
                (true, 8)
            }
            (Values::Booleans(all), Value::Boolean(yes)) => {
                all.push(*yes);
                (true, 1)
            }
            _ => (false, 0),
        };
        self.levels.push(i16::from(found));
        bytes + 2
    }

    fn write(&mut self, column: &mut SerializedColumnWriter<'_>) -> Result<(), ParquetError> {
        let levels = Some(&self.levels[..]);
        match &mut self.values {
            Values::Texts(all, ends) => {
                let all = Bytes::from(std::mem::take(all));
                let mut start = 0;
                let texts: Vec<ByteArray> = ends
                    .drain(..)
                    .map(|end| ByteArray::from(all.slice(std::mem::replace(&mut start, end)..end)))
                    .collect();
                column
                    .typed::<ByteArrayType>()
                    .write_batch(&texts, levels, None)?;
            }
            Values::Integers(all) => {
                column.typed::<Int64Type>().write_batch(all, levels, None)?;
                all.clear();
            }
            Values::Reals(all) => {
                column
                    .typed::<DoubleType>()
                    .write_batch(all, levels, None)?;
                all.clear();
            }
            Values::Booleans(all) => {
                column.typed::<BoolType>().write_batch(all, levels, None)?;
                all.clear();
            }
        }
        self.levels.clear();
        Ok(())
    }
}

/// The schema of a view: every column may be NULL.
fn schema(view: &View) -> Result<TypePtr, ParquetError> {
    let mut fields = Vec::new();
    for column in &view.columns {
        let (physical, logical) = match column.kind {
            Kind::Text => (Physical::BYTE_ARRAY, Some(LogicalType::String)),
            Kind::Integer => (Physical::INT64, None),
            Kind::Real => (Physical::DOUBLE, None),
            Kind::Boolean => (Physical::BOOLEAN, None),
            Kind::Time => (
                Physical::INT64,
                Some(LogicalType::timestamp(true, TimeUnit::MICROS)),
            ),
        };
        let field = Type::primitive_type_builder(column.name, physical)
            .with_repetition(Repetition::OPTIONAL)
            .with_logical_type(logical)
            .build()?;
        fields.push(Arc::new(field));
    }
    let all = Type::group_type_builder(view.name)
        .with_fields(fields)
        .build()?;
    Ok(Arc::new(all))
}

fn failed(path: &Path, error: ParquetError) -> ExportError {
    let path = path.to_owned();
    match error {
        ParquetError::External(source) => match source.downcast::<ExportError>() {
            Ok(error) => *error,
            Err(source) => ExportError::Format { path, source },
        },
        source => ExportError::Format {
            path,
            source: Box::new(source),
        },
    }
}
