//! `atlctl event list`.

use std::ops::ControlFlow;

use atlctl_core::query::{Cell as Asked, List as Lists, ListQuery};
use atlctl_core::shown_time::shown_time;
use atlctl_core::store::{Behind, Mirror, PartInfo};
use atlctl_core::sync::Stage;
use clap::Args;
use jiff::Timestamp;

use super::action_names;
use super::filter::EventFilterOptions;
use super::no_audit_log::{NEEDS, WITHOUT};
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::hint_commands;
use crate::listing::Listing;
use crate::mirror::ago;
use crate::output::Column;
use crate::saved_names::condition;
use crate::ui::display;

/// List events of the audit log
///
/// Reads the mirror, which has the audit log after: atlctl sync --only events. With --live, searches Atlassian's audit
/// log, which allows 10 requests a minute, each for up to 500 events. Lists the newest events first.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl event list --since 24h
  atlctl event list --actor ann@example.com --action 'user_*' \\
      --since 2026-11-01 --until 2026-11-30
  atlctl event list --target bob@example.com -o json
  atlctl event list --live --since 1h --action user_suspended
  atlctl event list --where \"ip NOT LIKE '192.0.2.%'\" -o csv > elsewhere.csv")]
pub struct List {
    #[command(flatten)]
    filter: EventFilterOptions,
    /// An SQL condition on the columns of the view event (see: atlctl sql --schema event; @NAME is a saved condition of the configuration)
    #[arg(long = "where", value_name = "CONDITION", value_parser = condition)]
    condition: Option<String>,
}

/// Runs `atlctl event list`.
///
/// # Errors
/// When the mirror or Atlassian cannot be read, or nothing can be written.
pub fn run(context: &Context, args: &List) -> CliResult {
    let mut listing = Listing::new(context, "events", columns());
    listing.why_unknown = "they have no time that can be read";
    if context.global.live {
        if args.condition.is_some() {
            return Err(CliError::usage("--where does not work with --live")
                .hint("leave out --live to use the mirror; if it is too old, first: atlctl sync --only events"));
        }
        super::live::list(context, &args.filter, listing)?;
        return Ok(Exit::Done);
    }
    let mirror = mirror(context)?;
    let mut query = args.filter.query(context.now())?;
    query.action = action_names::in_mirror(context, &mirror, &query.action)?;
    args.filter.say_usual(context);
    query.where_.clone_from(&args.condition);
    query.order.clone_from(&listing.order);
    query.limit = listing.limit;
    let found = listing.print(context, |listing, row| {
        query.run(&mirror, &listing.names, row)
    })?;
    if found.unknown > 0 {
        let sql = "SELECT id, action, actor_email, targets FROM event WHERE at IS NULL";
        context.ui.hint(format!(
            "see them: {}",
            hint_commands::command(&["sql", sql])
        ));
    }
    Ok(Exit::Done)
}

/// The mirror, when it has the audit log; says on stderr how old that is.
fn mirror(context: &Context) -> CliResult<Mirror> {
    let path = context.mirror_path()?;
    if !path.exists() {
        return Err(never_read(None));
    }
    let mirror = context.mirror_without_header()?;
    let names = ["since", "read_at_unix", "complete"].map(str::to_owned);
    let mut log = Vec::new();
    ListQuery::default().run(&mirror, Lists::EventLogs, &names, &mut |cells| {
        log = cells;
        ControlFlow::Break(())
    })?;
    let Some(Asked::Number(read_at)) = log.get(1) else {
        return Err(never_read(mirror.part(Stage::Events.as_str())?));
    };
    let age = ago(context.now().as_second() - read_at);
    let rest = match log.get(2) {
        Some(Asked::Number(1)) => "",
        _ => ", not to its end (to resume: atlctl sync --only events)",
    };
    let since = log.first().and_then(Asked::text);
    let since = since.map_or_else(String::new, |since| {
        let at = since.parse::<Timestamp>().map(shown_time);
        format!(" since {}", at.unwrap_or_else(|_| display(since)))
    });
    let ages = mirror.part_ages(&[Stage::Events.as_str()])?.into_iter();
    let refused = ages.filter(|age| age.behind == Some(Behind::Refused));
    let why: String = refused.map(|age| age.why()).collect();
    let org = context.org_title(Some(&mirror))?;
    context.ui.header(format!(
        "From the mirror of {org}: the audit log{since}, read {age}{rest}{why}."
    ));
    Ok(mirror)
}

/// How an attempt ended that Atlassian refused, as the view `part` has it.
const UNAVAILABLE: &str = "unavailable";

/// The mirror has no audit log: an empty list would say that nothing happened.
fn never_read(tried: Option<PartInfo>) -> CliError {
    let error = CliError::failed("the audit log was never read into the mirror");
    let read = |error: CliError| {
        error
            .hint("read it: atlctl sync --only events")
            .hint("or search it at Atlassian: atlctl event list --live")
    };
    let (is_refused, note) =
        tried.map_or((false, None), |part| (part.state == UNAVAILABLE, part.note));
    let Some(note) = note else {
        return read(error);
    };
    let error = error.because(format!(
        "the last sync could not read it: {}",
        display(&note)
    ));
    // Where there is none to read, reading it again is no help.
    let error = if is_refused { error } else { read(error) };
    error.hint(NEEDS).hint(WITHOUT)
}

/// The columns of a list of events.
pub(super) fn columns() -> Vec<Column> {
    vec![
        Column::id("id", "ID").on_request(),
        Column::time("at", "Time").stays(),
        Column::key("action", "Action"),
        Column::text("actor_email", "Actor"),
        Column::sentence("targets", "About").stays(),
        Column::text("ip", "IP address"),
        Column::text("product", "Product").on_request(),
        Column::text("actor_account_id", "Account").on_request(),
        Column::text("actor_name", "Name").on_request(),
        Column::text("app", "App").on_request(),
        Column::text("auth_type", "Signed in with").on_request(),
        Column::text("token_id", "Token").on_request(),
        Column::text("token_label", "Token name").on_request(),
        Column::text("city", "City").on_request(),
        Column::text("country", "Country").on_request(),
        Column::time("processed_at", "Processed").on_request(),
    ]
}
