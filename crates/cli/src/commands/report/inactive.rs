//! `atlctl report inactive`.

use atlctl_core::report::Kind;
use clap::Args;

use super::people_report::PeopleReport;
use crate::context::Context;
use crate::error::CliResult;

/// Report who has not been active
///
/// Lists people who have not been active for --days: in any app, or with --app, in that app. People who have never been
/// active are listed if they were added longer ago than that. Only people with the status active are listed, unless
/// --status names others. Unknown is not inactive: people whose last activity or date of being added is unknown are
/// counted, not listed.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl report inactive
  atlctl report inactive --app jira --days 90 --html inactive.html
  atlctl report inactive --app confluence --days 90 -o id \\
      | atlctl user remove-access --app confluence --from-stdin")]
pub struct Inactive {
    #[command(flatten)]
    report: PeopleReport,
}

/// Makes the report.
///
/// # Errors
/// When a flag is not understood, or the mirror cannot be read.
pub fn run(context: &Context, args: &Inactive) -> CliResult {
    args.report.print(context, "inactive", Kind::Inactive)
}
