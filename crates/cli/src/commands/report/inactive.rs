//! `atlctl report inactive`.

use atlctl_core::report::Kind;
use clap::Args;

use super::people_report::PeopleReport;
use crate::context::Context;
use crate::error::CliResult;

/// Report who has not been active
///
/// Who has not been active for --days, in any app or, with --app, in that app; who was never active counts from the day of
/// being added. People with another status than active are left out, unless --status asks for them. Unknown is not inactive:
/// the report says for how many the last activity is unknown, or, of those who were never active, the day of being added.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl report inactive
  atlctl report inactive --app jira --days 90 --html inactive.html
  atlctl report inactive --app confluence --days 90 -o id | atlctl user remove-access --app confluence --from-stdin")]
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
