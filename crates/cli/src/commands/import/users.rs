//! `atlctl import users`.

use atlctl_core::import::ImportKind;
use clap::Args;

use super::file::{self, ExportFile};
use crate::context::Context;
use crate::error::CliResult;

/// Import an export of users
///
/// In the admin portal: Directory, Users, Export users. The file has each person's status, groups and last activity
/// per app. Its contents are stored in the mirror, with the date of the file, in views of their own: imported_user,
/// imported_app and imported_group. No credential is needed.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl import users export-users.csv
  atlctl import users export-users.csv --exported-at 2026-11-20")]
pub struct Users {
    #[command(flatten)]
    file: ExportFile,
}

/// Runs `atlctl import users`.
///
/// # Errors
/// When the file is no such export, or the mirror cannot be written.
pub fn run(context: &Context, args: &Users) -> CliResult {
    file::run(context, &args.file, ImportKind::Users, None)
}
