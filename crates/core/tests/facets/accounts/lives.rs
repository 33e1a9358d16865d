//! Active, deactivated, to be deleted.

use std::time::Duration;

use atlctl_core::change::facet::lifecycle::{
    ACTIVE, DEACTIVATED, KEPT, Lifecycle, TO_BE_DELETED, deletion, enablement,
};
use atlctl_core::change::{Facet, FacetKind};
use atlctl_core::plan::Row;
use atlctl_core::report::RowOutcome;
use atlctl_sim::Facet as Lagged;

use super::stage::{Stage, value};
use super::{FAULTS, each};

fn about(of: Vec<String>) -> Facet {
    Facet::about(FacetKind::of(&Lifecycle), of)
}

fn rows(stage: &Stage, of: Vec<String>, before: &str, to: &str) -> Vec<Row> {
    let facet = about(of);
    (0..stage.people.len())
        .map(|at| stage.row(at, &facet, before, to))
        .collect()
}

fn statuses(stage: &Stage) -> Vec<String> {
    let people = 0..stage.people.len();
    people
        .map(|at| stage.truth(at)["status"].as_str().unwrap().to_owned())
        .collect()
}

#[test]
fn there_and_back_also_when_readers_lag() {
    let stage = Stage::new(3);
    stage.lag(Lagged::Lifecycle, 400);
    for (of, before, to, status) in [
        (enablement(Some("bye")), ACTIVE, DEACTIVATED, "deactivated"),
        (enablement(None), DEACTIVATED, ACTIVE, "active"),
        (deletion(None), KEPT, TO_BE_DELETED, "for_deletion"),
        (deletion(None), TO_BE_DELETED, KEPT, "active"),
        (enablement(None), ACTIVE, DEACTIVATED, "deactivated"),
        (deletion(None), DEACTIVATED, TO_BE_DELETED, "for_deletion"),
    ] {
        let rows = rows(&stage, of, before, to);
        let mut run = stage.begin(rows.clone());
        stage.go(&mut run);
        assert_eq!(stage.outcomes(&run), [RowOutcome::Done; 3], "{to}");
        assert_eq!(statuses(&stage), [status; 3]);
        let live = stage.live(&rows);
        assert!(
            rows.iter().all(|row| value(&live, row) == row.to.as_ref()),
            "{to}"
        );
    }
}

/// To cancel a deletion makes an account active, so that it is deactivated again in a second step.
#[test]
fn who_was_deactivated_before_a_deletion_is_so_again() {
    let stage = Stage::new(2);
    let about = |before, to| rows(&stage, deletion(None), before, to);
    let mut steps = about(TO_BE_DELETED, KEPT);
    steps.extend(about(KEPT, DEACTIVATED));
    for rows in [
        rows(&stage, enablement(None), ACTIVE, DEACTIVATED),
        about(DEACTIVATED, TO_BE_DELETED),
        steps,
    ] {
        let all = vec![RowOutcome::Done; rows.len()];
        let mut run = stage.begin(rows);
        stage.go(&mut run);
        assert_eq!(stage.outcomes(&run), all);
    }
    assert_eq!(statuses(&stage), ["deactivated"; 2]);
}

#[test]
fn every_lost_answer_is_settled_and_nothing_is_done_twice() {
    each(&FAULTS, |fault| {
        let stage = Stage::new(3);
        stage.fault(&format!("POST */lifecycle/disable 1x {fault}"));
        let mut run = stage.begin(rows(&stage, enablement(None), ACTIVE, DEACTIVATED));
        stage.go(&mut run);
        let run = stage.resumed(run);
        assert_eq!(stage.outcomes(&run), [RowOutcome::Done; 3], "{fault}");
        assert_eq!(statuses(&stage), ["deactivated"; 3], "{fault}");
        let succeeded = stage.succeeded("deactivate");
        assert!(
            succeeded.values().all(|count| *count == 1),
            "{fault}: {succeeded:?}"
        );
    });
}

#[test]
fn what_the_service_refuses_and_what_others_do() {
    let stage = Stage::new(3);
    let path = |at: usize, call: &str| {
        format!(
            "/users/{}/manage/lifecycle/{call}",
            stage.people[at].account_id
        )
    };
    let control = stage.control();
    // One was deactivated and one deleted by somebody else: an account to be deleted cannot be activated.
    assert_eq!(control.as_another("POST", &path(0, "disable"), "{}").0, 204);
    assert_eq!(control.as_another("POST", &path(1, "delete"), "{}").0, 200);
    control.settle();
    let mut run = stage.begin(rows(&stage, enablement(None), DEACTIVATED, ACTIVE));
    stage.go(&mut run);
    assert_eq!(
        stage.outcomes(&run),
        [RowOutcome::Done, RowOutcome::Refused, RowOutcome::Done]
    );
    // The accounts that are gone for good are reported as nothing, not as kept.
    control.advance(Duration::from_secs(15 * 86_400));
    let gone = rows(&stage, deletion(None), KEPT, TO_BE_DELETED);
    let live = stage.live(&gone);
    assert_eq!(value(&live, &gone[1]), None);
    assert_eq!(value(&live, &gone[0]), Some(&KEPT.into()));
}
