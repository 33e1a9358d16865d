//! The results of a review's rows, in counts and words.

use std::collections::HashSet;
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
    /// For each row, whether an earlier decision to remove it was carried out that a later one replaced.
    by_earlier: Vec<bool>,
}

impl Ended {
    /// Finds each row.
    pub fn of(rows: &[ReviewRow], answers: &Answers, results: &Results) -> Self {
        let decision = |row: &ReviewRow| answers.get(&row.row).and_then(|answer| answer.decision);
        let to_remove: Vec<bool> = rows
            .iter()
            .map(|row| decision(row) == Some(Decision::Remove))
            .collect();
        let found = rows
            .iter()
            .zip(&to_remove)
            .map(|(row, remove)| match remove {
                true => results.of_removal(&row.row),
                false => results.of_stay(&row.row),
            });
        let by_earlier = rows.iter().zip(&to_remove);
        let by_earlier = by_earlier
            .map(|(row, remove)| !remove && results_say_removed(results, row))
            .collect();
        Self {
            results: found.collect(),
            to_remove,
            by_earlier,
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
        let removed: Vec<(&ReviewRow, &RowResult)> =
            of(|remove, result| !remove && matches!(result, RowResult::Removed { .. }));
        let earlier: HashSet<&str> = (rows.iter().zip(&self.by_earlier))
            .filter_map(|(row, is_earlier)| is_earlier.then_some(row.row.as_str()))
            .collect();
        let (decided, lost): (Vec<_>, Vec<_>) =
            (removed.into_iter()).partition(|(row, _)| earlier.contains(row.row.as_str()));
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
            &decided,
            "row of the review lost its access by an earlier decision to remove it, which a later one replaced",
            "rows of the review lost their access by earlier decisions to remove it, which later ones replaced",
        ) {
            warn_of_run(context, &said, decided.first().map(|(_, result)| *result));
        }
        if let Some(said) = such_as(
            &lost,
            "row of the review lost its access although nobody decided to remove it",
            "rows of the review lost their access although nobody decided to remove it",
        ) {
            warn_of_run(context, &said, lost.first().map(|(_, result)| *result));
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
        let any_removed = !decided.is_empty() || !lost.is_empty();
        if any_removed || !gone.is_empty() || !perhaps.is_empty() || !left.is_empty() {
            let shown = display(&file.to_string_lossy());
            ui.hint(format!("the result of each row is in {shown}"));
        }
    }
}

/// Whether a run of the review's own took it, for a decision about this row.
fn results_say_removed(results: &Results, row: &ReviewRow) -> bool {
    matches!(results.of_stay(&row.row), RowResult::Removed { .. })
}

/// Warns of rows that a run took away, and says how to give it back.
fn warn_of_run(context: &Context, said: &str, first: Option<&RowResult>) {
    let run = first.and_then(RowResult::run).unwrap_or_default();
    context.ui.warning(format!("{said}, by run {run}"));
    context
        .ui
        .hint(format!("give it back: atlctl undo {run} PEOPLE"));
}

/// Warns, when a plan is made, of rows that it does not remove and that the run of an earlier plan has removed.
pub(super) fn warn_of_carried_out(
    context: &Context,
    rows: &[ReviewRow],
    answers: &Answers,
    results: &Results,
) {
    let ended = Ended::of(rows, answers, results);
    let all = rows.iter().zip(&ended.results).zip(&ended.by_earlier);
    let mut found = all.filter_map(|(of, is_earlier)| is_earlier.then_some(of));
    let Some((row, result)) = found.next() else {
        return;
    };
    let number = counted(
        1 + found.count() as u64,
        "row that is not to be removed anymore lost its access",
        "rows that are not to be removed anymore lost their access",
    );
    let (person, access) = (display(row.person()), display(&row.access));
    let said = format!("{number} by an earlier plan, such as {person} in {access}");
    warn_of_run(context, &said, Some(result));
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
