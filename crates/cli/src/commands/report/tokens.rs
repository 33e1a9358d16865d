//! `atlctl report tokens`.

use atlctl_core::report::Kind;
use clap::Args;

use super::make::{Asked, make_and_print};
use super::options::{DaysOption, ReportOptions};
use crate::context::Context;
use crate::error::CliResult;
use crate::filter::Filter;

/// Report unused and ownerless API tokens and keys
///
/// API tokens of people by last use and age, tokens of people who are not active or gone, tokens that never expire, API keys
/// that expire soon, and credentials of service accounts. Filters select the owners of tokens.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl report tokens
  atlctl report tokens --days 180 --list unused -o id | atlctl token revoke --from-stdin --dry-run
  atlctl report tokens --html tokens.html")]
pub struct Tokens {
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
pub fn run(context: &Context, args: &Tokens) -> CliResult {
    let asked = Asked {
        name: "tokens",
        filter: Some(&args.filter),
        days: Some(args.days.days),
        more: &[],
    };
    make_and_print(context, asked, &args.options, |request| {
        Kind::Tokens.make(request)
    })
}
