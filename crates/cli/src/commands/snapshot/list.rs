//! `atlctl snapshot list`.

use atlctl_core::history::{Counts, SUBJECTS, Snapshot, several, snapshots};
use atlctl_core::number::capital;
use clap::Args;

use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::output::{Cell, Column, Object, Table};

/// List snapshots and how much changed in each
///
/// Every finished sync is a snapshot. The numbers say what was added, removed and changed since the previous
/// snapshot. The table has columns for each kind that changed; ? means that this or the previous sync did not read it.
/// Values that became known or unknown are not counted. "Changing" means that people were added or
/// removed while the sync was reading.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl snapshot list
  atlctl snapshot list -o json")]
pub struct List {}

/// Lists the snapshots, newest first.
///
/// # Errors
/// When the mirror cannot be read.
pub fn run(context: &Context, _args: &List) -> CliResult {
    let mirror = context.mirror()?;
    let all = snapshots(&mirror)?;
    let mut table = Table::new("snapshots", columns(&all));
    for (at, snapshot) in all.iter().enumerate().rev() {
        table.push(row(snapshot, at == 0));
    }
    context.print(table)?;
    Ok(Exit::Done)
}

/// A table has the columns of what changed.
fn columns(all: &[Snapshot]) -> Vec<Column> {
    let mut columns = vec![
        Column::id("snapshot", "Snapshot"),
        Column::time("at", "Made"),
        Column::text("state", "State"),
        Column::text("moved", "Changing"),
    ];
    for subject in counted() {
        let name = subject.replace('-', "_");
        let column = Column::text(format!("{name}_changes"), header(subject)).formerly(name);
        let changed = all.iter().any(|one| {
            let counts = one.changes.get(subject);
            counts.is_some_and(|counts| *counts != Counts::default())
        });
        columns.push(match subject {
            "people" | "memberships" => column,
            _ if changed => column,
            _ => column.on_request(),
        });
    }
    columns
}

/// What numbers are given of.
fn counted() -> impl Iterator<Item = &'static str> {
    SUBJECTS
        .iter()
        .copied()
        .filter(|subject| *subject != "activity")
}

fn header(subject: &str) -> String {
    let words = match subject {
        // Beside the service accounts.
        "service-account-credentials" => "credentials",
        subject => several(subject),
    };
    if subject == "org" {
        return "Org".to_owned();
    }
    capital(words)
}

/// The first snapshot is what the others are compared with.
fn row(snapshot: &Snapshot, first: bool) -> Vec<Cell> {
    let mut row = vec![
        Cell::Int(snapshot.sync),
        Cell::from(snapshot.at),
        Cell::text(&snapshot.state),
        Cell::truth(snapshot.moved),
    ];
    for subject in counted() {
        row.push(match snapshot.changes.get(subject) {
            _ if first => Cell::None,
            Some(counts) => Cell::Object(
                Object::new(numbers(*counts))
                    .field("added", Cell::count(counts.added))
                    .field("removed", Cell::count(counts.removed))
                    .field("changed", Cell::count(counts.changed)),
            ),
            None => Cell::Unknown,
        });
    }
    row
}

/// `+3 -1 ~12`, without what is zero; `0` where nothing changed.
fn numbers(counts: Counts) -> String {
    let signs = [
        ("+", counts.added),
        ("-", counts.removed),
        ("~", counts.changed),
    ];
    let shown = signs.iter().filter(|(_, count)| *count > 0);
    let shown: Vec<String> = shown
        .map(|(sign, count)| format!("{sign}{count}"))
        .collect();
    if shown.is_empty() {
        return "0".to_owned();
    }
    shown.join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_without_zeros() {
        let counts = |added, removed, changed| Counts {
            added,
            removed,
            changed,
        };
        assert_eq!(numbers(counts(3, 0, 12)), "+3 ~12");
        assert_eq!(numbers(counts(0, 1, 0)), "-1");
        assert_eq!(numbers(counts(0, 0, 0)), "0");
    }
}
