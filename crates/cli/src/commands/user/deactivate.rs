//! `atlctl user deactivate`.

use clap::Args;

use crate::changes::{ChangePeople, From, no_notes, verbs};
use crate::context::Context;
use crate::error::CliResult;

/// Deactivate managed accounts
///
/// Nobody can sign in to a deactivated account, in any organization, and it takes no seat. Groups and roles stay, and
/// `user activate` brings everything back. Works for managed accounts only; for external users, see `user suspend`.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl user deactivate ann@example.com --message \"On leave until June\"
  atlctl user deactivate --csv leavers.csv --reason \"left the company\" \\
      --ticket HR-7
  atlctl user deactivate --inactive 180d --managed --plan idle.json")]
pub struct Deactivate {
    #[command(flatten)]
    people: ChangePeople,
    /// Message that the account's owner sees [default: the text of --reason]
    #[arg(long, value_name = "TEXT", help_heading = "Change")]
    message: Option<String>,
}

/// Runs `atlctl user deactivate`.
///
/// # Errors
/// When nobody is selected, a guard refuses, or Atlassian fails.
pub fn run(context: &Context, args: &Deactivate) -> CliResult {
    let change = args.people.begin(context)?;
    let reason = args.people.plan_options.reason.as_deref();
    let aim = verbs::deactivate(args.message.as_deref().or(reason));
    change
        .select()?
        .set(&aim.facet, &aim.to, From::default(), &no_notes)
}
