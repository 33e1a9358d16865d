//! What happened to a person lately: events of the audit log, and changes that syncs and runs recorded.

use atlctl_core::history::{ChangedValue, RecentChange, recent_changes};
use atlctl_core::store::{Mirror, Person, RecentEvent};
use jiff::Timestamp;

use crate::error::CliResult;
use crate::logged::logged_cell;
use crate::mirror::time;
use crate::output::{Cell, Details, Object};

/// How many are shown of each.
const MOST: usize = 5;

/// What happened lately; `None` is unknown.
#[derive(Debug, Default)]
pub(super) struct Recent {
    events: Option<Vec<RecentEvent>>,
    changes: Option<Vec<RecentChange>>,
}

impl Recent {
    /// As the mirror has it.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub(super) fn mirrored(mirror: &Mirror, person: &Person) -> CliResult<Self> {
        Ok(Self {
            events: mirror.recent_events_of(person, MOST)?,
            changes: Some(recent_changes(mirror, &person.account_id, MOST)?),
        })
    }

    /// Adds both, after everything that the person has.
    pub(super) fn add(self, details: Details) -> Details {
        let events = self
            .events
            .map(|events| events.into_iter().map(event).collect());
        let changes = self
            .changes
            .map(|changes| changes.into_iter().map(change).collect());
        details
            .field(
                "recent_events",
                "Recent events",
                events.map_or(Cell::Unknown, Cell::Objects),
            )
            .field(
                "recent_changes",
                "Recent changes",
                changes.map_or(Cell::Unknown, Cell::Objects),
            )
    }
}

fn minute(at: Option<Timestamp>) -> String {
    at.map_or_else(
        || "?".to_owned(),
        |at| at.strftime("%Y-%m-%d %H:%M").to_string(),
    )
}

fn moment(at: Option<Timestamp>) -> Cell {
    at.map_or(Cell::Unknown, |at| Cell::Time(time(at)))
}

fn event(event: RecentEvent) -> Object {
    let action = event.action.as_deref().unwrap_or("?");
    let mut words = format!("{} {action}", minute(event.at));
    if let Some(targets) = event.targets.as_deref() {
        words = format!("{words}: {targets}");
    }
    if let Some(actor) = event.actor.as_deref() {
        words = format!("{words} (by {actor})");
    }
    Object::new(words)
        .field("id", event.id)
        .field("at", moment(event.at))
        .field("action", Cell::maybe(event.action))
        .field("actor", Cell::maybe(event.actor))
        .field("targets", Cell::maybe(event.targets))
}

/// A value that changed, for people to read.
fn value(value: &ChangedValue) -> String {
    let name = &value.name;
    let listed = matches!(name.as_str(), "group" | "app" | "role");
    let text = |text: &Option<String>| text.clone().unwrap_or_else(|| "?".to_owned());
    match (&value.before, &value.after) {
        (None, Some(added)) if listed => format!("{name} {added} added"),
        (Some(removed), None) if listed => format!("{name} {removed} removed"),
        (before, after) => format!("{name}: {} → {}", text(before), text(after)),
    }
}

fn change(change: RecentChange) -> Object {
    let values: Vec<String> = change.values.iter().map(value).collect();
    let what = if change.kind == "changed" {
        values.join(", ")
    } else if values.is_empty() {
        change.kind.clone()
    } else {
        format!("{}; {}", change.kind, values.join(", "))
    };
    let by = logged_cell(&change.logged, |event| Cell::maybe(event.actor.as_ref()));
    let mut words = format!("{} {what}", minute(change.at));
    if let Cell::Text(actor) = &by {
        words = format!("{words} (by {actor})");
    }
    if let Some(run) = &change.run {
        words = format!("{words} (run {run})");
    }
    Object::new(words)
        .field("at", moment(change.at))
        .field("kind", change.kind)
        .field("what", Cell::List(values))
        .field("run", change.run.map_or(Cell::None, Cell::text))
        .field("by", by)
        .field(
            "event",
            logged_cell(&change.logged, |event| Cell::text(&event.id)),
        )
}
