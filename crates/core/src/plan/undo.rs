//! Makes the undo plan of a run.

use super::{Before, Found, Plan, Row, Rules, Verdict, Wanted, decide};
use crate::input;
use crate::store::{Mirror, Person, StoreError};
use atlctl_api::{AccountId, PolicyId};

/// Makes the rows that move people back to their previous policies: one group for each policy that the run moved
/// people to. Rows without a known previous policy have no target.
///
/// # Errors
/// When the mirror cannot be read.
pub fn undo(
    mirror: Option<&Mirror>,
    plan: &Plan,
    moved: impl Fn(usize) -> bool,
) -> Result<Vec<(PolicyId, Vec<Wanted>)>, StoreError> {
    let mut groups: Vec<(PolicyId, Vec<Wanted>)> = Vec::new();
    for (at, row) in plan.rows.iter().enumerate() {
        let (true, Some(now)) = (moved(at), &row.to) else {
            continue;
        };
        let wanted = Wanted {
            found: found(mirror, row)?,
            to: row.before.policy().cloned(),
        };
        match groups.iter_mut().find(|(policy, _)| policy == now) {
            Some((_, group)) => group.push(wanted),
            None => groups.push((now.clone(), vec![wanted])),
        }
    }
    Ok(groups)
}

/// Rows for people who were named for the undo although the run did not move them.
#[must_use]
pub fn not_moved(found: Vec<Found>) -> Vec<Row> {
    let nowhere = |found| Wanted { found, to: None };
    let wanted: Vec<Wanted> = found.into_iter().map(nowhere).collect();
    let mut rows = decide(&wanted, None, &Rules::default());
    for row in &mut rows {
        // The service is not asked about them.
        row.before = Before::Unknown;
        if row.verdict == Verdict::NothingBefore {
            row.verdict = Verdict::NotMoved;
        }
    }
    rows
}

/// The person of a row, from the mirror or else from the plan.
fn found(mirror: Option<&Mirror>, row: &Row) -> Result<Found, StoreError> {
    let account = AccountId::from(row.account.as_deref().unwrap_or_default());
    let known = match mirror {
        Some(mirror) => mirror.person_by_id(&account)?,
        None => None,
    };
    let person = known.unwrap_or_else(|| Person {
        account_id: account,
        email: row.email.clone(),
        name: row.name.clone(),
        account_type: None,
        account_status: None,
        status: None,
        membership_status: None,
        claim_status: None,
        managed: Some(true),
        policy: None,
        policy_known: false,
        org_admin: None,
        groups_known: false,
        managed_by_idp: None,
        gone: false,
    });
    Ok(Found {
        given: input::Person {
            line: row.line,
            email: row.email.clone(),
            account: row.account.clone(),
        },
        person: Some(person),
        suggestions: Vec::new(),
        contradicts: false,
    })
}
