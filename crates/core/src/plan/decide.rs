//! Decides who is changed and who is not: pure.

use std::collections::HashSet;

use atlctl_api::PolicyId;

use super::guards::{Ready, leaves_nobody};
use super::state::{is_deactivated, is_suspended, odd_status};
use super::{Before, Found, Guards, Live, Row, Verdict};
use crate::store::Person;

/// A person and their target policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The person.
    pub found: Found,
    /// The target policy; `None` when there is none.
    pub to: Option<PolicyId>,
}

/// The conditions for a change.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Change only people who are in this policy.
    pub from: Option<PolicyId>,
    /// Whether the change is an undo; then `from` is the policy that the run moved people to.
    pub undo: bool,
    /// Policies for service accounts: people in one count as service accounts.
    pub service_policies: HashSet<PolicyId>,
    /// The guards of any change.
    pub guards: Guards,
}

/// Decides each row. `live` is the current state of the service; without it, the mirror counts.
#[must_use]
pub fn decide(wanted: &[Wanted], live: Option<&Live>, rules: &Rules) -> Vec<Row> {
    let guards = rules.guards.ready();
    let mut rows: Vec<Row> = wanted
        .iter()
        .map(|wanted| {
            let person = wanted.found.person.as_ref();
            let before = person.map_or(Before::Unknown, |person| before(person, live));
            let reported = match (person, live) {
                (Some(person), Some(live)) => live.policies.contains_key(&person.account_id),
                _ => false,
            };
            let judge = Judge {
                rules,
                guards: &guards,
                reported,
                asked: live.is_some(),
            };
            let verdict = judge.verdict(wanted, &before);
            let given = &wanted.found.given;
            Row {
                line: given.line,
                email: person
                    .and_then(|person| person.email.clone())
                    .or_else(|| given.email.clone()),
                account: person
                    .map(|person| person.account_id.as_str().to_owned())
                    .or_else(|| given.account.clone()),
                name: person.and_then(|person| person.name.clone()),
                before,
                to: wanted.to.clone(),
                verdict,
            }
        })
        .collect();
    spare_an_admin(wanted, &mut rows, live, &rules.guards);
    rows
}

/// When a change would affect every organization admin, none of them is changed: a change that locks people out must
/// leave an admin who can undo it. Admins who are in the target policy already do not count.
fn spare_an_admin(wanted: &[Wanted], rows: &mut [Row], live: Option<&Live>, guards: &Guards) {
    let Some(rescuers) = &guards.rescuers else {
        return;
    };
    let (mut changed, mut to) = (HashSet::new(), HashSet::new());
    for (wanted, row) in wanted.iter().zip(rows.iter()) {
        if let (true, Some(person)) = (row.verdict.is_change(), &wanted.found.person) {
            changed.insert(person.account_id.clone());
            if person.org_admin != Some(false) {
                to.extend(row.to.clone());
            }
        }
    }
    let there = |one: &Person| {
        let reported = live.and_then(|live| live.policies.get(&one.account_id));
        let now = reported.unwrap_or(&one.policy);
        now.as_ref().is_some_and(|policy| to.contains(policy))
    };
    if to.is_empty() || !leaves_nobody(rescuers, &changed, there) {
        return;
    }
    for (wanted, row) in wanted.iter().zip(rows) {
        let person = wanted.found.person.as_ref();
        if row.verdict.is_change() && person.is_some_and(|one| one.org_admin != Some(false)) {
            row.verdict = Verdict::LastAdmin;
        }
    }
}

fn before(person: &Person, live: Option<&Live>) -> Before {
    let reported = live.and_then(|live| live.policies.get(&person.account_id));
    match reported {
        Some(Some(policy)) => Before::Policy(policy.clone()),
        Some(None) => Before::None,
        // The service was asked and did not report it: the mirror may be out of date.
        None if live.is_some() => Before::Unknown,
        None => match (&person.policy, person.policy_known) {
            (Some(policy), _) => Before::Policy(policy.clone()),
            (None, true) => Before::None,
            (None, false) => Before::Unknown,
        },
    }
}

struct Judge<'a> {
    rules: &'a Rules,
    guards: &'a Ready<'a>,
    /// Whether the service reported the account's policy.
    reported: bool,
    /// Whether the service was asked.
    asked: bool,
}

impl Judge<'_> {
    fn verdict(&self, wanted: &Wanted, before: &Before) -> Verdict {
        if wanted.found.contradicts {
            return Verdict::Contradicts;
        }
        let Some(person) = &wanted.found.person else {
            return Verdict::NotFound {
                suggestions: wanted.found.suggestions.clone(),
            };
        };
        let Some(to) = &wanted.to else {
            return Verdict::NothingBefore;
        };
        // First the rows that need no change: running the same command again must plan nothing.
        if before.policy() == Some(to) {
            return Verdict::Already;
        }
        let email = person.email.as_deref();
        if let Some(held) = self.guards.always(email, &person.account_id) {
            return held;
        }
        if person.gone && !self.reported {
            return Verdict::Gone;
        }
        if person.managed != Some(true) && !self.reported {
            return Verdict::NotManaged;
        }
        if is_deactivated(person) {
            return Verdict::Deactivated;
        }
        let include = self.rules.guards.include;
        if is_suspended(person) && !include.suspended {
            return Verdict::Suspended;
        }
        if let Some(status) = odd_status(person)
            && !include.suspended
        {
            return Verdict::UnknownStatus {
                status: status.to_owned(),
            };
        }
        if self.asked && !self.reported {
            return Verdict::NotReported;
        }
        if let Some(from) = &self.rules.from
            && before.policy() != Some(from)
        {
            // An unknown policy is not another policy.
            if *before == Before::Unknown {
                return Verdict::NotReported;
            }
            return if self.rules.undo {
                Verdict::MovedOn
            } else {
                Verdict::NotInFrom
            };
        }
        if let Some(held) = self.guards.unless_asked(person, include) {
            return held;
        }
        let kept = before.policy();
        if kept.is_some_and(|policy| self.rules.service_policies.contains(policy))
            && !include.service_accounts
        {
            return Verdict::ServiceAccount;
        }
        if person.email.as_deref().is_none_or(str::is_empty) {
            return Verdict::NoAddress;
        }
        Verdict::Change
    }
}
