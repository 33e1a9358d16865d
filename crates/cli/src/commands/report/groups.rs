//! `atlctl report groups`.

use atlctl_core::report::Kind;
use clap::Args;

use super::make_report::{Asked, make_and_print};
use super::options::ReportOptions;
use crate::context::Context;
use crate::error::CliResult;
use crate::people_filter::Filter;

/// Report empty, unused and duplicate groups
///
/// Lists groups that are empty, give access to nothing, have the same members as another group, or give access to
/// more than one app or resource. A group about which something is unknown is not listed. With filters, only matching
/// groups are compared.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl report groups
  atlctl report groups --app confluence
  atlctl report groups --list empty -o csv
  atlctl report groups --html groups.html")]
pub struct Groups {
    /// Only groups that give access to this app (key such as jira-software, product, name, site, KEY@SITE or ID)
    #[arg(long, value_name = "APP", help_heading = "Filters")]
    app: Vec<String>,
    /// Only groups with this text in their name or ID
    #[arg(long, value_name = "TEXT", help_heading = "Filters")]
    search: Option<String>,
    #[command(flatten)]
    options: ReportOptions,
}

/// Makes the report.
///
/// # Errors
/// When a flag is not understood, or the mirror cannot be read.
pub fn run(context: &Context, args: &Groups) -> CliResult {
    let filter = Filter {
        app: args.app.clone(),
        search: args.search.clone(),
        ..Filter::default()
    };
    let asked = Asked {
        name: "groups",
        filter: Some(&filter),
        days: None,
        more: &[],
        parts: Kind::Groups.parts(),
    };
    make_and_print(context, asked, &args.options, |request| {
        Kind::Groups.make(request)
    })
}
