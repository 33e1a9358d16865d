//! The results of a review's rows, in counts and words.

use std::path::Path;

use atlctl_core::number::{counted, grouped};
use atlctl_core::review::{Answers, Closed, Decision, Results, ReviewRow, RowResult};

use super::problems::said_unusable;
use crate::context::Context;
use crate::ui::display;

/// The word for a row whose access a run took away.
const REMOVED: &str = "removed";

/// The result of each row of a review.
pub(super) struct Ended {
    /// One for each row.
    pub results: Vec<RowResult>,
    /// For each row, whether it was to be removed.
    to_remove: Vec<bool>,
}

impl Ended {
    /// Finds each row.
    pub fn of(rows: &[ReviewRow], answers: &Answers, results: &Results) -> Self {
        let decision = |row: &ReviewRow| answers.get(&row.row).and_then(|answer| answer.decision);
        let to_remove: Vec<bool> = rows
            .iter()
            .map(|row| decision(row) == Some(Decision::Remove))
            .collect();
        let results = rows
            .iter()
            .zip(&to_remove)
            .map(|(row, remove)| match remove {
                true => results.of_removal(&row.row),
                false => results.of_stay(&row.row),
            });
        Self {
            results: results.collect(),
            to_remove,
        }
    }

    /// Adds the counts to the step that closes the review.
    pub fn count_into(&self, closed: &mut Closed) {
        for (result, remove) in self.results.iter().zip(&self.to_remove) {
            match (remove, result) {
                (true, result) => {
                    *closed.results.entry(result.word().to_owned()).or_default() += 1;
                }
                (false, RowResult::Removed { .. }) => closed.removed_wrongly += 1,
                (false, RowResult::Gone) => closed.gone += 1,
                (false, RowResult::Unknown { .. }) => closed.maybe_removed_wrongly += 1,
                (false, _) => {}
            }
        }
    }

    /// Says who lost an access that they were to keep, and what was to be removed and was not.
    pub fn warn(&self, context: &Context, rows: &[ReviewRow], file: &Path) {
        let of = |wanted: fn(bool, &RowResult) -> bool| {
            let all = rows.iter().zip(self.results.iter().zip(&self.to_remove));
            let found = all.filter(move |(_, (result, remove))| wanted(**remove, result));
            found.map(|(row, (result, _))| (row, result)).collect()
        };
        let lost: Vec<(&ReviewRow, &RowResult)> =
            of(|remove, result| !remove && matches!(result, RowResult::Removed { .. }));
        let gone = of(|remove, result| !remove && matches!(result, RowResult::Gone));
        let perhaps = of(|remove, result| !remove && matches!(result, RowResult::Unknown { .. }));
        let left = of(|remove, result| {
            let gone = matches!(result, RowResult::Removed { .. } | RowResult::AlreadyGone);
            remove && !gone
        });
        let ui = &context.ui;
        // How many rows, and the first of them.
        let such_as = |rows: &[(&ReviewRow, &RowResult)], one: &str, many: &str| {
            let row = rows.first().map(|(row, _)| row)?;
            let number = counted(rows.len() as u64, one, many);
            let (person, access) = (display(row.person()), display(&row.access));
            Some(format!("{number}, such as {person} in {access}"))
        };
        if let Some(said) = such_as(
            &lost,
            "row of the review lost its access although nobody decided to remove it",
            "rows of the review lost their access although nobody decided to remove it",
        ) {
            let run = lost.first().and_then(|(_, result)| result.run());
            let run = run.unwrap_or_default();
            ui.warning(format!("{said}, by run {run}"));
            ui.hint(format!("give it back: atlctl undo {run} PEOPLE"));
        }
        if let Some(said) = such_as(
            &gone,
            "row of the review lost its access in another way although nobody decided to remove it",
            "rows of the review lost their access in another way although nobody decided to remove it",
        ) {
            ui.warning(said);
        }
        if let Some(said) = such_as(
            &perhaps,
            "row of the review may have lost its access although nobody decided to remove it",
            "rows of the review may have lost their access although nobody decided to remove it",
        ) {
            let why = perhaps.first().map(|(_, result)| display(result.why()));
            ui.warning(match why.filter(|why| !why.is_empty()) {
                Some(why) => format!("{said}: {why}"),
                None => said,
            });
        }
        if let Some(of) = such_as(
            &left,
            "row to remove may still have its access",
            "rows to remove may still have their access",
        ) {
            let why = left.first().map(|(_, result)| said(result));
            ui.warning(format!("{of}: {}", why.unwrap_or_default()));
        }
        if !lost.is_empty() || !gone.is_empty() || !perhaps.is_empty() || !left.is_empty() {
            let shown = display(&file.to_string_lossy());
            ui.hint(format!("the result of each row is in {shown}"));
        }
    }
}

fn said(result: &RowResult) -> String {
    match result.why() {
        "" => result.word().to_owned(),
        why => format!("{} ({})", result.word(), display(why)),
    }
}

/// The counts of a closed review, in words.
pub(super) fn said_closed(closed: &Closed) -> String {
    let removals = said_removals(closed);
    let unusable = said_unusable(closed.unusable);
    format!(
        "{} to keep, {} to remove{}, {} undecided{}",
        grouped(closed.keep),
        grouped(closed.remove),
        removals.map_or_else(String::new, |said| format!(" ({said})")),
        grouped(closed.undecided),
        unusable.map_or_else(String::new, |said| format!(" ({said})"))
    )
}

/// The results of the rows to remove, if there are any: those that are gone first.
fn said_removals(closed: &Closed) -> Option<String> {
    let mut all: Vec<(&str, u64)> = closed
        .results
        .iter()
        .map(|(word, count)| (word.as_str(), *count))
        .collect();
    all.sort_by_key(|(word, count)| (*word != REMOVED, std::cmp::Reverse(*count)));
    let said = all.into_iter();
    let said: Vec<String> = said
        .map(|(word, count)| format!("{} {}", grouped(count), display(word)))
        .collect();
    (!said.is_empty()).then(|| said.join(", "))
}
