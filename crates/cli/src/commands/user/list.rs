//! `atlctl user list`.

use clap::Args;

use super::filter::Filter;
use super::live;
use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::listing::Listing;
use crate::output::Column;

/// List people
///
/// From the mirror (see: atlctl sync), or from the server with --live. Flags compose: all of them must
/// hold. What is not known is shown as ?, never as no.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl user list --inactive 90d --managed
  atlctl user list --policy 'Password only' --domain acme.example -o csv > people.csv
  atlctl user list --where \"mfa_enabled = 0 AND org_admin\" -o id")]
pub struct List {
    #[command(flatten)]
    filter: Filter,
}

/// Lists them.
///
/// # Errors
/// When a flag is not understood, or the mirror or the server cannot be read.
pub fn run(context: &Context, args: List) -> CliResult {
    let listing = Listing::new(context, "people", columns());
    if context.global.live {
        return live::list(context, &args.filter, listing);
    }
    let mirror = context.mirror()?;
    let mut query = args.filter.query();
    listing.print(context, |listing, row| {
        query.order.clone_from(&listing.order);
        query.limit = listing.limit;
        query.run(&mirror, context.now(), &listing.names, row)
    })?;
    Ok(Exit::Done)
}

/// The columns, named as in the view `user`.
pub fn columns() -> Vec<Column> {
    vec![
        Column::key("email", "Email"),
        Column::text("name", "Name"),
        Column::text("status", "Status"),
        Column::text("managed", "Managed"),
        Column::text("policy", "Policy"),
        Column::time("last_active", "Last active"),
        Column::id("account_id", "Account id").on_request(),
        Column::text("nickname", "Nickname").on_request(),
        Column::text("account_type", "Type").on_request(),
        Column::text("account_status", "Account").on_request(),
        Column::text("membership_status", "Membership").on_request(),
        Column::text("management_source", "Source").on_request(),
        Column::text("email_verified", "Verified").on_request(),
        Column::text("mfa_enabled", "Two-step").on_request(),
        Column::text("org_admin", "Org admin").on_request(),
        Column::companion("activity_known", "Activity known"),
        Column::text("policy_id", "Policy id").on_request(),
        Column::companion("policy_known", "Policy known"),
        Column::companion("groups_known", "Groups known"),
        Column::companion("apps_known", "Apps known"),
        Column::companion("roles_known", "Roles known"),
        Column::text("domain", "Domain").on_request(),
        Column::time("added_to_org", "Added").on_request(),
        Column::text("job_title", "Job title").on_request(),
        Column::text("department", "Department").on_request(),
        Column::text("organization", "Company").on_request(),
        Column::text("location", "Location").on_request(),
        Column::text("time_zone", "Time zone").on_request(),
        Column::number("resources", "Resources").on_request(),
        Column::text("gone", "Gone").on_request(),
    ]
}
