//! `atlctl group members`.

use atlctl_core::query::UserQuery;
use clap::Args;

use crate::commands::user;
use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::listing::Listing;

/// List the members of a group
///
/// The same as: atlctl user list --group GROUP
#[derive(Debug, Args)]
pub struct Members {
    /// Name or id
    group: String,
}

/// Lists them.
///
/// # Errors
/// When no group is meant, or the mirror cannot be read.
pub fn run(context: &Context, args: &Members) -> CliResult {
    let mirror = context.mirror()?;
    let group = mirror.group_id(&args.group)?;
    let listing = Listing::new(context, "members", user::columns());
    listing.print(context, |listing, row| {
        let query = UserQuery {
            group: vec![group.into_string()],
            order: listing.order.clone(),
            limit: listing.limit,
            ..UserQuery::default()
        };
        query.run(&mirror, context.now(), &listing.names, row)
    })?;
    Ok(Exit::Done)
}
