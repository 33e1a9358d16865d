//! Tests of the results of a review's rows.

use super::*;

fn row(key: &'static str, of: &str, outcome: RowOutcome) -> ActRow<&'static str> {
    ActRow {
        key: Some(key),
        review_rows: vec![of.to_owned()],
        is_change: !matches!(outcome, RowOutcome::Unchanged),
        takes: true,
        outcome,
        why: String::new(),
    }
}

fn act(plan: Option<usize>, run: Option<&str>, rows: &[ActRow<&'static str>]) -> Act<&'static str> {
    Act {
        plan,
        run: run.map(str::to_owned),
        rows: rows.to_vec(),
    }
}

#[test]
fn whom_an_earlier_plan_removed_is_not_kept() {
    let results = Results::of(&[
        act(
            Some(1),
            None,
            &[
                row("c", "r3", RowOutcome::Open),
                row("d", "r4", RowOutcome::Refused),
            ],
        ),
        act(
            Some(0),
            Some("1"),
            &[
                row("a", "r1", RowOutcome::Done),
                row("b", "r2", RowOutcome::Failed),
                row("c", "r3", RowOutcome::Done),
            ],
        ),
    ]);
    assert_eq!(results.of_stay("r1").word(), "removed");
    assert_eq!(results.of_stay("r1").run(), Some("1"));
    assert_eq!(results.of_stay("r2"), RowResult::Stays);
    assert_eq!(results.of_stay("r9"), RowResult::Stays);
    assert_eq!(results.of_removal("r4").word(), "refused");
    // No plan that is about it: nothing is known.
    assert_eq!(results.of_removal("r9").word(), "unknown");
}

#[test]
fn what_went_in_another_way_is_not_kept() {
    let lost = |run: Option<&str>| AccessStanding::Lost {
        run: run.map(str::to_owned),
    };
    let refused = RowResult::NotRemoved {
        outcome: RowOutcome::Refused,
        why: "is suspended".to_owned(),
    };
    let removed = RowResult::Removed {
        run: "1".to_owned(),
    };
    let of = |mut result: RowResult, standing| {
        result.as_of(standing, "not known");
        (result.word(), result.why().to_owned())
    };
    let plain = |word: &'static str| (word, String::new());
    assert_eq!(of(RowResult::Stays, AccessStanding::Has), plain("kept"));
    assert_eq!(of(RowResult::Stays, lost(None)), plain("gone"));
    assert_eq!(of(RowResult::Stays, lost(Some("2"))), plain("removed"));
    assert_eq!(of(refused.clone(), lost(None)), plain("already gone"));
    assert_eq!(of(refused.clone(), lost(Some("2"))), plain("removed"));
    assert_eq!(of(removed, AccessStanding::Unknown), plain("removed"));
    let unknown = of(refused, AccessStanding::Unknown);
    assert_eq!(unknown.1, "refused: is suspended; not known");
    assert_eq!(of(RowResult::Stays, AccessStanding::Unknown).0, "unknown");
}

#[test]
fn the_run_of_an_earlier_plan_counts_after_a_later_one_is_made() {
    let results = Results::of(&[
        act(Some(1), None, &[row("a", "r1", RowOutcome::Open)]),
        act(Some(0), Some("1"), &[row("a", "r1", RowOutcome::Done)]),
    ]);
    assert_eq!(results.of_removal("r1").run(), Some("1"));
}

#[test]
fn a_later_plan_finds_what_an_earlier_one_removed() {
    let results = Results::of(&[
        act(Some(0), Some("1"), &[row("a", "r1", RowOutcome::Done)]),
        act(Some(1), Some("2"), &[row("a", "r1", RowOutcome::Unchanged)]),
    ]);
    let removed = RowResult::Removed {
        run: "1".to_owned(),
    };
    assert_eq!(results.of_removal("r1"), removed);
}

#[test]
fn an_app_that_went_with_a_group_was_removed_by_the_run_of_the_group() {
    let both = ActRow {
        review_rows: vec!["group".to_owned(), "app".to_owned()],
        ..row("membership", "", RowOutcome::Done)
    };
    let later = [
        row("membership", "group", RowOutcome::Unchanged),
        row("role", "app", RowOutcome::Unchanged),
    ];
    let first = act(Some(0), Some("1"), &[both]);
    let results = Results::of(&[first.clone(), act(Some(1), Some("2"), &later)]);
    assert_eq!(results.of_removal("group").run(), Some("1"));
    assert_eq!(results.of_removal("app").run(), Some("1"));
    // What an undo gave back, another took.
    let gives = ActRow {
        takes: false,
        ..row("membership", "", RowOutcome::Done)
    };
    let back = act(None, Some("2"), &[gives]);
    let results = Results::of(&[first, back, act(Some(1), None, &later[1..])]);
    assert_eq!(results.of_removal("app"), RowResult::AlreadyGone);
}

#[test]
fn the_access_is_gone_when_all_its_changes_are_done() {
    let results = Results::of(&[act(
        Some(0),
        Some("1"),
        &[
            row("a", "r1", RowOutcome::Done),
            row("b", "r1", RowOutcome::Refused),
            row("c", "r2", RowOutcome::Done),
            row("d", "r2", RowOutcome::Unchanged),
            row("e", "r3", RowOutcome::Done),
            row("f", "r3", RowOutcome::Unknown),
        ],
    )]);
    assert_eq!(results.of_removal("r1").word(), "refused");
    assert_eq!(results.of_removal("r2").word(), "removed");
    assert_eq!(results.of_removal("r3").word(), "unknown");
    // Something of it is gone.
    assert_eq!(results.of_stay("r1").word(), "removed");
}

#[test]
fn an_undo_gives_back_and_a_later_run_takes_again() {
    let taken = act(Some(0), Some("1"), &[row("a", "r1", RowOutcome::Done)]);
    let gives = ActRow {
        takes: false,
        ..row("a", "", RowOutcome::Done)
    };
    let back = act(None, Some("2"), &[gives]);
    let again = act(Some(0), Some("3"), &[row("a", "r1", RowOutcome::Done)]);
    let undone = Results::of(&[taken.clone(), back.clone()]);
    assert_eq!(undone.of_removal("r1").word(), "given back");
    assert_eq!(undone.of_stay("r1").word(), "given back");
    let again = Results::of(&[taken.clone(), back.clone(), again]);
    assert_eq!(again.of_removal("r1").run(), Some("3"));
    let undo_of_undo = act(None, Some("3"), &[row("a", "", RowOutcome::Done)]);
    let again = Results::of(&[taken, back, undo_of_undo]);
    assert_eq!(again.of_stay("r1").run(), Some("3"));
}

#[test]
fn a_change_for_another_row_is_not_this_rows() {
    // The first plan takes the group from both rows, the second only for the other.
    let both = ActRow {
        review_rows: vec!["app".to_owned(), "group".to_owned()],
        ..row("a", "", RowOutcome::Open)
    };
    let results = Results::of(&[
        act(Some(0), None, &[both]),
        act(Some(1), Some("1"), &[row("a", "group", RowOutcome::Done)]),
    ]);
    assert_eq!(results.of_stay("app"), RowResult::Stays);
    assert_eq!(results.of_removal("group").word(), "removed");
}
