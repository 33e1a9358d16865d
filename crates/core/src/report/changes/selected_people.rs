//! Whose changes a report is about.

use std::collections::HashSet;

use jiff::Timestamp;

use super::super::facts::{Names, People};
use super::super::report_model::Report;
use super::super::request::Request;
use crate::escape_characters::visible;
use crate::history::Change;
use crate::sql::SqlError;
use crate::store::{Mirror, StoreError};

/// The changes of people. Those of groups, apps, tokens and keys are the organization's.
pub(super) const OF_PEOPLE: [&str; 5] = ["people", "memberships", "apps", "roles", "policies"];

/// The people who match the filter at either moment, by account ID; everyone and everything without one.
pub(super) struct Selected {
    accounts: Option<HashSet<String>>,
    undecided: u64,
    /// What the filter names and the first moment did not know.
    not_yet: Option<String>,
}

impl Selected {
    /// Looks at both moments: who left matches only before, who came only after.
    pub fn find(request: &Request<'_>, before: &Mirror, from: Timestamp) -> Result<Self, SqlError> {
        if request.filter.is_none() {
            return Ok(Self {
                accounts: None,
                undecided: 0,
                not_yet: None,
            });
        }
        let earlier = Request {
            mirror: before,
            now: from,
            ..request.clone()
        };
        let (mut accounts, mut undecided, mut not_yet) = (HashSet::new(), 0, None);
        for (request, is_first) in [(request, false), (&earlier, true)] {
            let people = match People::read(request) {
                Ok(people) => people,
                // What came later had nobody then.
                Err(SqlError::Store(StoreError::Unknown { what, name, .. })) if is_first => {
                    not_yet = Some(format!("{what} {}", visible(&name)));
                    continue;
                }
                Err(error) => return Err(error),
            };
            undecided = people.undecided.max(undecided);
            let mut names = Names::new(request)?;
            for facts in people.iter() {
                let account = names.of(facts.no)?.account;
                accounts.extend(account.text().map(str::to_owned));
            }
        }
        Ok(Self {
            accounts: Some(accounts),
            undecided,
            not_yet,
        })
    }

    /// Whether changes of this kind are in the report.
    pub fn is_of(&self, of: &str) -> bool {
        self.accounts.is_none() || OF_PEOPLE.contains(&of)
    }

    /// Whether the report is about this person.
    pub fn has_person(&self, account: &str) -> bool {
        let mut some = self.accounts.iter();
        some.all(|accounts| accounts.contains(account))
    }

    /// Whether the report is about this change.
    pub fn has(&self, change: &Change) -> bool {
        self.is_of(change.of) && self.has_person(&change.id)
    }

    /// Says what is left out.
    pub fn say(&self, report: &mut Report) {
        if self.accounts.is_none() {
            return;
        }
        report.unknown_of(
            self.undecided,
            "match the filter is unknown; they are left out",
            "whether",
        );
        if let Some(named) = &self.not_yet {
            report.notes.push(format!(
                "At the first moment, the {named} was not known: only people who match at the second one are shown."
            ));
        }
        report.notes.push(
            "Only changes of people who match the filters at one of the two moments are shown; those of groups, apps, tokens and keys are left out."
                .to_owned(),
        );
    }
}
