//! A reviewer's page, from the rows of the review.

use jiff::Timestamp;

use super::{ReviewRow, Reviewer, Started};
use crate::number::{counted, people};
use crate::report::{ReviewPage, ReviewPageRow, organization, review_page};

/// The page on which a reviewer decides about these rows.
#[must_use]
pub fn reviewer_page(
    started: &Started,
    reviewer: &Reviewer,
    rows: &[&ReviewRow],
    (made, made_by): (Timestamp, &str),
) -> String {
    let time = |at: Timestamp| at.strftime("%Y-%m-%d %H:%M UTC").to_string();
    let due = started.due.map(|day| day.to_string());
    let filters: Vec<String> = (started.filters.iter())
        .map(|(name, value)| format!("{name} {value}"))
        .collect();
    let mut facts = vec![
        (
            "Organization".to_owned(),
            organization(started.org_name.as_deref(), &started.org),
        ),
        ("Reviewer".to_owned(), reviewer.reviewer.clone()),
        ("Review".to_owned(), started.id.clone()),
        (
            "Due".to_owned(),
            due.clone().unwrap_or_else(|| "no date".to_owned()),
        ),
        (
            "Mirror synced".to_owned(),
            started
                .mirror
                .finished
                .map_or_else(|| "unknown".to_owned(), time),
        ),
        (
            "Filters".to_owned(),
            match filters.as_slice() {
                [] => "none".to_owned(),
                some => some.join(", "),
            },
        ),
        ("Made".to_owned(), time(made)),
        ("Made by".to_owned(), made_by.to_owned()),
    ];
    let mut notes = Vec::new();
    for entry in &started.scopes {
        let label = entry.scope.label();
        let count = rows.iter().filter(|row| row.access == label).count() as u64;
        if count == 0 {
            continue;
        }
        facts.push((label.clone(), people(count)));
        if entry.unreported() > 0 {
            notes.push(format!(
                "This page leaves out {} who may have {label}, too: Atlassian does not report their access.",
                people(entry.unreported())
            ));
        }
        if let Some(unlisted) = entry.unlisted {
            let who = match unlisted {
                0 => "people".to_owned(),
                some => people(some),
            };
            notes.push(format!(
                "This page leaves out {who} who may have {label}, too: no sync has read the people to the end."
            ));
        }
        if let Some(outdated) = entry.outdated {
            notes.push(format!(
                "{} of them have {label} by a role that was read at {} or later, before the last sync of the people: they may \
                 have lost it since.",
                people(outdated.people),
                time(outdated.read_at)
            ));
        }
    }
    let parts = started.mirror.parts.iter();
    notes.extend(parts.filter_map(|part| part.older.clone()));
    if started.mirror.state.as_deref() == Some("partial") {
        notes.push("The last sync did not read everything.".to_owned());
    }
    if reviewer.own > 0 {
        notes.push(format!(
            "{} about your own access.",
            counted(reviewer.own, "row is", "rows are")
        ));
    }
    let by = due.map_or_else(String::new, |due| format!(" Send the list back by {due}."));
    let page = ReviewPage {
        org: started
            .org_name
            .clone()
            .unwrap_or_else(|| started.org.clone()),
        heading: "Who should keep this access?".to_owned(),
        lead: format!(
            "Decide for {} whether the access stays. Nothing changes until an administrator applies your decisions.{by}",
            counted(rows.len() as u64, "row", "rows")
        ),
        notes,
        facts,
        unknown: unknown(rows),
        rows: rows.iter().map(|row| page_row(row)).collect(),
        file: reviewer
            .csv
            .rsplit('/')
            .next()
            .unwrap_or("decisions.csv")
            .to_owned(),
        key: format!("atlctl review {} {}", started.id, reviewer.csv),
        made,
    };
    review_page(&page)
}

/// What is unknown of how many rows. Sentences.
fn unknown(rows: &[&ReviewRow]) -> Vec<String> {
    type IsUnknown = fn(&ReviewRow) -> bool;
    let of: [(&str, IsUnknown); 4] = [
        ("how the person has the access", |row| row.how.is_none()),
        ("the status of the account", |row| row.status.is_none()),
        ("the last activity", |row| {
            row.last_active.is_none() && !row.activity_known
        }),
        ("since when the person has the access", |row| {
            row.since.is_none()
        }),
    ];
    let said = of.into_iter().filter_map(|(what, is_unknown)| {
        let count = rows.iter().filter(|row| is_unknown(row)).count() as u64;
        (count > 0).then(|| format!("In {}, {what} is unknown.", counted(count, "row", "rows")))
    });
    said.collect()
}

fn page_row(row: &ReviewRow) -> ReviewPageRow {
    let day = |at: Timestamp| at.strftime("%Y-%m-%d").to_string();
    ReviewPageRow {
        row: row.row.clone(),
        email: row.email.clone(),
        name: row.name.clone(),
        account: row.account.clone(),
        access: row.access.clone(),
        how: row.how.clone(),
        status: row.status.clone(),
        last_active: match row.last_active {
            Some(at) => day(at),
            None if row.activity_known => "never".to_owned(),
            None => "unknown".to_owned(),
        },
        since: row.since.map_or_else(|| "unknown".to_owned(), day),
        own: row.own,
    }
}
