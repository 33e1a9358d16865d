//! `atlctl report externals`.

use atlctl_core::report::Kind;
use clap::Args;

use super::people_report::PeopleReport;
use crate::context::Context;
use crate::error::CliResult;

/// Report external users and what they use
///
/// Lists people whose accounts the organization does not manage: by domain and last activity, with their apps, and
/// which of them are organization admins.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl report externals
  atlctl report externals --days 180 --list inactive -o id \\
      | atlctl user suspend --from-stdin
  atlctl report externals --domain partner.example --html partner.html")]
pub struct Externals {
    #[command(flatten)]
    report: PeopleReport,
}

/// Makes the report.
///
/// # Errors
/// When a flag is not understood, or the mirror cannot be read.
pub fn run(context: &Context, args: &Externals) -> CliResult {
    args.report.print(context, "externals", Kind::Externals)
}
