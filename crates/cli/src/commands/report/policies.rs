//! `atlctl report policies`.

use atlctl_core::report::Kind;
use clap::Args;

use super::make::{Asked, make_and_print};
use super::options::{DaysOption, ReportOptions};
use crate::context::Context;
use crate::error::CliResult;
use crate::filter::Filter;

/// Report which policy covers whom
///
/// For each authentication policy its members, and those without two-step verification; and who is in no policy.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl report policies
  atlctl report policies --list none -o csv
  atlctl report policies --domain acme.example --html policies.html")]
pub struct Policies {
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
pub fn run(context: &Context, args: &Policies) -> CliResult {
    let asked = Asked {
        name: "policies",
        filter: Some(&args.filter),
        days: Some(args.days.days),
        more: &[],
    };
    make_and_print(context, asked, &args.options, |request| {
        Kind::Policies.make(request)
    })
}
