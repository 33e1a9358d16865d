//! The rows of `atlctl snapshot diff`.

use atlctl_core::history::{Change, ChangeValue, Logged, one};
use atlctl_core::store::GroupName;

use crate::audit_log_cell::logged_cell;
use crate::mirror::time;
use crate::output::{Cell, Column};
use crate::run_records::RunRecords;

/// Differences of people alone.
const OF_PEOPLE: [&str; 4] = ["people", "memberships", "apps", "policies"];

/// Whether a text is in a name, an ID or a value.
pub(super) fn contains(change: &Change, text: &str) -> bool {
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

/// The columns. A table has those for groups and for actors where they say something.
pub(super) fn columns(changes: &[Change]) -> Vec<Column> {
    let shown_if = |column: Column, says: fn(&Change) -> bool| {
        if changes.iter().any(says) {
            column
        } else {
            column.on_request()
        }
    };
    vec![
        Column::time("at", "Found"),
        Column::key("name", named(changes)),
        Column::text("change", "Change").stays(),
        shown_if(Column::text("by", "By"), |change| {
            matches!(change.logged, Logged::Event(_))
        }),
        shown_if(Column::text("through", "Through"), |change| {
            change.through.is_some()
        }),
        Column::text("run", "Run"),
        Column::sentence("what", "What").stays(),
        Column::text("before", "Before").on_request(),
        Column::text("after", "After").on_request(),
        Column::text("of", "Of").on_request(),
        Column::sentence("item", "Item").stays().on_request(),
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

/// What the column of names is called: those of people are addresses.
pub(super) fn named<'a>(changes: impl IntoIterator<Item = &'a Change>) -> &'static str {
    let mut changes = changes.into_iter();
    if changes.all(|change| OF_PEOPLE.contains(&change.of)) {
        "Person"
    } else {
        "Name or address"
    }
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

/// The cells of a change.
pub(super) fn row(change: &Change, records: &mut RunRecords<'_>) -> Vec<Cell> {
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
