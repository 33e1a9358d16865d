//! `atlctl snapshot diff`.

use std::collections::BTreeSet;

use atlctl_core::history::{
    Change, ChangeValue, LearnedCounts, Logged, SUBJECTS, diff, one, previous, several,
};
use atlctl_core::number::counted;
use atlctl_core::query::apps_named;
use atlctl_core::store::{GroupName, Moment};
use atlctl_core::sync::Stage;
use clap::Args;
use clap::builder::PossibleValuesParser;

use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::logged::logged_cell;
use crate::mirror::time;
use crate::moment::{Edge, Named, moment};
use crate::output::{Cell, Column, Table};
use crate::run_records::RunRecords;
use crate::since::range_begin;

/// Show what changed between two moments
///
/// Compares the organization at two moments. For each difference, shows the value before and after, when a sync found
/// it, the run that made it, and who made it: for a change by a run, the person who ran it; for any other, the actor
/// in the audit log, if the mirror has it (atlctl sync --only events). For apps, also shows the groups that give them
/// (atlctl sync --only group-roles). A moment is a date, a weekday, a time ago such
/// as 7d, a time such as 2026-01-31T09:00:00Z, or the number of a snapshot.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl snapshot diff --since 7d
  atlctl snapshot diff --since monday --of apps --app jira
  atlctl snapshot diff --since monday --of apps \\
      --columns name,change,item,through,by,event_at
  atlctl snapshot diff --since 2026-03-01 --until 2026-03-31 --of roles
  atlctl snapshot diff --since 30d \\
      --of service-accounts,oauth-clients,org-policies
  atlctl snapshot diff 12 13 -o csv")]
pub struct Diff {
    /// Start of the range, as --since
    #[arg(value_name = "FROM", value_parser = moment, conflicts_with = "since")]
    from: Option<Named>,
    /// End of the range, as --until
    #[arg(value_name = "TO", value_parser = moment, conflicts_with = "until")]
    to: Option<Named>,
    /// Start of the range; a date means 00:00 UTC [default: the snapshot before the end of the range]
    #[arg(long, value_name = "MOMENT", value_parser = moment)]
    since: Option<Named>,
    /// End of the range; a date means 24:00 UTC [default: now]
    #[arg(long, value_name = "MOMENT", value_parser = moment)]
    until: Option<Named>,
    /// Only changes of these [default: all but activity]
    #[arg(long, value_name = "WHAT", value_delimiter = ',', value_parser = PossibleValuesParser::new(SUBJECTS))]
    of: Vec<String>,
    /// Only changes of access to this app, and of roles in it (key such as jira-software, product, name, site or ID)
    #[arg(long, value_name = "APP")]
    app: Vec<String>,
    /// Only rows with TEXT in a name, an ID or a value
    #[arg(long, value_name = "TEXT")]
    search: Option<String>,
}

/// Prints the differences.
///
/// # Errors
/// When a moment is not known, or the mirror cannot be read.
pub fn run(context: &Context, args: &Diff) -> CliResult {
    let mirror = context.mirror_showing(&parts(&args.of))?;
    let now = context.now();
    let (from, to) = (args.since.or(args.from), args.until.or(args.to));
    context.must_be_past("--since", from)?;
    context.must_be_past("--until", to)?;
    let until = to.map(|until| until.resolve(now, Edge::End));
    let since = match from {
        Some(named) => Some(named.resolve(now, Edge::Begin)),
        None => previous(&mirror, until)?,
    };
    // Without any snapshot, there is none to compare with.
    let since = since.unwrap_or(Moment::Time(now));
    let command: &[&str] = &["snapshot", "diff"];
    let since = range_begin(context, &mirror, (since, until), (command, "--until"))?;
    let of: Vec<&str> = args.of.iter().map(String::as_str).collect();
    let found = diff(&mirror, since, until, &of)?;
    let mut table = Table::new("changes", columns(&found.changes));
    let mut apps = BTreeSet::new();
    for app in &args.app {
        apps.extend(apps_named(&mirror, app)?.into_iter().map(|app| app.id));
    }
    let is_of_app = |change: &Change| {
        let mut ids = [&change.app_id, &change.item_id].into_iter().flatten();
        apps.is_empty() || ids.any(|id| apps.contains(id))
    };
    let search = args.search.as_deref().map(str::to_lowercase);
    let mut records = RunRecords::new(context)?;
    for change in &found.changes {
        if is_of_app(change) && search.as_deref().is_none_or(|text| contains(change, text)) {
            table.push(row(change, &mut records));
        }
    }
    if let Some(instead) = found.instead {
        context.ui.status(instead.to_string());
    }
    let (from, to) = found.snapshots;
    // What stands for a time is a snapshot.
    let until = match (found.instead, to) {
        (Some(_), Some(snapshot)) => Some(Moment::Sync(snapshot)),
        _ => until,
    };
    let to = match (until, to) {
        (Some(until), Some(snapshot)) => described(until, snapshot),
        _ => "now".to_owned(),
    };
    context
        .ui
        .status(format!("Changes from {} to {to}.", described(since, from)));
    for line in not_compared(&found) {
        context.ui.status(line);
    }
    // An empty table says that nothing changed.
    if (search.is_some() || !apps.is_empty()) && !found.changes.is_empty() {
        let all = counted(found.changes.len() as u64, "change", "changes");
        context.ui.status(format!("Searched {all}."));
    }
    context.print(table)?;
    Ok(Exit::Done)
}

/// What is left out, and what is known at one of the moments only.
fn not_compared(found: &atlctl_core::history::Diff) -> Vec<String> {
    let mut lines = Vec::new();
    lines.extend(found.left_out());
    let learned = &found.learned;
    let all = |number: fn(&LearnedCounts) -> u64| {
        let lists = learned
            .lists
            .iter()
            .map(|((_, holds), counts)| (format!("the {holds} of "), "people", number(counts)));
        let values = learned
            .values
            .iter()
            .map(|(of, counts)| ("values of ".to_owned(), *of, number(counts)));
        let some = lists.chain(values).filter(|(.., number)| *number > 0);
        some.map(|(what, of, number)| format!("{what}{}", counted(number, one(of), several(of))))
            .collect::<Vec<_>>()
    };
    for (what, is) in [
        ("Became known", all(|counts| counts.became_known)),
        ("No longer known", all(|counts| counts.no_longer_known)),
    ] {
        if !is.is_empty() {
            lines.push(format!(
                "{what}, so not among the changes: {}.",
                is.join(", ")
            ));
        }
    }
    lines
}

/// A moment, and the snapshot that it is based on.
fn described(moment: Moment, snapshot: i64) -> String {
    match moment {
        Moment::Sync(_) => format!("snapshot {snapshot}"),
        Moment::Time(at) => format!("{} (snapshot {snapshot})", time(at)),
    }
}

fn contains(change: &Change, text: &str) -> bool {
    let logged = match &change.logged {
        Logged::Event(event) => event.actor.as_ref(),
        Logged::Unknown | Logged::NoEvent => None,
    };
    let texts = [
        logged,
        Some(&change.id),
        change.name.as_ref(),
        change.item_id.as_ref(),
        change.item.as_ref(),
        change.app_id.as_ref(),
        change.app.as_ref(),
    ];
    let groups = change.through.iter().flatten().map(title);
    let mut texts = texts.into_iter().flatten().chain(groups);
    let mut values = [&change.before, &change.after].into_iter().flatten();
    texts.any(|place| place.to_lowercase().contains(text))
        || values.any(|value| value.to_string().to_lowercase().contains(text))
}

/// A table has the columns for groups and for actors where they say something.
fn columns(changes: &[Change]) -> Vec<Column> {
    let shown_if = |column: Column, says: fn(&Change) -> bool| {
        if changes.iter().any(says) {
            column
        } else {
            column.on_request()
        }
    };
    vec![
        Column::time("at", "Found"),
        Column::key("name", "Name"),
        Column::text("change", "Change"),
        shown_if(Column::text("by", "By"), |change| {
            matches!(change.logged, Logged::Event(_))
        }),
        shown_if(Column::text("through", "Through"), |change| {
            change.through.is_some()
        }),
        Column::text("run", "Run"),
        Column::sentence("what", "What"),
        Column::text("before", "Before").on_request(),
        Column::text("after", "After").on_request(),
        Column::text("of", "Of").on_request(),
        Column::text("item", "Item").on_request(),
        Column::text("column", "Column").on_request(),
        Column::id("id", "ID").on_request(),
        Column::text("item_id", "Item ID").on_request(),
        Column::text("app", "App").on_request(),
        Column::text("app_id", "App ID").on_request(),
        Column::number("snapshot", "Snapshot").on_request(),
        Column::time("event_at", "Event").on_request(),
        Column::text("event", "Event ID").on_request(),
    ]
}

/// What was added to or removed from somebody, or which of their values changed, for people to read.
fn what(change: &Change) -> String {
    let item = change.item.as_ref().or(change.item_id.as_ref());
    match (change.of, item, change.column) {
        ("memberships", Some(group), _) => format!("group {group}"),
        ("apps", Some(app), _) => format!("app {app}"),
        ("roles", Some(role), column) => {
            let mut words = format!("role {role}");
            if let Some(app) = change.app.as_ref().or(change.app_id.as_ref()) {
                words.push_str(&format!(" in {app}"));
            }
            if let Some(column) = column {
                words.push_str(&format!("; {}", from_to(column, change)));
            }
            words
        }
        ("policies", Some(policy), None) => format!("policy {policy}"),
        (_, Some(item), _) => item.clone(),
        (_, None, Some(column)) => from_to(column, change),
        (of, ..) => one(of).to_owned(),
    }
}

/// A value before and after.
fn from_to(column: &str, change: &Change) -> String {
    let (before, after) = (in_words(&change.before), in_words(&change.after));
    format!("{column}: {before} → {after}")
}

/// A value for people to read.
fn in_words(value: &Option<ChangeValue>) -> String {
    match value {
        None => "none".to_owned(),
        Some(ChangeValue::Time(at)) => at.strftime("%Y-%m-%d %H:%M UTC").to_string(),
        Some(value) => value.to_string(),
    }
}

fn title(group: &GroupName) -> &String {
    group.name.as_ref().unwrap_or(&group.id)
}

/// The groups that give an app; only apps have some.
fn through(change: &Change) -> Cell {
    match &change.through {
        _ if change.of != "apps" => Cell::None,
        None => Cell::Unknown,
        Some(groups) => Cell::List(groups.iter().map(title).cloned().collect()),
    }
}

fn row(change: &Change, records: &mut RunRecords<'_>) -> Vec<Cell> {
    let value = |value: &Option<ChangeValue>| match value {
        Some(ChangeValue::Time(at)) => Cell::Time(time(*at)),
        Some(ChangeValue::Never) => Cell::Never,
        Some(value) => Cell::text(value.to_string()),
        None => Cell::None,
    };
    vec![
        change.at.map_or(Cell::Unknown, |at| Cell::Time(time(at))),
        Cell::text(change.name.as_ref().unwrap_or(&change.id)),
        Cell::text(change.kind.as_str()),
        records.by(&change.logged, change.run.as_ref()),
        through(change),
        change.run.as_ref().map_or(Cell::None, Cell::text),
        Cell::text(what(change)),
        value(&change.before),
        value(&change.after),
        Cell::text(change.of),
        change.item.as_ref().map_or(Cell::None, Cell::text),
        change.column.map_or(Cell::None, Cell::text),
        Cell::text(&change.id),
        change.item_id.as_ref().map_or(Cell::None, Cell::text),
        change.app.as_ref().map_or(Cell::None, Cell::text),
        change.app_id.as_ref().map_or(Cell::None, Cell::text),
        Cell::Int(change.sync),
        logged_cell(&change.logged, |event| {
            event.at.map_or(Cell::Unknown, |at| Cell::Time(time(at)))
        }),
        logged_cell(&change.logged, |event| Cell::text(&event.id)),
    ]
}

/// The parts of the mirror that the compared objects are read with.
fn parts(of: &[String]) -> Vec<Stage> {
    let all = [
        Stage::Users,
        Stage::Groups,
        Stage::Policies,
        Stage::Workspaces,
        Stage::GroupRoles,
    ];
    let mut parts: Vec<Stage> = of
        .iter()
        .map(|name| {
            let mut stages = Stage::ALL.into_iter();
            let same = |stage: &Stage| stage.to_string() == *name || stage.as_str() == name;
            stages.find(same).unwrap_or(Stage::Users)
        })
        .collect();
    parts.dedup();
    if parts.is_empty() {
        all.to_vec()
    } else {
        parts
    }
}
