//! `atlctl report externals`.

use atlctl_core::report::Kind;
use clap::Args;

use super::make::{Asked, make_and_print};
use super::options::{DaysOption, ReportOptions};
use crate::context::Context;
use crate::error::CliResult;
use crate::filter::Filter;

/// Report external users and what they use
///
/// People whose accounts the organization does not manage: by domain, by last activity, with their apps, and who of them is an
/// organization admin.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl report externals
  atlctl report externals --days 180 --list inactive -o id 
   atlctl user suspend --from-stdin
  atlctl report externals --domain partner.example --html partner.html")]
pub struct Externals {
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
pub fn run(context: &Context, args: &Externals) -> CliResult {
    let asked = Asked {
        name: "externals",
        filter: Some(&args.filter),
        days: Some(args.days.days),
        more: &[],
    };
    make_and_print(context, asked, &args.options, |request| {
        Kind::Externals.make(request)
    })
}
