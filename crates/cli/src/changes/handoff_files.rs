//! The files for identity providers.
//!
//! Entra: the template of "Bulk operations" for group members (learn.microsoft.com, "Bulk add group members" and "Bulk
//! remove group members"): a row with the version, a row with the heading, then one object ID or user principal name a
//! row. The portal offers it on the page of one group, for one direction: hence a file for each.
//!
//! Entra, accounts: the template of "Bulk delete" (learn.microsoft.com, "Bulk delete users") has the version, the heading,
//! then one user principal name a row. The portal disables accounts from no file; Microsoft's PowerShell reads one with
//! the names of the properties, `UserPrincipalName` and `AccountEnabled`, as headings.
//!
//! Okta: the template of "Assign people with CSV import" on the page of a group (support.okta.com, "How to Add Multiple
//! Users to a Group Using a CSV File"): one column, `userIdOrLogin`, at most 10,000 people. Okta imports no removals from
//! a file, and deactivates nobody by one; the list then serves a script or a workflow. For accounts its heading is
//! `login`, the attribute of the user name in Okta's own template for people.

use std::collections::BTreeMap;

use atlctl_core::change::facet::lifecycle::{ACTIVE, DEACTIVATED, Lifecycle, TO_BE_DELETED};
use atlctl_core::change::{FacetKind, Target};
use atlctl_core::input::guarded;
use atlctl_core::plan::{Plan, Row, Verdict};
use clap::ValueEnum;

const ENTRA_VERSION: &str = "version:v1.0";
const ENTRA_HEADING: &str =
    "Member object ID or user principal name [memberObjectIdOrUpn] Required";
const ENTRA_USER: &str = "User name [userPrincipalName] Required";
const ENTRA_ENABLED: &str = "UserPrincipalName,AccountEnabled";
const OKTA_HEADING: &str = "userIdOrLogin";
const OKTA_LOGIN: &str = "login";
/// People in a file of Okta, at most.
const OKTA_MOST: usize = 10_000;

/// The form of the files.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Provider {
    /// Microsoft Entra: bulk import or removal of group members, bulk deletion of accounts; a list to disable or enable
    /// accounts with PowerShell
    Entra,
    /// Okta: assigning people to a group with CSV import; a list of accounts to deactivate, activate or delete
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
    pub(super) notes: Vec<&'static str>,
    /// The file of each row, by its position in the plan.
    pub(super) of_row: BTreeMap<usize, String>,
}

/// What a list of people is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Purpose {
    /// Members of a group.
    Members,
    /// Accounts that are enabled or disabled.
    Enabled(bool),
    /// Accounts that are deleted.
    Deleted,
}

impl Purpose {
    /// What a row is for; `None` where no list of a provider has it.
    fn of(row: &Row) -> Option<Self> {
        let kind = row.facet.kind;
        if kind == FacetKind::of(&Lifecycle) {
            return match row.to.as_ref()?.text()? {
                ACTIVE => Some(Self::Enabled(true)),
                DEACTIVATED => Some(Self::Enabled(false)),
                TO_BE_DELETED => Some(Self::Deleted),
                _ => None,
            };
        }
        let member = row.target.is_none() && kind.group(&row.facet.of, &row.target()?).is_some();
        let invited = matches!(row.target, Some(Target::Address(_)));
        (member || invited).then_some(Self::Members)
    }

    /// The first lines of a list.
    fn head(self, provider: Provider) -> Vec<&'static str> {
        match (provider, self) {
            (Provider::Okta, Self::Members) => vec![OKTA_HEADING],
            (Provider::Okta, _) => vec![OKTA_LOGIN],
            (_, Self::Members) => vec![ENTRA_VERSION, ENTRA_HEADING],
            (_, Self::Deleted) => vec![ENTRA_VERSION, ENTRA_USER],
            (_, Self::Enabled(_)) => vec![ENTRA_ENABLED],
        }
    }

    /// The line of a person.
    fn line(self, provider: Provider, email: &str) -> String {
        match (provider, self) {
            (Provider::Entra, Self::Enabled(enabled)) => format!("{},{enabled}", cell(email)),
            _ => cell(email),
        }
    }

    /// How the provider takes a list.
    fn note(self, provider: Provider) -> &'static str {
        match (provider, self) {
            (Provider::Okta, Self::Members) => {
                "Okta imports people into a group from the page of the group (More Actions); removals it takes from no file, \
                 only by hand or a workflow"
            }
            (Provider::Okta, _) => {
                "Okta deactivates, activates and deletes nobody from an uploaded file: give the list of logins to a workflow or \
                 a script"
            }
            (_, Self::Members) => {
                "Entra takes each file on the page of its group (Members, Bulk operations); it finds people by user \
                 principal name, so correct those that differ from the address"
            }
            (_, Self::Deleted) => {
                "Entra takes the file of deletions under Users, Bulk operations, Bulk delete; it finds people by user principal \
                 name, so correct those that differ from the address"
            }
            (_, Self::Enabled(_)) => {
                "Entra disables and enables accounts from no uploaded file; in Microsoft's PowerShell: Import-Csv FILE | ForEach-Object \
                 { Update-MgUser -UserId $_.UserPrincipalName -AccountEnabled:($_.AccountEnabled -eq 'true') }"
            }
        }
    }
}

/// The rows that only the identity provider can change, as files for it.
pub(super) fn files(plan: &Plan, provider: Provider) -> Files {
    let held = plan
        .rows
        .iter()
        .enumerate()
        .filter(|(_, row)| matches!(row.verdict, Verdict::IdentityProvider { .. }));
    let rows: Vec<(usize, &Row)> = held.collect();
    let mut of_row = BTreeMap::new();
    if provider == Provider::Csv {
        let file = plain(plan, rows.iter().map(|(_, row)| *row));
        of_row.extend(rows.iter().map(|(at, _)| (*at, file.name.clone())));
        return Files {
            files: vec![file],
            left_out: 0,
            notes: Vec::new(),
            of_row,
        };
    }
    let (mut lists, mut left_out): (BTreeMap<String, List<'_>>, u64) = (BTreeMap::new(), 0);
    for (at, row) in rows {
        let email = row.email.as_deref().filter(|email| email.contains('@'));
        match Purpose::of(row).zip(email) {
            Some((purpose, email)) => {
                let list = lists.entry(title(plan, row));
                list.or_insert_with(|| (purpose, Vec::new()))
                    .1
                    .push((at, email));
            }
            None => left_out += 1,
        }
    }
    let (mut files, mut notes) = (Vec::new(), Vec::new());
    for (title, (purpose, people)) in lists {
        let (most, word) = match provider {
            Provider::Okta => (OKTA_MOST, "okta"),
            _ => (usize::MAX, "entra"),
        };
        for (number, some) in people.chunks(most.min(people.len())).enumerate() {
            let head = purpose.head(provider).into_iter().map(str::to_owned);
            let people = some.iter().map(|(_, email)| purpose.line(provider, email));
            let lines: Vec<String> = head.chain(people).collect();
            let part = if number == 0 {
                String::new()
            } else {
                format!("-{}", number + 1)
            };
            let name = format!("{word}-{}{part}.csv", slug(&title));
            of_row.extend(some.iter().map(|(at, _)| (*at, name.clone())));
            files.push(File {
                name,
                text: lines.join("\r\n") + "\r\n",
                rows: some.len() as u64,
            });
        }
        let note = purpose.note(provider);
        if !notes.contains(&note) {
            notes.push(note);
        }
    }
    Files {
        files,
        left_out,
        notes,
        of_row,
    }
}

/// What a list is for, and the people in it, each with the position of the row.
type List<'a> = (Purpose, Vec<(usize, &'a str)>);

/// What is to be done with the people of a file: `Remove from dept-support`.
fn title(plan: &Plan, row: &Row) -> String {
    let name = |id: &str| plan.name_of(row.facet.kind, id);
    let to = row.to.clone().unwrap_or_default();
    row.facet.kind.short_title(&row.facet.of, &to, &name)
}

/// All rows in one file.
fn plain<'a>(plan: &Plan, rows: impl Iterator<Item = &'a Row>) -> File {
    let mut count = 0;
    let mut lines = vec!["Email,Account,Name,What,Change,Reason,Ticket".to_owned()];
    for row in rows {
        count += 1;
        let name = |id: &str| plan.name_of(row.facet.kind, id);
        let what = row.facet.kind.what(&row.facet.of, &name);
        let cells = [
            row.email.as_deref().unwrap_or_default(),
            row.account.as_deref().unwrap_or_default(),
            row.name.as_deref().unwrap_or_default(),
            &what,
            &title(plan, row),
            // That of the row's list before that of the plan.
            row.change_reason
                .as_deref()
                .or(plan.reason.as_deref())
                .unwrap_or_default(),
            plan.ticket.as_deref().unwrap_or_default(),
        ];
        let cells: Vec<String> = cells.into_iter().map(cell).collect();
        lines.push(cells.join(","));
    }
    File {
        name: "identity-provider.csv".to_owned(),
        text: lines.join("\r\n") + "\r\n",
        rows: count,
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
