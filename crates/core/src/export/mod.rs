//! Copies of the mirror's documented views for other programs: directories of Parquet, CSV or JSON Lines files, and
//! tables of a PostgreSQL database. The mirror stays the source.

mod error;
mod files;
#[cfg(feature = "postgres")]
pub mod postgres;
mod read;
mod typed;
mod views;

pub use error::ExportError;
pub use files::{Directory, FileFormat, FilesExport, FilesOptions, export_files};
pub use read::ExportedView;
pub use typed::{Kind, Value};
pub use views::{View, ViewColumn, views};
