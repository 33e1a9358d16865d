//! Who is changed and who is not: pure.

use std::collections::HashMap;

use atlctl_api::{AccountId, AccountStatus, MembershipStatus, PolicyId, UserStatus};

use super::names::Names;
use super::{Before, Found, Live, Row, Verdict};
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
    /// Addresses and account ids that no change may touch.
    pub protected: Vec<String>,
    /// Members of protected groups, and the group that protects them.
    pub protected_members: HashMap<AccountId, String>,
    /// Addresses and account ids of whoever makes the change.
    pub yourself: Vec<String>,
    /// Whether organisation admins are changed.
    pub include_admins: bool,
    /// How many organisation admins there are who can sign in. At least one of them is never changed.
    /// `None`: this does not matter here.
    pub admins: Option<u64>,
    /// Whether suspended people are changed.
    pub include_suspended: bool,
    /// Whether it takes people back, so that `from` is where a run had put them.
    pub undo: bool,
}

/// Decides about each row. `live` is what the service says now; without it, what the mirror knows counts.
#[must_use]
pub fn decide(wanted: &[Wanted], live: Option<&Live>, rules: &Rules) -> Vec<Row> {
    let protected = Names::of(&rules.protected);
    let yourself = Names::of(&rules.yourself);
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
                protected: &protected,
                yourself: &yourself,
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
    if let Some(admins) = rules.admins {
        spare_an_admin(wanted, &mut rows, admins);
    }
    rows
}

/// When every organisation admin there is would be changed, none of them is: a change that locks people out
/// must leave somebody who can take it back.
fn spare_an_admin(wanted: &[Wanted], rows: &mut [Row], admins: u64) {
    let mut changed: Vec<&mut Row> = wanted
        .iter()
        .zip(rows)
        .filter(|(wanted, row)| {
            let person = wanted.found.person.as_ref();
            row.verdict.is_change() && person.is_some_and(|person| person.org_admin == Some(true))
        })
        .map(|(_, row)| row)
        .collect();
    if changed.len() as u64 >= admins {
        for row in &mut changed {
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
    protected: &'a Names,
    yourself: &'a Names,
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
        if self
            .yourself
            .hold(person.email.as_deref(), &person.account_id)
        {
            return Verdict::Yourself;
        }
        if self
            .protected
            .hold(person.email.as_deref(), &person.account_id)
        {
            return Verdict::Protected;
        }
        if let Some(group) = self.rules.protected_members.get(&person.account_id) {
            return Verdict::InProtectedGroup {
                group: group.clone(),
            };
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
        if is_suspended(person) && !self.rules.include_suspended {
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
        if person.org_admin == Some(true) && !self.rules.include_admins {
            return Verdict::Admin;
        }
        if person.email.as_deref().is_none_or(str::is_empty) {
            return Verdict::NoAddress;
        }
        Verdict::Change
    }
}

fn is_deactivated(person: &Person) -> bool {
    matches!(
        person.account_status,
        Some(AccountStatus::Inactive | AccountStatus::Closed)
    ) || matches!(
        person.status,
        Some(UserStatus::Deactivated | UserStatus::ForDeletion)
    )
}

fn is_suspended(person: &Person) -> bool {
    person.status == Some(UserStatus::Suspended)
        || person.membership_status == Some(MembershipStatus::Suspended)
}
