//! How many members each policy, group or role of a plan has, before and after.

use std::collections::BTreeMap;

use atlctl_core::change::FacetKind;
use atlctl_core::number::{grouped, people};
use atlctl_core::plan::{Plan, Row};
use unicode_width::UnicodeWidthStr as _;

use crate::context::Context;
use crate::ui::display;

/// Totals of each kind in the summary, at most.
const SHOWN: usize = 6;

/// What a plan does to one total.
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

/// A line for each policy, group or role that people join or leave, the largest changes first. The totals are the
/// mirror's; they are left out where the mirror is not as the plan found it.
pub(super) fn totals(context: &Context, plan: &Plan) -> Vec<String> {
    let mut lines = Vec::new();
    for kind in plan.kinds() {
        lines.extend(of_kind(context, plan, kind));
    }
    lines
}

fn of_kind(context: &Context, plan: &Plan, kind: FacetKind) -> Vec<String> {
    let mut changes: BTreeMap<Option<&str>, Change> = BTreeMap::new();
    let changed = |row: &&Row| row.facet.kind == kind && row.verdict.is_change();
    let mut totals = plan.totals.iter().filter(|one| one.kind == kind);
    let of_people = totals.find_map(|one| one.moved.as_ref());
    for (id, moved) in of_people.into_iter().flatten() {
        let change = Change {
            joining: moved.joining,
            leaving: moved.leaving,
        };
        changes.insert(Some(id), change);
    }
    let rows = plan.rows.iter().filter(changed);
    for row in rows.filter(|_| of_people.is_none()) {
        let into = |value| kind.counts_into_each(&row.facet.of, value);
        for id in row.to.as_ref().map(into).unwrap_or_default() {
            changes.entry(Some(id)).or_default().joining += 1;
        }
        match row.before.value() {
            Some(value) => {
                for id in into(value) {
                    changes.entry(Some(id)).or_default().leaving += 1;
                }
            }
            None => changes.entry(None).or_default().leaving += 1,
        }
    }
    let of_leavers = plan.totals.iter().filter(|one| one.kind == kind);
    let mut unknown = 0;
    for one in of_leavers {
        unknown += one.unknown_leavers;
        for (id, leaving) in &one.leavers {
            if let Some(change) = changes.get_mut(&Some(id.as_str())) {
                change.leaving += leaving;
            }
        }
    }
    let mut members = members(context, plan, kind).unwrap_or_default();
    for (id, now) in &plan.later.members {
        // What was read by now counts.
        members.insert(id.clone(), *now);
    }
    let mut changes: Vec<(Option<&str>, Change)> = changes.into_iter().collect();
    changes.sort_by_key(|(_, change)| std::cmp::Reverse(change.joining.max(change.leaving)));
    let lines: Vec<(String, String)> = changes
        .iter()
        .take(SHOWN)
        .map(|(id, change)| {
            let name = id.map_or_else(
                || format!("unknown {}", kind.thing()),
                |id| plan.name_of(kind, id),
            );
            let total = id.and_then(|id| members.get(id)).map(|before| {
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
    if unknown > 0 {
        lines.push(format!(
            "or fewer: {} who {} removed may be in {}, too",
            people(unknown),
            if unknown == 1 { "is" } else { "are" },
            if changes.len() == 1 { "it" } else { "them" }
        ));
    }
    if changes.len() > SHOWN {
        lines.push(format!(
            "… and {} more {}",
            changes.len() - SHOWN,
            kind.noun()
        ));
    }
    lines
}

/// The totals, as the mirror has them; none where a row is not as the plan found it.
fn members(context: &Context, plan: &Plan, kind: FacetKind) -> Option<BTreeMap<String, u64>> {
    let mirror = context.mirror_without_header().ok()?;
    let changed = |row: &&Row| row.facet.kind == kind && row.verdict.is_change();
    for row in plan
        .rows
        .iter()
        .filter(|row| changed(row) && kind.is_mirrored())
    {
        let now = kind.mirrored(&mirror, &row.facet.of, &row.target()?).ok()?;
        if now != row.before {
            return None;
        }
    }
    let totals = kind.totals(&mirror, &[], context.now()).ok()?.all;
    let known = totals.into_iter();
    Some(
        known
            .filter_map(|total| Some((total.id, total.count?)))
            .collect(),
    )
}
