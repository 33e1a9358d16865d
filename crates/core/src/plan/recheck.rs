//! Checks a saved plan against the current guards.

use std::collections::HashSet;

use atlctl_api::AccountId;

use super::guards::leaves_nobody;
use super::{Guards, Plan, Row, Verdict};
use crate::store::Person;

/// The people a kept plan changes whom the guards hold out today, with their rows' positions: protected since, the
/// one who applies it (who made it may have been somebody else), and those who became organization admins or whose
/// roles are not known any more. `known`: a person as the mirror has them today. What the plan was allowed to change
/// stands in the plan; one of an older atlctl does not say it, and is held against the first two alone.
///
/// # Errors
/// When somebody cannot be looked up.
pub fn held<'a, E>(
    plan: &'a Plan,
    guards: &Guards,
    known: impl Fn(&AccountId) -> Result<Option<Person>, E>,
) -> Result<Vec<(u32, &'a Row, Verdict)>, E> {
    let ready = guards.ready();
    let (mut held, mut changed, mut admins) = (Vec::new(), HashSet::new(), Vec::new());
    for (at, row) in (0_u32..).zip(&plan.rows) {
        if !row.verdict.is_change() {
            continue;
        }
        let account = AccountId::from(row.account.as_deref().unwrap_or_default());
        if let Some(verdict) = ready.always(row.email.as_deref(), &account) {
            held.push((at, row, verdict));
            continue;
        }
        let person = match plan.include {
            Some(_) => known(&account)?,
            None => None,
        };
        if let (Some(include), Some(person)) = (plan.include, person) {
            if let Some(verdict) = ready.unless_asked(&person, include) {
                held.push((at, row, verdict));
                continue;
            }
            if person.org_admin != Some(false) {
                admins.push((at, row));
            }
        }
        changed.insert(account);
    }
    let to: HashSet<_> = admins
        .iter()
        .filter_map(|(_, row)| row.to.as_ref())
        .collect();
    let there = |one: &Person| {
        one.policy
            .as_ref()
            .is_some_and(|policy| to.contains(policy))
    };
    let lost = |rescuers: &Vec<Person>| leaves_nobody(rescuers, &changed, there);
    if !admins.is_empty() && guards.rescuers.as_ref().is_some_and(lost) {
        held.extend(
            admins
                .into_iter()
                .map(|(at, row)| (at, row, Verdict::LastAdmin)),
        );
        held.sort_by_key(|(at, ..)| *at);
    }
    Ok(held)
}
