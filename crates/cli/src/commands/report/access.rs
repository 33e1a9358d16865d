//! `atlctl report access`.

use atlctl_core::report::Kind;
use clap::Args;

use super::make_report::{Asked, make_and_print};
use super::options::ReportOptions;
use crate::context::Context;
use crate::error::CliResult;
use crate::people_filter::Filter;

/// Report who has access to which app
///
/// For each app, shows the people who have access to it, and whether the organization manages their accounts. Also
/// lists people who have no app.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl report access
  atlctl report access --app jira --list people -o csv > jira.csv
  atlctl report access --group contractors --html access.html")]
pub struct Access {
    #[command(flatten)]
    filter: Filter,
    #[command(flatten)]
    options: ReportOptions,
}

/// Makes the report.
///
/// # Errors
/// When a flag is not understood, or the mirror cannot be read.
pub fn run(context: &Context, args: &Access) -> CliResult {
    let asked = Asked {
        name: "access",
        filter: Some(&args.filter),
        days: None,
        more: &[],
        parts: Kind::Access.parts(),
    };
    make_and_print(context, asked, &args.options, |request| {
        Kind::Access.make(request)
    })
}
