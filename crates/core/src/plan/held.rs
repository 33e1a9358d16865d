//! A plan that was kept, and the guards of today.

use atlctl_api::AccountId;

use super::names::Names;
use super::{Plan, Row, Rules, Verdict};

/// The people a kept plan changes whom the rules hold out today, with their rows' positions: protected since, or
/// the one who applies it. (Who made it may have been somebody else.)
pub fn held<'a>(plan: &'a Plan, rules: &'a Rules) -> impl Iterator<Item = (u32, &'a Row, Verdict)> {
    let (protected, yourself) = (Names::of(&rules.protected), Names::of(&rules.yourself));
    (0_u32..)
        .zip(&plan.rows)
        .filter(|(_, row)| row.verdict.is_change())
        .filter_map(move |(at, row)| {
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
            Some((at, row, verdict))
        })
}
