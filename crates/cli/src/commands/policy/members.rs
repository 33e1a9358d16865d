//! `atlctl policy members`.

use std::ops::ControlFlow;

use atlctl_core::query::UserQuery;
use atlctl_core::sync::Stage;
use clap::Args;

use crate::commands::user;
use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::listing::Listing;
use crate::output::Cell;

/// List the members of a policy
///
/// The same as: atlctl user list --policy POLICY. Reads the mirror, or Atlassian with --live, which reads the
/// policy of every managed account.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl policy members Contractors
  atlctl policy members Contractors -o csv > contractors.csv")]
pub struct Members {
    /// Policy name or ID
    policy: String,
}

/// Runs `atlctl policy members`.
///
/// # Errors
/// When no policy matches, or the mirror or Atlassian cannot be read.
pub fn run(context: &Context, args: &Members) -> CliResult {
    let listing = Listing::new(context, "members", user::columns());
    if context.global.live {
        return live(context, &args.policy, listing);
    }
    let mirror = context.mirror_showing(&[Stage::Users, Stage::Policies])?;
    let policy = mirror.policy_id(&args.policy)?;
    listing.print(context, |listing, row| {
        let query = UserQuery {
            policy: vec![policy.into_string()],
            order: listing.order.clone(),
            limit: listing.limit,
            ..UserQuery::default()
        };
        query.run(&mirror, context.now(), &listing.names, row)
    })?;
    Ok(Exit::Done)
}

/// Lists those whom the server has in it now.
fn live(context: &Context, policy: &str, listing: Listing) -> CliResult {
    let policy = super::live::find_policy(context, policy)?;
    let name = user::live::policy_names(context).remove(policy.as_str());
    let name = name.unwrap_or_else(|| policy.as_str().to_owned());
    let names = listing.names.clone();
    let mut printer = listing.live_printer(context)?;
    let unknown = super::live::walk(context, &mut |person, of| {
        if *of == policy {
            let cell = |column: &String| match column.as_str() {
                "policy" => Cell::text(&name),
                "policy_id" => Cell::text(policy.as_str()),
                "policy_known" => Cell::Bool(true),
                column => user::live::cell(person, column),
            };
            printer.row(names.iter().map(cell).collect())?;
        }
        Ok(if printer.is_full() {
            ControlFlow::Break(())
        } else {
            ControlFlow::Continue(())
        })
    })?;
    context.printed(printer, "members")?;
    super::live::report_unknown(context, unknown);
    Ok(Exit::Done)
}
