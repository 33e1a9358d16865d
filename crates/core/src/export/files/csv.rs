//! CSV: RFC 4180 with headings, in UTF-8. Cells that a spreadsheet would run as formulas are guarded as in every CSV of the
//! program, and the column `escaped` says in which rows.

use std::fs::File;
use std::io::BufWriter;
use std::path::{Path, PathBuf};

use ::csv::{ByteRecord, WriterBuilder};

use super::writer::{Writer, new_file, to_disk};
use crate::export::{ExportError, Value, View};
use crate::input::{ESCAPED, guarded};

/// A CSV file.
pub(super) struct CsvFile {
    path: PathBuf,
    writer: ::csv::Writer<BufWriter<File>>,
    record: ByteRecord,
}

impl CsvFile {
    pub(super) fn create(path: &Path, view: &View) -> Result<Self, ExportError> {
        let file = BufWriter::new(new_file(path)?);
        let mut made = Self {
            path: path.to_owned(),
            writer: WriterBuilder::new().from_writer(file),
            record: ByteRecord::new(),
        };
        for column in &view.columns {
            made.record.push_field(column.name.as_bytes());
        }
        made.record.push_field(ESCAPED.as_bytes());
        made.write()?;
        Ok(made)
    }

    fn write(&mut self) -> Result<(), ExportError> {
        let written = self.writer.write_byte_record(&self.record);
        self.record.clear();
        written.map_err(|error| {
            let path = &self.path;
            match error.into_kind() {
                ::csv::ErrorKind::Io(error) => ExportError::io("write", path)(error),
                kind => ExportError::io("write", path)(std::io::Error::other(format!("{kind:?}"))),
            }
        })
    }
}

impl Writer for CsvFile {
    fn row(&mut self, values: &[Value<'_>]) -> Result<(), ExportError> {
        let mut escaped = false;
        for value in values {
            match value {
                Value::Null => self.record.push_field(b""),
                Value::Text(text) => match guarded(text) {
                    Some(text) => {
                        escaped = true;
                        self.record.push_field(text.as_bytes());
                    }
                    None => self.record.push_field(text.as_bytes()),
                },
                Value::Integer(number) => self.record.push_field(number.to_string().as_bytes()),
                Value::Real(number) => self.record.push_field(number.to_string().as_bytes()),
                Value::Boolean(yes) => {
                    let word: &[u8] = if *yes { b"true" } else { b"false" };
                    self.record.push_field(word);
                }
                Value::Time(time) => self.record.push_field(time.to_string().as_bytes()),
            }
        }
        self.record.push_field(if escaped { b"1" } else { b"" });
        self.write()
    }

    fn end(self: Box<Self>) -> Result<u64, ExportError> {
        let Self { path, writer, .. } = *self;
        let failed = |error| ExportError::io("write", &path)(error);
        let buffer = writer
            .into_inner()
            .map_err(|error| failed(std::io::Error::other(error.to_string())))?;
        let file = buffer
            .into_inner()
            .map_err(|error| failed(error.into_error()))?;
        to_disk(&file, &path)
    }
}
