//! Who is changed and who is not: pure.

use std::collections::HashSet;

use atlctl_api::PolicyId;

use super::guards::{Ready, leaves_nobody};
use super::state::{is_deactivated, is_suspended};
use super::{Before, Found, Guards, Live, Row, Verdict};
use crate::store::Person;

/// A person and where they are to go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wanted {
    /// The person.
    pub found: Found,
    /// The policy to be in; `None` when there is none to go to.
    pub to: Option<PolicyId>,
}

/// What holds people out.
#[derive(Debug, Clone, Default)]
pub struct Rules {
    /// Only people who are in this policy.
    pub from: Option<PolicyId>,
    /// Whether it takes people back, so that `from` is where a run had put them.
    pub undo: bool,
    /// Policies that are kept for service accounts: whoever is in one counts as such.
    pub service_policies: HashSet<PolicyId>,
    /// What holds them out of any change.
    pub guards: Guards,
}

/// Decides about each row. `live` is what the service says now; without it, what the mirror knows counts.
#[must_use]
pub fn decide(wanted: &[Wanted], live: Option<&Live>, rules: &Rules) -> Vec<Row> {
    let guards = rules.guards.ready();
    let mut rows: Vec<Row> = wanted
        .iter()
        .map(|wanted| {
            let person = wanted.found.person.as_ref();
            let before = person.map_or(Before::Unknown, |person| before(person, live));
            let told = match (person, live) {
                (Some(person), Some(live)) => live.policies.contains_key(&person.account_id),
                _ => false,
            };
            let judge = Judge {
                rules,
                guards: &guards,
                told,
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

/// When a change would leave no organization admin as they are, none of them is changed: a change that locks people
/// out must leave somebody who can take it back. Whoever is where it takes others already does not count.
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
        let told = live.and_then(|live| live.policies.get(&one.account_id));
        let now = told.unwrap_or(&one.policy);
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
    let told = live.and_then(|live| live.policies.get(&person.account_id));
    match told {
        Some(Some(policy)) => Before::Policy(policy.clone()),
        Some(None) => Before::None,
        // It was asked about and not told: what the mirror knows may be old.
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
    /// Whether the service told the account's policy.
    told: bool,
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
        // First what needs no change: running the same again must plan nothing, whoever is in it.
        if before.policy() == Some(to) {
            return Verdict::Already;
        }
        let email = person.email.as_deref();
        if let Some(held) = self.guards.always(email, &person.account_id) {
            return held;
        }
        if person.gone && !self.told {
            return Verdict::Gone;
        }
        if person.managed != Some(true) && !self.told {
            return Verdict::NotManaged;
        }
        if is_deactivated(person) {
            return Verdict::Deactivated;
        }
        let include = self.rules.guards.include;
        if is_suspended(person) && !include.suspended {
            return Verdict::Suspended;
        }
        if self.asked && !self.told {
            return Verdict::Untold;
        }
        if let Some(from) = &self.rules.from
            && before.policy() != Some(from)
        {
            // Nobody told: that is not "elsewhere".
            if *before == Before::Unknown {
                return Verdict::Untold;
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
