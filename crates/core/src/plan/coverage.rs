//! The policies of a plan and their known members.

use std::collections::BTreeSet;

use atlctl_api::{AccountId, PolicyId};

use super::{Before, PolicyRef, Row};
use crate::query::{Managed, UserQuery};
use crate::sql::SqlError;
use crate::store::Mirror;

/// Every policy of the mirror and of the rows, largest first, and how many managed accounts are in an unknown policy.
///
/// # Errors
/// When the mirror cannot be read.
pub fn coverage(
    mirror: &Mirror,
    rows: &[Row],
    now: jiff::Timestamp,
) -> Result<(Vec<PolicyRef>, u64), SqlError> {
    let mut policies: Vec<PolicyRef> = mirror
        .policies()?
        .into_iter()
        .map(|policy| PolicyRef {
            id: policy.id,
            name: policy.name,
            members: Some(policy.members),
        })
        .collect();
    let known: BTreeSet<PolicyId> = policies.iter().map(|policy| policy.id.clone()).collect();
    let mut more = BTreeSet::new();
    for row in rows {
        more.extend(row.before.policy().into_iter().chain(&row.to).cloned());
    }
    policies.extend(more.difference(&known).map(|id| PolicyRef {
        id: id.clone(),
        name: None,
        members: None,
    }));
    // Of the people of the plan the service told more than the mirror knows.
    for row in rows {
        let (Before::Policy(now), Some(account)) = (&row.before, &row.account) else {
            continue;
        };
        let person = mirror.person_by_id(&AccountId::from(account.as_str()))?;
        let then = person.and_then(|person| person.policy);
        if then.as_ref() == Some(now) {
            continue;
        }
        let mut count = |id: &PolicyId, more: bool| {
            if let Some(policy) = policies.iter_mut().find(|policy| policy.id == *id) {
                let members = policy.members.unwrap_or(0);
                policy.members = Some(if more {
                    members + 1
                } else {
                    members.saturating_sub(1)
                });
            }
        };
        count(now, true);
        if let Some(then) = then {
            count(&then, false);
        }
    }
    let unknown = UserQuery {
        managed: Some(Managed::Yes),
        policy: vec!["unknown".to_owned()],
        ..UserQuery::default()
    };
    Ok((policies, unknown.count(mirror, now)?))
}
