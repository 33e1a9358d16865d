//! What every format of files has: a writer of rows into a new private file.

use std::fs::File;
use std::path::Path;

use crate::export::{ExportError, Value};
use crate::private_files;

/// A file of a view's rows.
pub(super) trait Writer {
    /// Adds a row.
    fn row(&mut self, values: &[Value<'_>]) -> Result<(), ExportError>;

    /// Writes what is left, and all of it to the disk; gives the size in bytes.
    fn end(self: Box<Self>) -> Result<u64, ExportError>;
}

/// A new file that only its owner can read.
pub(super) fn new_file(path: &Path) -> Result<File, ExportError> {
    private_files::file()
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
