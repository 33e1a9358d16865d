//! `report groups`: groups that are empty, give nothing, are the same, or give too much.

use super::super::chart::{Bucket, Chart, Color, Drawing};
use super::super::contents::{
    Figure, Holds, NextCommand, Report, ReportColumn, ReportList, Tone, known, text,
};
use super::super::facts::{GroupCount, duplicates, group_counts};
use super::super::request::Request;
use crate::number::{counted, grouped};
use crate::query::Cell;
use crate::sql::SqlError;

const COLUMNS: [ReportColumn; 6] = [
    ReportColumn::new("group", "Group", Holds::Key),
    ReportColumn::new("members", "Members", Holds::Number),
    ReportColumn::new("resources", "Gives access to", Holds::Number),
    ReportColumn::new("provisioned", "Provisioned", Holds::Text),
    ReportColumn::new("same_as", "Same members as", Holds::Text),
    ReportColumn::new("group_id", "Group ID", Holds::Id).on_request(),
];

/// Makes the report.
///
/// # Errors
/// When the mirror cannot be read.
pub fn groups(request: &Request<'_>) -> Result<Report, SqlError> {
    let (groups, unknown) = group_counts(request)?;
    let all_known = unknown == 0;
    let empty: Vec<&GroupCount> = groups
        .iter()
        .filter(|group| group.size(all_known) == Some(0))
        .collect();
    let unused: Vec<&GroupCount> = groups
        .iter()
        .filter(|group| group.facts.resources == Some(0) && group.size(all_known) != Some(0))
        .collect();
    let broad: Vec<&GroupCount> = groups
        .iter()
        .filter(|group| group.facts.resources.is_some_and(|of| of > 1))
        .collect();
    let sets = duplicates(&groups, all_known);
    let same: u64 = sets.iter().map(|set| set.len() as u64).sum();
    let no_size = groups
        .iter()
        .filter(|group| group.size(all_known).is_none())
        .count() as u64;
    let no_resources = groups
        .iter()
        .filter(|group| group.facts.resources.is_none())
        .count() as u64;
    let not_whole = groups
        .iter()
        .filter(|group| !group.is_whole(all_known))
        .count() as u64;
    let mut report = Report::begin("groups", "Groups", request);
    let found = empty.len() + unused.len() + broad.len();
    report.verdict = (
        Tone::bad_if(found > 0 || same > 0),
        format!(
            "Of {}, {} empty, {} access to nothing, {} the same members as another, and {} access to more than one app or resource.",
            counted(groups.len() as u64, "group", "groups"),
            number(empty.len() as u64, "is", "are"),
            number(unused.len() as u64, "gives", "give"),
            number(same, "has", "have"),
            number(broad.len() as u64, "gives", "give"),
        ),
    );
    let say = |number: u64, what: &str| {
        (number > 0).then(|| format!("For {}, {what}.", counted(number, "group", "groups")))
    };
    report.unknown.extend(say(
        no_size,
        "the number of members is unknown; they do not count as empty",
    ));
    report.unknown.extend(say(
        no_resources,
        "it is unknown what they give access to; they do not count as unused",
    ));
    report.unknown.extend(say(
        not_whole,
        "not all members are known; they are compared with no other group",
    ));
    report.unknown_of(unknown, "the groups are unknown", "");
    report.figures = vec![
        Figure::bad(
            "several_apps",
            "groups that give access to more than one app or resource",
            broad.len() as u64,
        ),
        Figure::bad(
            "same_members",
            "groups with the same members as another",
            same,
        ),
        Figure::bad(
            "unused",
            "groups with members that give access to nothing",
            unused.len() as u64,
        ),
        Figure::bad("empty", "empty groups", empty.len() as u64),
        Figure::plain("groups", "groups", groups.len() as u64),
        Figure::plain(
            "members_unknown",
            "groups whose number of members is unknown",
            no_size,
        ),
        Figure::plain(
            "resources_unknown",
            "groups of which it is unknown what they give",
            no_resources,
        ),
    ];
    report.charts = vec![sizes(&groups, all_known)];
    let list = |name, title: &str, about: &str, of: &[&GroupCount], next: Option<&str>| {
        let next = next.and_then(|what| {
            let name = of.first()?.facts.name.as_deref()?;
            Some(NextCommand {
                what: what.to_owned(),
                command: request.command(&["group", "delete", name, "--dry-run"]),
            })
        });
        ReportList {
            name,
            title: title.to_owned(),
            things: "groups",
            about: about.to_owned(),
            columns: COLUMNS.to_vec(),
            rows: of
                .iter()
                .take(request.most())
                .map(|group| row(group, all_known, Cell::None))
                .collect(),
            total: of.len() as u64,
            next: next.into_iter().collect(),
        }
    };
    let all: Vec<&GroupCount> = groups.iter().collect();
    let mut twins: Vec<Vec<Cell>> = Vec::new();
    for set in &sets {
        for group in set {
            let others: Vec<&str> = set
                .iter()
                .filter(|other| other.facts.id != group.facts.id)
                .take(3)
                .map(|other| other.facts.shown())
                .collect();
            twins.push(row(group, all_known, Cell::Text(others.join(", "))));
        }
    }
    twins.truncate(request.most());
    report.lists = vec![
        list("groups", "Groups", "", &all, None),
        list(
            "empty",
            "Empty groups",
            "",
            &empty,
            Some("see what deleting the first one would do"),
        ),
        list(
            "unused",
            "Groups that give access to nothing",
            "They may still be used in permissions, filters and rules within an app, which no API of the organization shows.",
            &unused,
            Some("see what deleting the first one would do"),
        ),
        ReportList {
            rows: twins,
            total: same,
            ..list(
                "same-members",
                "Groups with the same members as another",
                "",
                &[],
                None,
            )
        },
        list(
            "several-apps",
            "Groups that give access to more than one app or resource",
            "Whoever needs one of them gets the others, too.",
            &broad,
            None,
        ),
    ];
    Ok(report)
}

fn row(group: &GroupCount, all_known: bool, same: Cell) -> Vec<Cell> {
    let facts = &group.facts;
    let provisioned = if facts.of_provider() {
        Some(true)
    } else {
        facts.external_synced
    };
    vec![
        text(facts.name.as_deref()),
        known(group.size(all_known)),
        known(facts.resources),
        super::super::contents::truth(provisioned),
        same,
        Cell::Text(facts.id.clone()),
    ]
}

fn number(number: u64, one: &str, many: &str) -> String {
    format!(
        "{} {}",
        grouped(number),
        if number == 1 { one } else { many }
    )
}

/// How many groups have how many members.
fn sizes(groups: &[GroupCount], all_known: bool) -> Chart {
    const STEPS: [(u64, &str); 6] = [
        (0, "empty"),
        (1, "1"),
        (10, "2–10"),
        (100, "11–100"),
        (1_000, "101–1,000"),
        (u64::MAX, "over 1,000"),
    ];
    let mut counts = [0_u64; 7];
    for group in groups {
        let step = group.size(all_known).map_or(STEPS.len(), |size| {
            STEPS
                .iter()
                .position(|(last, _)| size <= *last)
                .unwrap_or(STEPS.len() - 1)
        });
        if let Some(count) = counts.get_mut(step) {
            *count += 1;
        }
    }
    let labels = STEPS.iter().map(|(_, label)| *label).chain(["unknown"]);
    let buckets = labels.zip(counts).map(|(label, count)| Bucket {
        label: label.to_owned(),
        count,
        color: match label {
            "empty" => Color::Warning,
            "unknown" => Color::Unknown,
            _ => Color::Plain,
        },
    });
    Chart {
        title: "Groups by number of members".to_owned(),
        about: String::new(),
        drawing: Drawing::Columns(buckets.collect()),
    }
}
