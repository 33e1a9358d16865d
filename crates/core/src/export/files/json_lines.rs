//! JSON Lines: an object a row, with every column, NULL as `null`.

use std::fs::File;
use std::io::{BufWriter, Write as _};
use std::path::{Path, PathBuf};

use serde::ser::{Serialize, SerializeMap as _, Serializer};

use super::writer::{Writer, new_file, to_disk};
use crate::export::{ExportError, Value, View, ViewColumn};

/// A JSON Lines file.
pub(super) struct JsonLinesFile {
    path: PathBuf,
    columns: Vec<ViewColumn>,
    file: BufWriter<File>,
}

impl JsonLinesFile {
    pub(super) fn create(path: &Path, view: &View) -> Result<Self, ExportError> {
        Ok(Self {
            path: path.to_owned(),
            columns: view.columns.clone(),
            file: BufWriter::new(new_file(path)?),
        })
    }
}

/// A row as an object.
struct Row<'a>(&'a [ViewColumn], &'a [Value<'a>]);

impl Serialize for Row<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut object = to.serialize_map(Some(self.0.len()))?;
        for (column, value) in self.0.iter().zip(self.1) {
            let name = column.name;
            match value {
                Value::Null => object.serialize_entry(name, &())?,
                Value::Text(text) => object.serialize_entry(name, text)?,
                Value::Integer(number) => object.serialize_entry(name, number)?,
                Value::Real(number) => object.serialize_entry(name, number)?,
                Value::Boolean(yes) => object.serialize_entry(name, yes)?,
                Value::Time(time) => object.serialize_entry(name, time)?,
            }
        }
        object.end()
    }
}

impl Writer for JsonLinesFile {
    fn row(&mut self, values: &[Value<'_>]) -> Result<(), ExportError> {
        serde_json::to_writer(&mut self.file, &Row(&self.columns, values))
            .map_err(std::io::Error::from)
            .and_then(|()| self.file.write_all(b"\n"))
            .map_err(ExportError::io("write", &self.path))
    }

    fn end(self: Box<Self>) -> Result<u64, ExportError> {
        let Self { path, file, .. } = *self;
        let file = file
            .into_inner()
            .map_err(|error| ExportError::io("write", &path)(error.into_error()))?;
        to_disk(&file, &path)
    }
}
