//! What makes a group equal to a list.

use std::collections::HashSet;

use atlctl_core::change::facet::membership::{IN, OUT};
use atlctl_core::change::{Facet, Value};
use atlctl_core::input::key;
use atlctl_core::number::{grouped, people};
use atlctl_core::plan::{Conflict, Found, Row, Wanted};
use atlctl_core::store::GroupFacts;

use crate::changes::{CORRECT, Excluded, PeopleChange};
use crate::error::{CliError, CliResult, Kind};
use crate::same_command::{hint_to_add, hint_to_change};
use crate::ui::display;

/// People who are removed without a limit of their own being named, at most.
const FEW: usize = 5;

/// The limit of a plan, as an option with a value.
const MAX: (&str, bool) = ("--max-group-changes", true);

/// Which way a group is changed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    /// Both ways.
    Equal,
    /// Nobody is removed.
    AddOnly,
    /// Nobody is added.
    RemoveOnly,
}

/// What the user accepts of a list by which people are removed.
pub(super) struct Accepted {
    /// A list without anybody.
    pub(super) empty: bool,
    /// People who are not known.
    pub(super) unknown: bool,
    /// Rows that cannot be used.
    pub(super) skip_problems: bool,
}

/// A group and the list that it is to be equal to.
pub(super) struct Target {
    pub(super) group: GroupFacts,
    pub(super) facet: Facet,
    pub(super) list: Vec<Found>,
    /// The members that it has now.
    pub(super) members: Vec<Found>,
}

impl Target {
    /// Refuses a list that may be wrong: empty, or with people who are not known. One of these may be a member who is
    /// spelled otherwise, and would be removed.
    ///
    /// # Errors
    /// When it is.
    pub(super) fn check(&self, way: Way, accepted: &Accepted) -> CliResult<()> {
        if way == Way::AddOnly {
            return Ok(());
        }
        let name = display(self.group.shown());
        let empties = |what: &str| {
            CliError::new(
                Kind::Refused,
                format!("the list for the group {name} {what}: everyone would be removed"),
            )
            .hint(hint_to_change(
                "to remove everyone",
                &[("--allow-empty", false), MAX],
                &format!("--allow-empty --max-group-changes {}", self.members.len()),
            ))
        };
        if self.list.is_empty() && !accepted.empty {
            return Err(empties("is empty"));
        }
        // Both people of such a row stay as they are.
        let both_known = |found: &Found| matches!(found.conflict, Some(Conflict::TwoPeople { .. }));
        let accepts = |found: &Found| match both_known(found) {
            true => accepted.skip_problems,
            false => accepted.unknown,
        };
        let unknown: Vec<&Found> = self
            .list
            .iter()
            .filter(|found| found.person.is_none())
            .collect();
        let refused: Vec<&Found> = unknown
            .iter()
            .copied()
            .filter(|found| !accepts(found))
            .collect();
        if refused.is_empty() {
            let all_unknown = unknown.len() == self.list.len();
            if all_unknown && !unknown.iter().all(|found| both_known(found)) && !accepted.empty {
                return Err(empties("has no known person"));
            }
            return Ok(());
        }
        let count = people(refused.len() as u64);
        let conflicts = refused.iter().filter(|found| found.conflict.is_some());
        let conflicts = conflicts.count();
        let why = if conflicts == refused.len() {
            "whose address and account ID do not belong together; a member whom the row names would be removed"
        } else {
            "not in the mirror; if one is a misspelled member, they would be removed"
        };
        let mut error = CliError::new(
            Kind::Refused,
            format!("the list for the group {name} names {count} {why}"),
        );
        for found in refused.iter().take(8) {
            let given = found.given.email.as_ref().or(found.given.account.as_ref());
            let given = given.map_or("?", String::as_str);
            let why = found.slip().map_or(String::new(), |why| why.reason());
            error = error.because(display(&format!("{given} {why}")));
        }
        if conflicts > 0 {
            error = error.hint(CORRECT);
        }
        if refused.iter().all(|found| both_known(found)) {
            return Err(error.hint("leave them out with --skip-problems"));
        }
        if conflicts < refused.len() {
            error = error.hint("correct the list; if they are new, update the mirror: atlctl sync");
        }
        Err(error
            .hint(hint_to_change(
                "to remove nobody",
                &[("--remove-only", false)],
                "--add-only",
            ))
            .hint(hint_to_add(
                "if none of them is a member",
                "--allow-unknown",
            )))
    }

    /// The rows: who comes in, then who goes out; and the members who stay without a row of their own.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub(super) fn rows(
        &self,
        change: &PeopleChange<'_>,
        excluded: &Excluded,
        way: Way,
    ) -> CliResult<(Vec<Wanted>, Vec<String>)> {
        let id = |found: &Found| {
            let person = found.person.as_ref();
            person.map(|person| person.account_id.as_str().to_owned())
        };
        let listed: HashSet<String> = self.list.iter().filter_map(id).collect();
        let inside: HashSet<String> = self.members.iter().filter_map(id).collect();
        // Of whom it is not known who is meant, nobody is removed who may be.
        let doubtful: HashSet<String> = self
            .list
            .iter()
            .filter(|found| found.person.is_none())
            .flat_map(|found| {
                let email = found.given.email.as_deref().map(key);
                let meant = found.conflict.iter().flat_map(Conflict::people);
                let meant = meant.map(|person| person.account_id.as_str().to_owned());
                let given = [email, found.given.account.clone()].into_iter().flatten();
                given.chain(meant).collect::<Vec<String>>()
            })
            .collect();
        let (mut wanted, mut stay) = (Vec::new(), Vec::new());
        let mut row = |found: &Found, to: &str| -> CliResult<()> {
            wanted.push(change.wanted(found.clone(), &self.facet, Some(Value::new(to)))?);
            Ok(())
        };
        for found in &self.list {
            let is_in = id(found).is_some_and(|id| inside.contains(&id));
            if way != Way::RemoveOnly || is_in {
                row(found, IN)?;
            }
        }
        for found in &self.members {
            let stays = id(found).is_some_and(|id| listed.contains(&id));
            let names = [found.given.account.clone(), found.given.email.clone()];
            let email = found.given.email.as_deref().map(key);
            let doubted = [email, found.given.account.clone(), id(found)];
            let doubted = doubted.iter().flatten().any(|name| doubtful.contains(name));
            let spared = doubted || excluded.holds(names.into_iter().flatten());
            if way != Way::AddOnly && !stays && !spared {
                row(found, OUT)?;
            } else if !stays {
                stay.extend(id(found));
            }
        }
        Ok((wanted, stay))
    }

    /// Refuses to remove more than half of the members, unless a limit was named: it is probably the wrong list.
    ///
    /// # Errors
    /// When more would be removed.
    pub(super) fn limit(&self, rows: &[Row]) -> CliResult<()> {
        let removed = rows
            .iter()
            .filter(|row| row.facet == self.facet && row.verdict.is_change())
            .filter(|row| row.to.as_ref().and_then(Value::text) == Some(OUT))
            .count();
        let most = (self.members.len() / 2).max(FEW);
        if removed <= most {
            return Ok(());
        }
        Err(CliError::new(
            Kind::Refused,
            format!(
                "the plan would remove {} of the {} members of the group {}, more than half",
                grouped(removed as u64),
                grouped(self.members.len() as u64),
                display(self.group.shown())
            ),
        )
        .hint(hint_to_change(
            "to allow it",
            &[MAX],
            &format!("--max-group-changes {removed}"),
        )))
    }
}
