//! `atlctl report tokens`.

use atlctl_core::report::Kind;
use clap::Args;

use super::people_report::PeopleReport;
use crate::context::Context;
use crate::error::CliResult;

/// Report unused and ownerless API tokens and keys
///
/// Shows API tokens of people by last use and age, tokens whose owners are not active or have left, tokens that never
/// expire, API keys that expire soon, and credentials of service accounts. Filters select the owners of API tokens;
/// they do not apply to API keys and credentials of service accounts.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl report tokens
  atlctl report tokens --days 180 --list unused -o id \\
      | atlctl token revoke --from-stdin --dry-run
  atlctl report tokens --html tokens.html")]
pub struct Tokens {
    #[command(flatten)]
    report: PeopleReport,
}

/// Makes the report.
///
/// # Errors
/// When a flag is not understood, or the mirror cannot be read.
pub fn run(context: &Context, args: &Tokens) -> CliResult {
    args.report.print(context, "tokens", Kind::Tokens)
}
