//! `atlctl report seats`.

use atlctl_core::report::Kind;
use clap::Args;

use super::people_report::PeopleReport;
use crate::context::Context;
use crate::error::CliResult;

/// Report which seats nobody uses
///
/// For each app: seats and seats in use as Atlassian counts them, and the people with access by activity: idle for
/// --days, never used, suspended, to be deleted or not invited. With prices in the configuration, estimates what the
/// seats cost per month. A seat counts as used or unused only if the person's status and activity are known.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl report seats
  atlctl report seats --app jira --list unused -o csv > unused.csv
  atlctl report seats --html seats.html")]
pub struct Seats {
    #[command(flatten)]
    report: PeopleReport,
}

/// Makes the report.
///
/// # Errors
/// When a flag is not understood, or the mirror cannot be read.
pub fn run(context: &Context, args: &Seats) -> CliResult {
    args.report.print(context, "seats", Kind::Seats)
}
