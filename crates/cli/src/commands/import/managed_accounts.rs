//! `atlctl import managed-accounts`.

use atlctl_core::import::ImportKind;
use clap::Args;

use super::file::{self, ExportFile};
use crate::context::Context;
use crate::error::CliResult;

/// Import an export of managed accounts
///
/// In the admin portal: Directory, Managed accounts, Export accounts. The file has the authentication policy of each
/// account by name, whether it is billed, and its last activity. Its contents are stored in the mirror, with the
/// date of the file, in views of their own: imported_user and imported_app. No credential is needed. To name the mirror's
/// policies from the same file: atlctl policy import-names
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl import managed-accounts managed-accounts.csv")]
pub struct ManagedAccounts {
    #[command(flatten)]
    file: ExportFile,
}

/// Runs `atlctl import managed-accounts`.
///
/// # Errors
/// When the file is no such export, or the mirror cannot be written.
pub fn run(context: &Context, args: &ManagedAccounts) -> CliResult {
    file::run(context, &args.file, ImportKind::ManagedAccounts, None)
}
