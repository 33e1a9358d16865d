//! How many members each policy of a plan has, before and after.

use std::collections::BTreeMap;

use atlctl_api::{AccountId, PolicyId};
use atlctl_core::number::grouped;
use atlctl_core::plan::{Before, Plan};
use unicode_width::UnicodeWidthStr as _;

use crate::context::Context;
use crate::ui::display;

/// Policies in the summary, at most.
const SHOWN: usize = 6;

/// What a plan does to one policy.
#[derive(Default)]
struct Change {
    joining: u64,
    leaving: u64,
}

impl Change {
    fn words(&self) -> String {
        match (self.joining, self.leaving) {
            (joining, 0) => format!("+{}", grouped(joining)),
            (0, leaving) => format!("-{}", grouped(leaving)),
            (joining, leaving) => format!("+{} -{}", grouped(joining), grouped(leaving)),
        }
    }
}

/// A line for each policy that people join or leave, the largest changes first. The totals are the mirror's; they are
/// left out where the mirror is not as the plan found it.
pub(super) fn totals(context: &Context, plan: &Plan) -> Vec<String> {
    let mut changes: BTreeMap<Option<&PolicyId>, Change> = BTreeMap::new();
    for row in plan.rows.iter().filter(|row| row.verdict.is_change()) {
        if let Some(to) = &row.to {
            changes.entry(Some(to)).or_default().joining += 1;
        }
        match &row.before {
            Before::Policy(id) => changes.entry(Some(id)).or_default().leaving += 1,
            Before::None => {}
            Before::Unknown => changes.entry(None).or_default().leaving += 1,
        }
    }
    let members = members(context, plan).unwrap_or_default();
    let mut changes: Vec<(Option<&PolicyId>, Change)> = changes.into_iter().collect();
    changes.sort_by_key(|(_, change)| std::cmp::Reverse(change.joining.max(change.leaving)));
    let lines: Vec<(String, String)> = changes
        .iter()
        .take(SHOWN)
        .map(|(policy, change)| {
            let name = policy.map_or("unknown policy".to_owned(), |id| plan.policy_name(id));
            let total = policy.and_then(|id| members.get(id)).map(|before| {
                let after = (before + change.joining).saturating_sub(change.leaving);
                format!("{} → {}  ", grouped(*before), grouped(after))
            });
            let words = format!("{}{}", total.unwrap_or_default(), change.words());
            (display(&name), words)
        })
        .collect();
    let wide = lines.iter().map(|(name, _)| name.width()).max();
    let wide = wide.unwrap_or(0);
    let mut lines: Vec<String> = lines
        .into_iter()
        .map(|(name, words)| {
            let pad = " ".repeat(wide.saturating_sub(name.width()));
            format!("{name}{pad}  {words}")
        })
        .collect();
    if changes.len() > SHOWN {
        lines.push(format!("… and {} more policies", changes.len() - SHOWN));
    }
    lines
}

/// The members of each policy, as the mirror has them; none where somebody's policy is not as the plan found it.
fn members(context: &Context, plan: &Plan) -> Option<BTreeMap<PolicyId, u64>> {
    let mirror = context.mirror_quietly().ok()?;
    for row in plan.rows.iter().filter(|row| row.verdict.is_change()) {
        let account = AccountId::from(row.account.as_deref()?);
        let person = mirror.person_by_id(&account).ok()??;
        if person.policy.as_ref() != row.before.policy() {
            return None;
        }
    }
    let policies = mirror.policies().ok()?.into_iter();
    Some(policies.map(|policy| (policy.id, policy.members)).collect())
}
