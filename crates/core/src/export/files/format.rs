//! The formats of files.

use std::path::Path;

use super::writer::Writer;
use crate::export::{ExportError, View};

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
