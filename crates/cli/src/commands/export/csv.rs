//! `atlctl export csv`.

use atlctl_core::export::FileFormat;
use clap::Args;

use super::files::{self, Files};
use crate::context::Context;
use crate::error::CliResult;

/// Export the mirror as CSV files
///
/// Writes a file for each view of the mirror, in UTF-8 with headings. Cells that a spreadsheet would run as formulas
/// begin with a single quotation mark; the column escaped has a 1 in these rows. The folder is replaced as a whole
/// once every file is written. A folder with other files in it is left alone.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl export csv mirror-csv
  atlctl export csv people --view user --view user_group")]
pub struct Csv {
    #[command(flatten)]
    files: Files,
}

/// Runs `atlctl export csv`.
///
/// # Errors
/// When there is no mirror, or the directory cannot be replaced.
pub fn run(context: &Context, args: &Csv) -> CliResult {
    files::run(context, &args.files, FileFormat::Csv, false)
}
