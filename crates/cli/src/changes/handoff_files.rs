//! The files for identity providers.
//!
//! Entra: the template of "Bulk operations" for group members (learn.microsoft.com, "Bulk add group members" and "Bulk
//! remove group members"): a row with the version, a row with the heading, then one object ID or user principal name a
//! row. The portal offers it on the page of one group, for one direction: hence a file for each.
//!
//! Okta: the template of "Assign people with CSV import" on the page of a group (support.okta.com, "How to Add Multiple
//! Users to a Group Using a CSV File"): one column, `userIdOrLogin`, at most 10,000 people. Okta imports no removals from
//! a file; the same list then serves a script or a workflow.

use std::collections::BTreeMap;

use atlctl_core::change::Target;
use atlctl_core::input::guarded;
use atlctl_core::plan::{Plan, Row, Verdict};
use clap::ValueEnum;

const ENTRA_VERSION: &str = "version:v1.0";
const ENTRA_HEADING: &str =
    "Member object ID or user principal name [memberObjectIdOrUpn] Required";
const OKTA_HEADING: &str = "userIdOrLogin";
/// People in a file of Okta, at most.
const OKTA_MOST: usize = 10_000;

/// The form of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Provider {
    /// Bulk import or removal of group members in Microsoft Entra
    Entra,
    /// Assigning people to a group with CSV import in Okta
    Okta,
    /// One plain CSV file with all rows, for any other provider or a ticket
    Csv,
}

/// A file.
pub(super) struct File {
    pub(super) name: String,
    pub(super) text: String,
    pub(super) rows: u64,
}

/// The files of a plan.
pub(super) struct Files {
    pub(super) files: Vec<File>,
    /// Rows that no file has.
    pub(super) left_out: u64,
    /// What the reader should know.
    pub(super) note: Option<&'static str>,
}

/// The rows that only the identity provider can change, as files for it.
pub(super) fn files(plan: &Plan, provider: Provider) -> Files {
    let held = plan
        .rows
        .iter()
        .filter(|row| matches!(row.verdict, Verdict::IdentityProvider { .. }));
    let rows: Vec<&Row> = held.collect();
    if provider == Provider::Csv {
        return Files {
            files: vec![plain(plan, &rows)],
            left_out: 0,
            note: None,
        };
    }
    let (mut lists, mut left_out): (BTreeMap<String, Vec<&str>>, u64) = (BTreeMap::new(), 0);
    for row in rows {
        let target = row.target();
        let kind = row.facet.kind;
        let member = row.target.is_none()
            && target.is_some_and(|target| kind.group(&row.facet.of, &target).is_some());
        let invited = matches!(row.target, Some(Target::Address(_)));
        match row.email.as_deref().filter(|email| email.contains('@')) {
            // These files are for the members of a group.
            Some(email) if member || invited => {
                lists.entry(title(plan, row)).or_default().push(email);
            }
            _ => left_out += 1,
        }
    }
    let mut files = Vec::new();
    for (title, emails) in lists {
        let (most, word) = match provider {
            Provider::Okta => (OKTA_MOST, "okta"),
            _ => (usize::MAX, "entra"),
        };
        for (number, some) in emails.chunks(most.min(emails.len())).enumerate() {
            let mut lines = match provider {
                Provider::Okta => vec![OKTA_HEADING.to_owned()],
                _ => vec![ENTRA_VERSION.to_owned(), ENTRA_HEADING.to_owned()],
            };
            lines.extend(some.iter().map(|email| cell(email)));
            let part = if number == 0 {
                String::new()
            } else {
                format!("-{}", number + 1)
            };
            files.push(File {
                name: format!("{word}-{}{part}.csv", slug(&title)),
                text: lines.join("\r\n") + "\r\n",
                rows: some.len() as u64,
            });
        }
    }
    Files {
        files,
        left_out,
        note: Some(match provider {
            Provider::Okta => {
                "Okta imports people into a group from the page of the group (More Actions); removals it takes from no file, \
                 only by hand or a workflow"
            }
            _ => {
                "Entra takes each file on the page of its group (Members, Bulk operations); it finds people by user \
                 principal name, so correct those that differ from the address"
            }
        }),
    }
}

/// What is to be done with the people of a file: `Remove from dept-support`.
fn title(plan: &Plan, row: &Row) -> String {
    let name = |id: &str| plan.name_of(row.facet.kind, id);
    let to = row.to.clone().unwrap_or_default();
    row.facet.kind.short_title(&row.facet.of, &to, &name)
}

/// All rows in one file.
fn plain(plan: &Plan, rows: &[&Row]) -> File {
    let mut lines = vec!["Email,Account,Name,What,Change,Reason,Ticket".to_owned()];
    for row in rows {
        let name = |id: &str| plan.name_of(row.facet.kind, id);
        let what = row.facet.kind.what(&row.facet.of, &name);
        let cells = [
            row.email.as_deref().unwrap_or_default(),
            row.account.as_deref().unwrap_or_default(),
            row.name.as_deref().unwrap_or_default(),
            &what,
            &title(plan, row),
            plan.reason.as_deref().unwrap_or_default(),
            plan.ticket.as_deref().unwrap_or_default(),
        ];
        let cells: Vec<String> = cells.into_iter().map(cell).collect();
        lines.push(cells.join(","));
    }
    File {
        name: "identity-provider.csv".to_owned(),
        text: lines.join("\r\n") + "\r\n",
        rows: rows.len() as u64,
    }
}

/// A cell of a CSV that no spreadsheet computes.
fn cell(text: &str) -> String {
    let text = guarded(text).unwrap_or_else(|| text.to_owned());
    if text.contains([',', '"', '\r', '\n', ';']) {
        format!("\"{}\"", text.replace('"', "\"\""))
    } else {
        text
    }
}

/// A part of a file name: letters, digits and hyphens.
fn slug(title: &str) -> String {
    let words = title
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty());
    let slug = words.collect::<Vec<_>>().join("-").to_lowercase();
    slug.chars().take(80).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_and_cells_are_safe() {
        assert_eq!(slug("Remove from ../../etc: a/b"), "remove-from-etc-a-b");
        assert_eq!(cell("=cmd()"), "'=cmd()");
        assert_eq!(cell("a, b"), "\"a, b\"");
        assert_eq!(cell("ann@x.example"), "ann@x.example");
    }
}
