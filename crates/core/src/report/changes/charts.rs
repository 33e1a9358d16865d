//! What the report of changes draws.

use jiff::Timestamp;

use super::super::chart::{Bar, Chart, Color, Drawing, Mark};
use super::admins::AdminChanges;
use super::admins_between::AdminAct;
use super::severity::{News, is_of_admin};
use crate::change::{ORG_ADMIN, role_title};
use crate::history::{Change, ChangeKind, Snapshot};

/// Not more marks than these: the lists have all.
const MARKS: usize = 200;
/// Not more snapshots than these.
const SNAPSHOTS: usize = 40;

/// A line of time of who became an administrator of what, and who ceased.
pub(super) fn admins(
    (changes, between): (&AdminChanges<'_>, &[AdminAct]),
    news: &News<'_>,
    (from, to): (Timestamp, Timestamp),
) -> Chart {
    let mark = |change: &Change, label: String, color| {
        change.at.map(|at| Mark {
            at,
            label: match &change.run {
                Some(run) => format!("{label} (run {run})"),
                None => label,
            },
            color,
        })
    };
    let of_org = changes.all.iter().filter_map(|one| {
        let name = one.name.as_deref().unwrap_or(&one.id);
        let (verb, color) = if one.gained {
            ("became", Color::Bad)
        } else {
            ("is no longer", Color::Plain)
        };
        mark(
            one.change?,
            format!("{name} {verb} organization admin"),
            color,
        )
    });
    let others = news.all.iter().filter(|change| {
        is_of_admin(change)
            && change.kind != ChangeKind::Changed
            && change.item_id.as_deref() != Some(ORG_ADMIN)
    });
    let others = others.filter_map(|change| {
        let name = change.name.as_deref().unwrap_or(&change.id);
        let role = role_title(change.item_id.as_deref().unwrap_or("?"));
        let (verb, color) = match change.kind {
            ChangeKind::Added => ("got", Color::Warning),
            _ => ("lost", Color::Plain),
        };
        let place = change
            .app
            .as_ref()
            .map_or_else(String::new, |app| format!(" in {app}"));
        mark(
            change,
            format!("{name} {verb} the role {role}{place}"),
            color,
        )
    });
    let mut marks: Vec<Mark> = of_org
        .chain(others)
        .chain(between.iter().map(AdminAct::mark))
        .collect();
    marks.sort_by_key(|mark| mark.at);
    let about = if marks.len() > MARKS {
        format!("The first {MARKS} of {}; the list has all.", marks.len())
    } else {
        "At the time when a sync found it, or a run confirmed it.".to_owned()
    };
    marks.truncate(MARKS);
    Chart {
        title: "Changes of administrators".to_owned(),
        about,
        undecided: 0,
        drawing: Drawing::Times { from, to, marks },
    }
}

/// How much changed from one snapshot to the next.
pub(super) fn snapshots(all: &[Snapshot], first: i64, last: i64) -> Chart {
    let within: Vec<&Snapshot> = all
        .iter()
        .filter(|one| one.sync > first && one.sync <= last)
        .collect();
    let skipped = within.len().saturating_sub(SNAPSHOTS);
    let rows = within.iter().skip(skipped).map(|one| {
        let sum = |of: fn(&crate::history::Counts) -> u64| one.changes.values().map(of).sum();
        Bar {
            label: format!(
                "{} (snapshot {})",
                one.at.strftime("%Y-%m-%d %H:%M"),
                one.sync
            ),
            parts: vec![
                sum(|counts| counts.added),
                sum(|counts| counts.removed),
                sum(|counts| counts.changed),
            ],
            mark: None,
        }
    });
    let parts = [
        ("new", Color::Good),
        ("gone", Color::Warning),
        ("changed", Color::Plain),
    ];
    let mut about = "What is different from the snapshot before. A person or another thing counts once in a snapshot, however many of its values changed; the list of changes has a row for each value."
        .to_owned();
    if skipped > 0 {
        about.push_str(&format!(" The last {SNAPSHOTS} snapshots."));
    }
    Chart {
        title: "Additions, removals and changes in each snapshot".to_owned(),
        about,
        undecided: 0,
        drawing: Drawing::Bars {
            parts: parts
                .map(|(label, color)| (label.to_owned(), color))
                .to_vec(),
            rows: rows.collect(),
        },
    }
}
