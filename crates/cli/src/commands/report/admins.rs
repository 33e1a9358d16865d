//! `atlctl report admins`.

use atlctl_core::report::Kind;
use clap::Args;

use super::make::{Asked, make_and_print};
use super::options::{DaysOption, ReportOptions};
use crate::context::Context;
use crate::error::CliResult;
use crate::filter::Filter;

/// Report who administers the organization
///
/// Who holds a role over the organization, since when, by which run, and how safely: two-step verification, external accounts,
/// last activity. The time is known where a sync or a run saw the role begin.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl report admins
  atlctl report admins --html admins.html
  atlctl report admins --list inactive -o id")]
pub struct Admins {
    #[command(flatten)]
    filter: Filter,
    #[command(flatten)]
    days: DaysOption,
    #[command(flatten)]
    options: ReportOptions,
}

/// Makes the report.
///
/// # Errors
/// When a flag is not understood, or the mirror cannot be read.
pub fn run(context: &Context, args: &Admins) -> CliResult {
    let asked = Asked {
        name: "admins",
        filter: Some(&args.filter),
        days: Some(args.days.days),
        more: &[],
    };
    make_and_print(context, asked, &args.options, |request| {
        Kind::Admins.make(request)
    })
}
