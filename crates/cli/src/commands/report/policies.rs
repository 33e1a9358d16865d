//! `atlctl report policies`.

use atlctl_core::report::Kind;
use clap::Args;

use super::people_report::PeopleReport;
use crate::context::Context;
use crate::error::CliResult;

/// Report which policy covers which people
///
/// For each authentication policy, shows its members and those without two-step verification. Also lists managed
/// accounts in no policy.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl report policies
  atlctl report policies --list none -o csv
  atlctl report policies --domain acme.example --html policies.html")]
pub struct Policies {
    #[command(flatten)]
    report: PeopleReport,
}

/// Makes the report.
///
/// # Errors
/// When a flag is not understood, or the mirror cannot be read.
pub fn run(context: &Context, args: &Policies) -> CliResult {
    args.report.print(context, "policies", Kind::Policies)
}
