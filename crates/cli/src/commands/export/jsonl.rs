//! `atlctl export jsonl`.

use atlctl_core::export::FileFormat;
use clap::Args;

use super::files::{self, Files};
use crate::context::Context;
use crate::error::CliResult;

/// Export the mirror as JSON Lines files
///
/// Writes a file for each view of the mirror, an object per row: numbers, true and false, times in UTC, and null for
/// what is unknown. The folder is replaced as a whole once every file is written. A folder with other files in
/// it is left alone.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl export jsonl mirror-jsonl
  atlctl export jsonl mirror-jsonl --raw")]
pub struct Jsonl {
    #[command(flatten)]
    files: Files,
}

/// Runs `atlctl export jsonl`.
///
/// # Errors
/// When there is no mirror, or the directory cannot be replaced.
pub fn run(context: &Context, args: &Jsonl) -> CliResult {
    files::run(context, &args.files, FileFormat::JsonLines, false)
}
