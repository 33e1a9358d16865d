//! What an export consists of: it says which files are ours, so that no others are ever replaced.

use std::fs;
use std::io::Write as _;
use std::path::Path;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::writer::new_file;
use crate::export::ExportError;

/// The file's name.
pub(super) const NAME: &str = "atlctl-export.json";

/// The files of an export, and what they are.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct Manifest {
    /// The version of this file.
    pub(super) version: u32,
    /// The program that made it.
    pub(super) made_by: String,
    /// The format of the files.
    pub(super) format: String,
    /// The organization's ID.
    pub(super) org_id: Option<String>,
    /// The organization's name.
    pub(super) org_name: Option<String>,
    /// The last sync of the mirror.
    pub(super) sync: Option<i64>,
    /// When that sync ended.
    pub(super) synced_at: Option<Timestamp>,
    /// When the export was made.
    pub(super) exported_at: Timestamp,
    /// Whether the JSON that Atlassian sent is included.
    pub(super) raw: bool,
    /// The files.
    pub(super) files: Vec<ManifestFile>,
}

/// A file of an export.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(super) struct ManifestFile {
    /// Its path below the directory, with `/`.
    pub(super) path: String,
    /// The view.
    pub(super) view: String,
    /// Its rows.
    pub(super) rows: u64,
    /// Its size.
    pub(super) bytes: u64,
    /// Of a file that stays from an earlier export: the last sync of the mirror then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) sync: Option<i64>,
    /// Of a file that stays from an earlier export: when that was made.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(super) exported_at: Option<Timestamp>,
}

impl Manifest {
    /// Reads the manifest of a directory; nothing when there is none.
    pub(super) fn read(directory: &Path) -> Result<Option<Self>, ExportError> {
        let path = directory.join(NAME);
        let text = match fs::read(&path) {
            Ok(text) => text,
            Err(error) if error.kind() == std::io::ErrorKind::NotFound => return Ok(None),
            Err(error) => return Err(ExportError::io("read", &path)(error)),
        };
        serde_json::from_slice(&text)
            .map(Some)
            .map_err(|error| ExportError::io("read", &path)(error.into()))
    }

    /// Writes it into a new directory.
    pub(super) fn write(&self, directory: &Path) -> Result<(), ExportError> {
        let path = directory.join(NAME);
        let mut file = new_file(&path)?;
        let written = serde_json::to_vec_pretty(self)
            .map_err(std::io::Error::from)
            .and_then(|text| file.write_all(&text))
            .and_then(|()| file.write_all(b"\n"))
            .and_then(|()| file.sync_all());
        written.map_err(ExportError::io("write", &path))
    }
}
