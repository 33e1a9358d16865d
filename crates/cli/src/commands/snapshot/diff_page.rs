//! The page of `atlctl snapshot diff`.

use std::collections::BTreeMap;

use atlctl_core::history::{Change, ChangeKind, several};
use atlctl_core::number::{capital, counted};
use atlctl_core::query;
use atlctl_core::report::{
    About, Bar, Chart, Color, Drawing, Figure, Holds, Report, ReportColumn, ReportList, Tone,
};
use atlctl_core::shown_time::shown_time;

use jiff::Timestamp;

use super::diff_rows::named;
use crate::output::{Cell, Column};

/// The columns of the page, by the names that the table has for them.
const COLUMNS: [ReportColumn; 9] = [
    ReportColumn::new("at", "Found", Holds::Time),
    ReportColumn::new("name", "Name", Holds::Key),
    ReportColumn::new("change", "Change", Holds::Text),
    ReportColumn::new("what", "What", Holds::Sentence),
    ReportColumn::new("by", "By", Holds::Text).or_none(),
    ReportColumn::new("through", "Through", Holds::Text).or_none(),
    ReportColumn::new("run", "Run", Holds::Text).or_none(),
    ReportColumn::new("event_at", "Event", Holds::Time),
    ReportColumn::new("id", "ID", Holds::Id),
];

/// What the page says beside the rows.
pub(super) struct Said {
    /// Of what it is, how fresh, by whom.
    pub about: About,
    /// When the range begins; `None` when the mirror no longer knows it.
    pub from: Option<Timestamp>,
    /// Why another moment stands for one that was asked for. Sentences.
    pub instead: Vec<String>,
    /// The two moments: `2026-11-01 08:00 UTC (snapshot 3) to now`.
    pub range: String,
    /// What is in no row.
    pub unknown: Vec<String>,
}

/// The differences as a report.
pub(super) fn report(
    said: Said,
    changes: &[&Change],
    columns: &[Column],
    rows: Vec<Vec<Cell>>,
) -> Report {
    let all = changes.len() as u64;
    let number = |kind: ChangeKind| {
        let some = changes.iter().filter(|change| change.kind == kind);
        some.count() as u64
    };
    let kinds = [
        ("added", ChangeKind::Added),
        ("removed", ChangeKind::Removed),
        ("changed", ChangeKind::Changed),
    ];
    let is_partly_unknown = !said.unknown.is_empty();
    let verdict = match all {
        0 if is_partly_unknown => "No known changes.".to_owned(),
        0 => "No changes.".to_owned(),
        all => format!("{}.", counted(all, "change", "changes")),
    };
    let notes = [said.about.incomplete.clone(), said.about.instead.clone()];
    let range = format!(
        "From {}. What came and went in between is not shown. The time of a change by a run is exact; of any other \
         change, it is when a sync found it.",
        said.range
    );
    Report {
        name: "diff",
        title: match said.from {
            Some(from) => format!("Changes since {}", shown_time(from)),
            None => "Changes between two moments".to_owned(),
        },
        unknown: said.about.older_parts().chain(said.unknown).collect(),
        about: said.about,
        verdict: (Tone::Plain, verdict),
        notes: (said.instead.into_iter())
            .chain(notes.into_iter().flatten())
            .chain([range])
            .collect(),
        figures: kinds
            .map(|(name, kind)| Figure::plain(name, capital(name), number(kind)))
            .to_vec(),
        charts: vec![by_subject(changes)],
        currency: None,
        lists: vec![ReportList {
            name: "changes",
            title: "Changes".to_owned(),
            things: "changes",
            about: String::new(),
            columns: headed(named(changes.iter().copied())),
            rows: rows.into_iter().map(|row| page_row(columns, row)).collect(),
            total: all,
            undecided: u64::from(is_partly_unknown),
            next: Vec::new(),
        }],
    }
}

/// The columns, that of names with this heading.
fn headed(name: &'static str) -> Vec<ReportColumn> {
    let headed = |mut column: ReportColumn| {
        if column.name == "name" {
            column.header = name;
        }
        column
    };
    COLUMNS.map(headed).to_vec()
}

/// How many of each kind of object were added, removed and changed.
fn by_subject(changes: &[&Change]) -> Chart {
    let mut counts: BTreeMap<&str, [u64; 3]> = BTreeMap::new();
    for change in changes {
        let part = match change.kind {
            ChangeKind::Added => 0,
            ChangeKind::Removed => 1,
            ChangeKind::Changed => 2,
        };
        if let Some(count) = counts.entry(change.of).or_default().get_mut(part) {
            *count += 1;
        }
    }
    let bar = |(of, parts): (&str, [u64; 3])| Bar {
        label: several(of).to_owned(),
        parts: parts.to_vec(),
        mark: None,
    };
    Chart {
        title: "What changed".to_owned(),
        about: String::new(),
        undecided: 0,
        drawing: Drawing::Bars {
            parts: vec![
                ("added".to_owned(), Color::Plain),
                ("removed".to_owned(), Color::Warning),
                ("changed".to_owned(), Color::Other),
            ],
            rows: counts.into_iter().map(bar).collect(),
        },
    }
}

/// The cells of the page, out of those of the table.
fn page_row(columns: &[Column], row: Vec<Cell>) -> Vec<query::Cell> {
    let mut cells: BTreeMap<&str, Cell> = columns.iter().map(Column::name).zip(row).collect();
    let cell = |column: ReportColumn| match cells.remove(column.name) {
        Some(Cell::Text(text)) => query::Cell::Text(text),
        Some(Cell::Time(at)) => query::Cell::Text(at.to_string()),
        Some(Cell::List(some)) if !some.is_empty() => query::Cell::Text(some.join(", ")),
        Some(Cell::None | Cell::List(_)) => query::Cell::None,
        Some(Cell::Never) => query::Cell::Never,
        _ => query::Cell::Unknown,
    };
    COLUMNS.map(cell).to_vec()
}
