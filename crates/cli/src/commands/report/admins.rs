//! `atlctl report admins`.

use atlctl_core::report::Kind;
use clap::Args;

use super::people_report::PeopleReport;
use crate::context::Context;
use crate::error::CliResult;

/// Report who administers the organization
///
/// Shows who has an organization role, since when, which run granted it, and how safe the account is:
/// two-step verification, external accounts, last activity. The date is known only if a sync or a run saw the role
/// begin.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl report admins
  atlctl report admins --html admins.html
  atlctl report admins --list inactive -o id")]
pub struct Admins {
    #[command(flatten)]
    report: PeopleReport,
}

/// Makes the report.
///
/// # Errors
/// When a flag is not understood, or the mirror cannot be read.
pub fn run(context: &Context, args: &Admins) -> CliResult {
    args.report.print(context, "admins", Kind::Admins)
}
