//! `atlctl policy members`.

use atlctl_core::query::UserQuery;
use clap::Args;

use crate::commands::user;
use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::listing::Listing;

/// List the members of a policy
///
/// The same as: atlctl user list --policy POLICY
#[derive(Debug, Args)]
pub struct Members {
    /// Name or id
    policy: String,
}

/// Lists them.
///
/// # Errors
/// When no policy is meant, or the mirror cannot be read.
pub fn run(context: &Context, args: &Members) -> CliResult {
    let mirror = context.mirror()?;
    let policy = mirror.policy_id(&args.policy)?;
    let listing = Listing::new(context, "members", user::columns());
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
