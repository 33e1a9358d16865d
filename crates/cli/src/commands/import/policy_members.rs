//! `atlctl import policy-members`.

use atlctl_core::import::ImportKind;
use clap::Args;

use super::file::{self, ExportFile};
use crate::context::Context;
use crate::error::CliResult;

/// Import an export of a policy's members
///
/// In the admin portal: Security, Authentication policies, a policy, Members, Export members. The file's contents are
/// stored in the mirror, with its date, in a view of their own: imported_user. No credential is needed.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl import policy-members contractors.csv
  atlctl import policy-members contractors.csv --policy-name Contractors")]
pub struct PolicyMembers {
    #[command(flatten)]
    file: ExportFile,
    /// The policy's name, if the file has no column for it
    #[arg(long, value_name = "NAME")]
    policy_name: Option<String>,
}

/// Runs `atlctl import policy-members`.
///
/// # Errors
/// When the file is no such export, or the mirror cannot be written.
pub fn run(context: &Context, args: &PolicyMembers) -> CliResult {
    let policy = args.policy_name.as_deref();
    file::run(context, &args.file, ImportKind::PolicyMembers, policy)
}
