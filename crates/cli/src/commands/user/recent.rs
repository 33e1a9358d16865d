//! What happened to a person lately: events of the audit log, and changes that syncs and runs recorded.

use std::collections::HashMap;

use atlctl_core::change::role_title;
use atlctl_core::history::{ChangedValue, RecentChange, recent_changes};
use atlctl_core::store::{EventPart, Mirror, Person, RecentEvent};
use jiff::Timestamp;

use crate::audit_log_cell::logged_cell;
use crate::context::Context;
use crate::error::CliResult;
use crate::mirror::time;
use crate::output::{Cell, Details, Object};
use crate::run_records::RunRecords;

/// How many are shown of each.
const MOST: usize = 5;

/// What happened lately; `None` is unknown.
#[derive(Debug, Default)]
pub(super) struct Recent {
    events: Option<Vec<RecentEvent>>,
    acts: Option<Vec<RecentEvent>>,
    changes: Option<Vec<Object>>,
}

impl Recent {
    /// As the mirror has it.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub(super) fn mirrored(context: &Context, mirror: &Mirror, person: &Person) -> CliResult<Self> {
        let mut records = RunRecords::new(context)?;
        let apps = mirror.apps()?.into_iter();
        let apps: Apps = apps.map(|app| (app.id.clone(), app.title())).collect();
        let changes = recent_changes(mirror, &person.account_id, MOST)?.into_iter();
        Ok(Self {
            events: mirror.recent_events(person, EventPart::Target, MOST)?,
            acts: mirror.recent_events(person, EventPart::Actor, MOST)?,
            changes: Some(
                changes
                    .map(|one| change(one, &apps, &mut records))
                    .collect(),
            ),
        })
    }

    /// Adds what was done to the person, what they did, and what changed, after everything that they have.
    pub(super) fn add(self, details: Details) -> Details {
        let cell = |events: Option<Vec<RecentEvent>>| {
            events.map_or(Cell::Unknown, |events| {
                Cell::Objects(events.into_iter().map(event).collect())
            })
        };
        details
            .field("recent_events", "Recent events", cell(self.events))
            .field("recent_acts", "Recent actions", cell(self.acts))
            .field(
                "recent_changes",
                "Recent changes",
                self.changes.map_or(Cell::Unknown, Cell::Objects),
            )
    }
}

fn minute(at: Option<Timestamp>) -> String {
    at.map_or_else(
        || "?".to_owned(),
        |at| at.strftime("%Y-%m-%d %H:%M UTC").to_string(),
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

/// The names of the apps, by their IDs.
type Apps = HashMap<String, String>;

/// A value that changed, under that name.
fn value(value: &ChangedValue, apps: &Apps, name: &str) -> String {
    let title = |of: &String| match value.name.as_str() {
        "app" => apps.get(of).unwrap_or(of).clone(),
        "role" => role_title(of).to_owned(),
        "app_role" => {
            let role = value.entry.as_deref().map_or("?", role_title);
            format!("{role} of {}", apps.get(of).unwrap_or(of))
        }
        _ => of.clone(),
    };
    let listed = matches!(value.name.as_str(), "group" | "app" | "role" | "app_role");
    match (
        value.before.as_ref().map(title),
        value.after.as_ref().map(title),
    ) {
        (None, Some(added)) if listed => format!("{name} {added} added"),
        (Some(removed), None) if listed => format!("{name} {removed} removed"),
        (Some(before), Some(after)) => format!("{name}: {before} → {after}"),
        (None, Some(after)) => format!("{name}: now {after}"),
        (Some(before), None) => format!("{name}: no longer {before}"),
        (None, None) => name.to_owned(),
    }
}

/// What a column is called.
fn column_title(name: &str) -> String {
    match name {
        "app_role" => "role".to_owned(),
        "mfa_enabled" => "two-step verification".to_owned(),
        "account_status" => "account".to_owned(),
        "membership_status" => "membership".to_owned(),
        "org_admin" => "organization admin".to_owned(),
        "claim_status" => "managed".to_owned(),
        name => name.replace('_', " "),
    }
}

fn change(change: RecentChange, apps: &Apps, records: &mut RunRecords<'_>) -> Object {
    let named = |name: fn(&str) -> String| -> Vec<String> {
        let values = change.values.iter();
        values
            .map(|one| value(one, apps, &name(&one.name)))
            .collect()
    };
    let values = named(column_title);
    let what = if change.kind == "changed" {
        values.join(", ")
    } else if values.is_empty() {
        change.kind.clone()
    } else {
        format!("{}; {}", change.kind, values.join(", "))
    };
    let by = records.by(&change.logged, change.run.as_ref());
    let mut words = format!("{} {what}", minute(change.at));
    let by_actor = match &by {
        Cell::Text(actor) => Some(format!("by {actor}")),
        _ => None,
    };
    let made: Vec<String> = by_actor
        .into_iter()
        .chain(change.run.as_ref().map(|run| format!("run {run}")))
        .collect();
    if !made.is_empty() {
        words = format!("{words} ({})", made.join(", "));
    }
    Object::new(words)
        .field("at", moment(change.at))
        .field("kind", change.kind)
        .field("changed_values", Cell::List(named(str::to_owned)))
        .field("run", change.run.map_or(Cell::None, Cell::text))
        .field("by", by)
        .field(
            "event",
            logged_cell(&change.logged, |event| Cell::text(&event.id)),
        )
}
