//! `atlctl user list`.

use atlctl_api::UserStatus;
use atlctl_core::number::people;
use atlctl_core::query::{Gone, Managed};
use atlctl_core::store::Mirror;
use clap::Args;

use super::live;
use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::hint_commands;
use crate::listing::{Listing, showing};
use crate::output::Column;
use crate::people_filter::Filter;
use crate::ui::display;

/// List people
///
/// Reads the mirror (see: atlctl sync), or Atlassian with --live. Lists people who match every filter;
/// several values of one filter are alternatives. Unknown values are shown as ?, and never count as no.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl user list --inactive 90d --managed
  atlctl user list --app jira --never-active --added-before 90d
  atlctl user list --policy 'Password only' --domain acme.example -o csv \\
      > people.csv
  atlctl user list --where \"mfa_enabled = 0 AND org_admin\" -o id")]
pub struct List {
    #[command(flatten)]
    filter: Filter,
    /// Only people who are gone from the organization
    #[arg(long, help_heading = "Filters")]
    gone: bool,
}

/// Runs `atlctl user list`.
///
/// # Errors
/// When a flag is not understood, or the mirror or the server cannot be read.
pub fn run(context: &Context, args: List) -> CliResult {
    let mut all = showing(columns(), args.filter.filtered_columns());
    if let Some(heading) = args
        .filter
        .activity_in_apps()
        .filter(|_| !context.global.live)
    {
        // Activity in any app says nothing of the one that was asked about.
        for column in all.iter_mut().filter(|column| column.is("last_active")) {
            *column = column.clone().on_request();
        }
        let after = all.iter().position(|column| column.is("last_active"));
        let in_app = Column::time("last_active_in_app", heading).in_tables();
        all.insert(after.unwrap_or(0), in_app.stays());
    }
    let listing = Listing::new(context, "people", all);
    if context.global.live {
        args.filter.must_be_live(args.gone)?;
        return live::list(context, &args.filter, listing);
    }
    let mirror = context.mirror_showing(&args.filter.parts())?;
    let mut query = args.filter.query(&mirror)?;
    if args.gone {
        query.gone = Gone::Only;
    }
    let outdated = if query.asks_own_roles() {
        context.own_roles_age(&mirror)?
    } else {
        None
    };
    listing.print(context, |listing, row| {
        query.order.clone_from(&listing.order);
        query.limit = listing.limit;
        query.run(&mirror, context.now(), &listing.names, row)
    })?;
    if (query.external || query.managed == Some(Managed::No)) && mirror.has_only_managed()? {
        context.ui.warning(
            "Only managed accounts could be read, so it is unknown who is external (read everyone: sign in with a session, then atlctl sync)",
        );
    }
    let asks_unknown = query.status.iter().any(|status| status == "unknown");
    if !asks_unknown
        && query
            .status
            .iter()
            .any(|status| UserStatus::KNOWN.contains(&status.as_str()))
    {
        tell_words(context, &mirror, &query.status)?;
    }
    if let Some(age) = outdated {
        context.ui.caveat(age);
    }
    Ok(Exit::Done)
}

/// Says which statuses, of those that are not asked for, are words that only the portal of the original user management uses:
/// what they mean, nobody documents.
fn tell_words(context: &Context, mirror: &Mirror, asked: &[String]) -> CliResult<()> {
    let words = mirror.other_statuses()?.into_iter();
    for (word, of) in words.filter(|(word, _)| !asked.contains(word)) {
        let list = hint_commands::command(&["user", "list", "--status", &word]);
        context.ui.caveat(format!(
            "The status of {} is {:?}, a word of the portal's whose meaning is unknown (list them: {list}).",
            people(of),
            display(&word)
        ));
    }
    Ok(())
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
        Column::id("account_id", "Account ID").on_request(),
        Column::text("nickname", "Public name").on_request(),
        Column::text("account_type", "Account type").on_request(),
        Column::text("account_status", "Account status").on_request(),
        Column::text("membership_status", "Directory status").on_request(),
        Column::text("management_source", "Source").on_request(),
        Column::text("email_verified", "Email verified").on_request(),
        Column::text("mfa_enabled", "Two-step").on_request(),
        Column::text("org_admin", "Org admin").on_request(),
        Column::companion("activity_known", "Activity known"),
        Column::text("policy_id", "Policy ID").on_request(),
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
