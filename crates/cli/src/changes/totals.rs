//! How many members each policy, group or role of a plan has, before and after.

use atlctl_core::change::FacetKind;
use atlctl_core::number::{grouped, people};
use atlctl_core::plan::{Plan, PlanTotals, TotalMove};
use unicode_width::UnicodeWidthStr as _;

use crate::ui::display;

/// Names of this width stand below each other with their numbers.
const ALIGNED: usize = 48;
/// Totals of each kind in the summary, at most.
const SHOWN: usize = 6;

/// A line for each policy, group or role that people join or leave, the largest changes first. The totals are those of
/// the plan, as on its page.
pub(super) fn totals(plan: &Plan) -> Vec<String> {
    let kinds = plan.kinds();
    let own = kinds.iter().filter_map(|kind| plan.totals_of(*kind));
    let others = plan.totals.iter();
    let others = others.filter(|totals| !kinds.contains(&totals.kind));
    own.chain(others)
        .flat_map(|totals| of_kind(plan, totals))
        .collect()
}

/// The sizes of groups, where they were read live although no memberships were.
pub(super) fn sizes_read(plan: &Plan, read: &[FacetKind]) -> &'static [&'static str] {
    let mut live = plan.totals.iter().filter(|totals| !totals.live.is_empty());
    // Where groups are said to be read, their sizes are.
    let is_said = |noun: &str| read.iter().any(|kind| kind.noun() == noun);
    match live.any(|totals| !is_said(totals.kind.noun())) {
        true => &["sizes of groups"],
        false => &[],
    }
}

fn of_kind(plan: &Plan, totals: &PlanTotals) -> Vec<String> {
    let kind = totals.kind;
    let moves = plan.moves(kind);
    let unknown = TotalMove {
        leaving: moves.from_unknown,
        ..TotalMove::default()
    };
    let mut changes: Vec<(Option<&str>, TotalMove)> = Vec::new();
    changes.extend((moves.from_unknown > 0).then_some((None, unknown)));
    changes.extend(
        moves
            .by
            .iter()
            .map(|(id, moved)| (Some(id.as_str()), *moved)),
    );
    changes.sort_by_key(|(_, moved)| std::cmp::Reverse(moved.most()));
    let lines: Vec<(String, String)> = changes
        .iter()
        .take(SHOWN)
        .map(|(id, moved)| {
            let name = id.map_or_else(
                || format!("unknown {}", kind.thing()),
                |id| plan.name_of(kind, id),
            );
            let total = id.and_then(|id| total(plan, totals, id, moved));
            let words = format!("{}{}", total.unwrap_or_default(), words(moved));
            let source = id.filter(|id| !is_read(plan, totals, id));
            let source = source.map_or("", |_| "  (size from the mirror)");
            (display(&name), format!("{words}{source}"))
        })
        .collect();
    // A long name stands as it is: beside it, the others would not fit the screen.
    let short = lines.iter().map(|(name, _)| name.width());
    let wide = short.filter(|wide| *wide <= ALIGNED).max();
    let wide = wide.unwrap_or(0);
    let mut lines: Vec<String> = lines
        .into_iter()
        .map(|(name, words)| {
            let pad = " ".repeat(wide.saturating_sub(name.width()));
            format!("{name}{pad}  {words}")
        })
        .collect();
    if totals.unsure > 0 && !changes.is_empty() && kind.counts_people() {
        lines.push(format!(
            "Ranges: the status of {} before or after the changes is unknown.",
            people(totals.unsure),
        ));
    } else if totals.unsure > 0 && !changes.is_empty() {
        lines.push(format!(
            "Ranges: it is unknown which of these {} {} {} in.",
            kind.noun(),
            people(totals.unsure),
            if totals.unsure == 1 { "is" } else { "are" },
        ));
    }
    if changes.len() > SHOWN {
        lines.push(match changes.len() - SHOWN {
            1 => "… and one more".to_owned(),
            more => format!("… and {more} more {}", kind.noun()),
        });
    }
    lines
}

/// A total before and after: `41 → 43`, `41 → 40 to 43`.
fn total(plan: &Plan, totals: &PlanTotals, id: &str, moved: &TotalMove) -> Option<String> {
    let total = totals.all.iter().find(|total| total.id == id)?;
    let before = plan.count_of(totals.kind, total)?;
    let (least, most) = moved.after(before);
    Some(format!(
        "{} → {}  ",
        grouped(before),
        range("", least, most)
    ))
}

/// Whether a size that can be read live was: others are known to come from the mirror.
fn is_read(plan: &Plan, totals: &PlanTotals, id: &str) -> bool {
    let total = totals.all.iter().find(|total| total.id == id);
    let count = total.and_then(|total| plan.count_of(totals.kind, total));
    let is_new = total.is_some_and(|total| total.name.as_deref() == Some(id));
    !totals.kind.counts_members() || count.is_none() || is_new || plan.is_live(totals, id)
}

/// What changes: `+1 -2`, `+1 to +3`.
fn words(moved: &TotalMove) -> String {
    let (joining, leaving) = moved.at_most();
    let mut words = Vec::new();
    if joining > 0 || leaving == 0 {
        words.push(range("+", moved.joining, joining));
    }
    if leaving > 0 {
        words.push(range("-", moved.leaving, leaving));
    }
    words.join(" ")
}

fn range(sign: &str, least: u64, most: u64) -> String {
    let least_said = format!("{sign}{}", grouped(least));
    if least == most {
        return least_said;
    }
    format!("{least_said} to {sign}{}", grouped(most))
}
