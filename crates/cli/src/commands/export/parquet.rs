//! `atlctl export parquet`.

use atlctl_core::export::FileFormat;
use clap::Args;

use super::files::{self, Files};
use crate::context::Context;
use crate::error::CliResult;

/// Export the mirror as Parquet files
///
/// Writes a folder for each view of the mirror, which DuckDB, Spark and others read as a table: events in a
/// partition per day (day=2026-03-01), other views in one per snapshot (snapshot=12, the number of the last sync).
/// The folder is replaced as a whole once every file is written. A folder with other files in it is left alone.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl export parquet lake/atlassian
  atlctl export parquet lake/atlassian --keep
  atlctl export parquet people --view user")]
pub struct Parquet {
    #[command(flatten)]
    files: Files,
    /// Keep the partitions of earlier snapshots, and of days that the mirror no longer has
    #[arg(long)]
    keep: bool,
}

/// Runs `atlctl export parquet`.
///
/// # Errors
/// When there is no mirror, or the directory cannot be replaced.
pub fn run(context: &Context, args: &Parquet) -> CliResult {
    files::run(context, &args.files, FileFormat::Parquet, args.keep)
}
