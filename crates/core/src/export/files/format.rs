//! The formats of files, and what writes one.

use std::fs::File;
use std::path::Path;

use crate::export::{ExportError, Value, View};
use crate::private;

/// The format of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FileFormat {
    /// Apache Parquet, compressed with Snappy.
    #[cfg(feature = "parquet")]
    Parquet,
    /// CSV with headings.
    Csv,
    /// JSON Lines: an object a row.
    JsonLines,
}

impl FileFormat {
    /// The name, which is also the ending of the files.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            #[cfg(feature = "parquet")]
            Self::Parquet => "parquet",
            Self::Csv => "csv",
            Self::JsonLines => "jsonl",
        }
    }

    /// Whether each view is a directory of partitions instead of one file.
    pub(super) fn is_partitioned(self) -> bool {
        match self {
            #[cfg(feature = "parquet")]
            Self::Parquet => true,
            Self::Csv | Self::JsonLines => false,
        }
    }

    /// Begins a file.
    pub(super) fn create(self, path: &Path, view: &View) -> Result<Box<dyn Writer>, ExportError> {
        Ok(match self {
            #[cfg(feature = "parquet")]
            Self::Parquet => Box::new(super::parquet::ParquetFile::create(path, view)?),
            Self::Csv => Box::new(super::csv::CsvFile::create(path, view)?),
            Self::JsonLines => Box::new(super::json_lines::JsonLinesFile::create(path, view)?),
        })
    }
}

/// A file of a view's rows.
pub(super) trait Writer {
    /// Adds a row.
    fn row(&mut self, values: &[Value<'_>]) -> Result<(), ExportError>;

    /// Writes what is left, and all of it to the disk; gives the size in bytes.
    fn end(self: Box<Self>) -> Result<u64, ExportError>;
}

/// A new file that only its owner can read.
pub(super) fn new_file(path: &Path) -> Result<File, ExportError> {
    private::file()
        .create_new(true)
        .write(true)
        .open(path)
        .map_err(ExportError::io("create", path))
}

/// Writes a file to the disk; gives its size in bytes.
pub(super) fn to_disk(file: &File, path: &Path) -> Result<u64, ExportError> {
    file.sync_all().map_err(ExportError::io("write", path))?;
    let size = file.metadata().map_err(ExportError::io("read", path))?;
    Ok(size.len())
}
