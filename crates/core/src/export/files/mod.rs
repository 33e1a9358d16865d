//! Directories of files.

mod csv;
mod directory;
mod export;
mod format;
mod json_lines;
mod manifest;
#[cfg(feature = "parquet")]
mod parquet;
mod replace;
mod writer;

pub use directory::Directory;
pub use export::{FilesExport, FilesOptions, export_files};
pub use format::FileFormat;
