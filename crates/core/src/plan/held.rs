//! A plan that was kept, and the guards of today.

use atlctl_api::AccountId;

use super::names::Names;
use super::{Plan, Row, Rules, Verdict};

/// The first person a kept plan changes whom the rules hold out today: protected since, or the one who
/// applies it. (Who made it may have been somebody else.)
#[must_use]
pub fn held<'a>(plan: &'a Plan, rules: &Rules) -> Option<(&'a Row, Verdict)> {
    let (protected, yourself) = (Names::of(&rules.protected), Names::of(&rules.yourself));
    plan.rows
        .iter()
        .filter(|row| row.verdict.is_change())
        .find_map(|row| {
            let account = AccountId::from(row.account.as_deref().unwrap_or_default());
            let email = row.email.as_deref();
            let verdict = if yourself.hold(email, &account) {
                Verdict::Yourself
            } else if protected.hold(email, &account) {
                Verdict::Protected
            } else {
                Verdict::InProtectedGroup {
                    group: rules.protected_members.get(&account)?.clone(),
                }
            };
            Some((row, verdict))
        })
}
