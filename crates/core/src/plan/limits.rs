//! The limits of a plan's size and age.

use std::collections::HashSet;

use atlctl_api::OrgId;
use jiff::{SignedDuration, Timestamp};

use super::count_or_percent::share;
use super::{ChangeSteps, CountOrPercent, Plan};
use crate::change::{Live, Target};
use crate::number::{counted, grouped, people};
use crate::shown_time::shown_time;
use crate::store::GroupShare;

/// The oldest a plan may be.
const LIFE: SignedDuration = SignedDuration::from_hours(24);
/// The default limit is never below this, however small the organization.
const FEW: u64 = 25;
/// The default limit is never above this, however large the organization.
const MANY: u64 = 500;
/// The default limit as a percentage of the managed accounts.
const SHARE: u8 = 10;

/// How many people a run may change, in the organization and in each group.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Limits {
    /// Managed accounts of the organization.
    pub managed: u64,
    /// The most changes, as a number or a percentage of the managed accounts; the smallest counts. Empty: 10% of the
    /// managed accounts, but at least 25 and at most 500.
    pub run: Vec<CountOrPercent>,
    /// The most changed members of any group, as a number or a percentage; the smallest counts. Empty: no limit.
    pub group: Vec<CountOrPercent>,
}

/// Why a plan may not be applied.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It changes more people than allowed.
    #[error(
        "the plan changes {}, more than the limit of {} in one run",
        people(*changes),
        grouped(*most)
    )]
    TooMany {
        /// Changes it has.
        changes: u64,
        /// Changes it may have.
        most: u64,
    },
    /// It changes more members of a group than allowed.
    #[error(
        "the plan changes {} of the group {group}, more than the limit of {} in one run",
        of_members(*changes, *members),
        grouped(*most)
    )]
    TooManyOfGroup {
        /// The group's name, else its ID.
        group: String,
        /// Its members.
        members: u64,
        /// Changes the plan has among them.
        changes: u64,
        /// Changes it may have.
        most: u64,
    },
    /// It is for another organization.
    #[error("the plan is for organization {plan}, not for {org}")]
    OtherOrg {
        /// The plan's.
        plan: String,
        /// The one in use.
        org: String,
    },
    /// It is for another service: a simulated organization, or the real one.
    #[error("the plan was made for {plan}, not for {service}")]
    OtherService {
        /// The plan's address.
        plan: String,
        /// The one in use.
        service: String,
    },
    /// It was made too long ago, or the clock was turned back.
    #[error("the plan was made at {}, more than a day from now", shown_time(*made))]
    Old {
        /// When it was made.
        made: Timestamp,
    },
    /// The time is over for which it was to change something.
    #[error("the changes of the plan were to end at {}, which is past", shown_time(*until))]
    Over {
        /// When they were to end.
        until: Timestamp,
    },
    /// Too many of its rows are no longer as the plan recorded.
    #[error(
        "{} of the {} are no longer as the plan recorded",
        grouped(*moved),
        counted(*changes, "change", "changes")
    )]
    Drifted {
        /// Rows with another value.
        moved: u64,
        /// Changes it has.
        changes: u64,
    },
}

impl Limits {
    /// The most changes a run may have.
    #[must_use]
    pub fn most(&self) -> u64 {
        least(&self.run, self.managed)
            .unwrap_or_else(|| share(self.managed, SHARE).clamp(FEW, MANY))
    }

    /// Refuses a plan that exceeds the limits. `members` is the number of people who are in no row, but in a group that is
    /// changed as a whole; `groups` are the groups of the people it changes.
    ///
    /// # Errors
    /// `TooMany`, `TooManyOfGroup`.
    pub fn check(&self, plan: &Plan, members: u64, groups: &[GroupShare]) -> Result<(), Refusal> {
        // Several changes of one person count once, and a group as its members.
        let rows = plan.rows.iter().filter(|row| row.verdict.is_change());
        // A credential counts as its owner.
        let targets = rows.map(|row| {
            let owner = row.account.clone().map(Target::Account);
            match row.target() {
                Some(Target::Credential(id)) => owner.or(Some(Target::Credential(id))),
                target => target,
            }
        });
        let targets: HashSet<_> = targets
            .filter(|target| !matches!(target, Some(Target::Group(_))))
            .collect();
        let (changes, most) = (members.saturating_add(targets.len() as u64), self.most());
        if changes > most {
            return Err(Refusal::TooMany { changes, most });
        }
        for group in groups {
            let most = least(&self.group, group.members);
            if let Some(most) = most.filter(|most| group.asked > *most) {
                return Err(Refusal::TooManyOfGroup {
                    group: group
                        .name
                        .clone()
                        .unwrap_or_else(|| group.id.as_str().to_owned()),
                    members: group.members,
                    changes: group.asked,
                    most,
                });
            }
        }
        Ok(())
    }
}

/// The changes in a group, of its members; who gets in is no member yet.
fn of_members(changes: u64, members: u64) -> String {
    if changes <= members {
        format!("{} of the {} members", grouped(changes), grouped(members))
    } else {
        let people = counted(changes, "membership", "memberships");
        format!("{people}, where there are {} members,", grouped(members))
    }
}

fn least(bounds: &[CountOrPercent], whole: u64) -> Option<u64> {
    bounds.iter().map(|bound| bound.of(whole)).min()
}

impl Plan {
    /// Whether it is more than a day old (or, with a clock that was set back, from more than a day ahead), so that nothing
    /// applies it anymore.
    #[must_use]
    pub fn is_old(&self, now: Timestamp) -> bool {
        now.duration_since(self.made).abs() > LIFE
    }
}

/// Refuses a plan for another organization or service, an old plan, and one whose rows have changed. `live` is their
/// current state; a few that changed are left out later, but too many make the plan out of date.
///
/// # Errors
/// What is wrong with it.
pub fn stale(
    plan: &Plan,
    org: &OrgId,
    service: &str,
    now: Timestamp,
    live: Option<&Live>,
) -> Result<(), Refusal> {
    if plan.org != org.as_str() {
        return Err(Refusal::OtherOrg {
            plan: plan.org.clone(),
            org: org.as_str().to_owned(),
        });
    }
    if plan.service != service {
        return Err(Refusal::OtherService {
            plan: plan.service.clone(),
            service: service.to_owned(),
        });
    }
    if plan.is_old(now) {
        return Err(Refusal::Old { made: plan.made });
    }
    if let Some(until) = plan.until.filter(|until| *until <= now) {
        return Err(Refusal::Over { until });
    }
    let Some(live) = live else { return Ok(()) };
    let changes = plan.changes() as u64;
    let steps = ChangeSteps::of(&plan.rows);
    let moved = (0_u32..).zip(&plan.rows).filter(|(at, row)| {
        let first = steps.earlier(*at).is_none();
        if !row.verdict.is_change() || !first || !live.asked(row.facet.kind) {
            return false;
        }
        let Some(target) = row.target() else {
            return true;
        };
        if live
            .gone_group(&row.facet, &target, row.to.as_ref())
            .is_some()
        {
            return true;
        }
        match live.value(&target, &row.facet).cloned() {
            // A row that is as planned already is no reason to refuse.
            Some(now) => row.before.value() != Some(&now) && !steps.reached(&plan.rows, *at, &now),
            None => true,
        }
    });
    let moved = moved.count() as u64;
    if moved > (changes / 100).max(1) {
        return Err(Refusal::Drifted { moved, changes });
    }
    Ok(())
}
