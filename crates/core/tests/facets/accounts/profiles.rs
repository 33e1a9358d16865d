//! Fields of profiles.

use atlctl_core::change::facet::profile::Profile;
use atlctl_core::change::{Facet, FacetKind};
use atlctl_core::plan::Row;
use atlctl_core::report::RowOutcome;
use atlctl_sim::Facet as Lagged;

use super::stage::{Stage, value};
use super::{FAULTS, each};

fn facet(field: &str) -> Facet {
    Facet::about(FacetKind::of(&Profile), [field])
}

/// Two fields of each person.
fn rows(stage: &Stage) -> Vec<Row> {
    let people = 0..stage.people.len();
    let of = |at: usize| {
        let profile = stage.truth(at)["profile"].clone();
        let text = |name: &str| profile[name].as_str().unwrap().to_owned();
        [
            stage.row(at, &facet("job-title"), &text("job_title"), "Cook"),
            stage.row(at, &facet("zoneinfo"), &text("zoneinfo"), "Europe/Vienna"),
        ]
    };
    people.flat_map(of).collect()
}

fn assert_changed(stage: &Stage, what: &str) {
    for at in 0..stage.people.len() {
        let profile = stage.truth(at)["profile"].clone();
        assert_eq!(profile["job_title"], "Cook", "{what}");
        assert_eq!(profile["zoneinfo"], "Europe/Vienna", "{what}");
    }
}

#[test]
fn several_fields_of_several_people_also_when_readers_lag() {
    let stage = Stage::new(3);
    stage.lag(Lagged::Profile, 400);
    let rows = rows(&stage);
    // One profile a person is read, however many fields.
    let before = stage.control().requests().len();
    let live = stage.live(&rows);
    assert_eq!(stage.control().requests().len() - before, 3);
    assert!(
        rows.iter()
            .all(|row| value(&live, row) == row.before.value())
    );
    let mut run = stage.begin(rows);
    stage.go(&mut run);
    assert_eq!(stage.outcomes(&run), [RowOutcome::Done; 6]);
    assert_changed(&stage, "lag");
}

#[test]
fn every_lost_answer_is_settled_and_nothing_is_done_twice() {
    each(&FAULTS, |fault| {
        let stage = Stage::new(2);
        stage.fault(&format!("PATCH */manage/profile 1x {fault}"));
        let mut run = stage.begin(rows(&stage));
        stage.go(&mut run);
        let run = stage.resumed(run);
        assert_eq!(stage.outcomes(&run), [RowOutcome::Done; 4], "{fault}");
        assert_changed(&stage, fault);
        let succeeded = stage.succeeded("update-profile");
        assert!(
            succeeded.values().all(|count| *count == 2),
            "{fault}: {succeeded:?}"
        );
    });
}

#[test]
fn a_profile_that_somebody_else_changed() {
    let stage = Stage::new(2);
    let rows = rows(&stage);
    let mut run = stage.begin(rows);
    let path = format!("/users/{}/manage/profile", stage.people[0].account_id);
    // Nothing reads it before the change: the last one wins, as everywhere.
    let body = r#"{"extended_profile":{"job_title":"Cook"}}"#;
    assert_eq!(stage.control().as_another("PATCH", &path, body).0, 200);
    stage.go(&mut run);
    assert_eq!(stage.outcomes(&run), [RowOutcome::Done; 4]);
    assert_changed(&stage, "another");
}
