//! `atlctl group members`.

use atlctl_api::UserFilter;
use atlctl_core::query::UserQuery;
use atlctl_core::sync::Stage;
use clap::Args;

use crate::commands::user;
use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::listing::Listing;

/// List the members of a group
///
/// The same as: atlctl user list --group GROUP. Reads the mirror, or Atlassian with --live.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl group members site-admins
  atlctl group members site-admins -o csv > admins.csv")]
pub struct Members {
    /// Group name or ID
    group: String,
}

/// Runs `atlctl group members`.
///
/// # Errors
/// When no group matches, or the mirror or Atlassian cannot be read.
pub fn run(context: &Context, args: &Members) -> CliResult {
    let listing = Listing::new(context, "members", user::columns());
    if context.global.live {
        let (org, client) = (context.org()?, context.client()?);
        let group = context.block_on(super::live::find_one(&client, &org, &args.group))??;
        let filter = UserFilter {
            group_ids: vec![group.id],
            ..UserFilter::default()
        };
        return user::live::print(context, &client, &org, filter, listing);
    }
    let mirror = context.mirror_showing(&[Stage::Users, Stage::Groups])?;
    let group = mirror.group_id(&args.group)?;
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
