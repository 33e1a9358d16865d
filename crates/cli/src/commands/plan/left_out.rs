//! What a saved plan would leave out, where it would apply all the same.

use atlctl_core::number::{counted, grouped};
use atlctl_core::plan::{Checked, Plan, RowNow};

use crate::ui::{display, first_of};

/// Rows that are named, at most.
const SHOWN: usize = 3;

/// In words: `The plan would apply without 1 row that changed since: ada@acme.example.`; `None` where nothing is left out.
pub(super) fn left_out(plan: &Plan, checked: &[Checked<'_>]) -> Option<String> {
    let named = |row_now: RowNow, changes: bool| -> Vec<String> {
        let rows = checked
            .iter()
            .filter(|one| one.row_now == row_now && one.row.verdict.is_change() == changes);
        rows.map(|one| {
            let row = one.row;
            let name = |id: &str| plan.name_of(row.facet.kind, id);
            let known = row.email.clone().or_else(|| row.account.clone());
            known.unwrap_or_else(|| row.facet.kind.what(&row.facet.of, &name))
        })
        .collect()
    };
    let mut words = Vec::new();
    let moved = named(RowNow::Moved, true);
    if !moved.is_empty() {
        let rows = counted(moved.len() as u64, "row", "rows");
        words.push(format!(
            "The plan would apply without {rows} that changed since: {}.",
            first_of(&moved, moved.len(), SHOWN)
        ));
    }
    let unseen = named(RowNow::NotReported, true);
    if !unseen.is_empty() {
        let (rows, are) = match unseen.len() {
            1 => ("1 row that Atlassian does not report".to_owned(), "is"),
            more => (
                format!(
                    "{} rows that Atlassian does not report",
                    grouped(more as u64)
                ),
                "are",
            ),
        };
        words.push(format!(
            "{rows} {are} tried all the same: {}.",
            first_of(&unseen, unseen.len(), SHOWN)
        ));
    }
    let mut already = named(RowNow::Moved, false);
    already.extend(named(RowNow::NotReported, false));
    if !already.is_empty() {
        let rows = counted(already.len() as u64, "row", "rows");
        words.push(format!(
            "The plan leaves alone {rows} that needed no change and changed since: {}.",
            first_of(&already, already.len(), SHOWN)
        ));
    }
    (!words.is_empty()).then(|| display(&words.join(" ")))
}
