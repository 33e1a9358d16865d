//! Groups that are created and deleted, and members who wait for their group.

use atlctl_core::apply::row_result;
use atlctl_core::change::facet::group_exists::{ABSENT, GroupExists, PRESENT, of_deleted};
use atlctl_core::change::facet::membership::{IN, Membership, OUT, of_named};
use atlctl_core::change::{Facet, FacetKind, Target};
use atlctl_core::plan::Row;
use atlctl_core::report::RowOutcome;

use super::stage::Stage;
use crate::harness::{row, several};

const NAME: &str = "Night Shift";

/// A group that is created, and its members.
fn with_members(stage: &Stage) -> Vec<Row> {
    let facet = Facet::about(
        FacetKind::of(&GroupExists),
        [stage.of[0].as_str(), "Who works at night"],
    );
    let group = Target::GroupName(NAME.to_owned());
    let mut rows = vec![row(&facet, Some(&group), ABSENT, PRESENT)];
    let facet = Facet::about(FacetKind::of(&Membership), of_named(&stage.of[0], NAME));
    rows.extend(stage.people.iter().map(|account| Row {
        after: vec![0],
        ..row(&facet, Some(&Target::Account(account.clone())), OUT, IN)
    }));
    rows
}

/// The members of the group, in truth; `None` where there is no group.
fn members(stage: &Stage) -> Option<u64> {
    let state = stage.control().state(false);
    let groups = state["groups"].as_array().unwrap();
    let group = groups.iter().find(|group| group["name"] == NAME)?;
    group["members"].as_u64()
}

#[test]
fn members_wait_for_their_group() {
    let stage = Stage::new("team-0001", 3);
    let mut run = stage.begin_rows(several(), with_members(&stage));
    stage.go(&mut run);
    assert_eq!(stage.outcomes(&run), [RowOutcome::Done; 4]);
    assert_eq!(members(&stage), Some(3));
    stage.assert_once_each();
}

#[test]
fn without_the_group_nobody_is_added() {
    let stage = Stage::new("team-0001", 2);
    stage.fault("POST */groups 403");
    let mut run = stage.begin_rows(several(), with_members(&stage));
    stage.go(&mut run);
    let outcomes = stage.outcomes(&run);
    assert!(!outcomes.contains(&RowOutcome::Done), "{outcomes:?}");
    assert_eq!(members(&stage), None);
}

#[test]
fn a_lost_answer_creates_one_group_and_deletes_one() {
    for fault in ["500 after", "reset after", "503"] {
        let stage = Stage::new("team-0001", 1);
        stage.fault(&format!("POST */groups 1x {fault}"));
        let mut run = stage.begin_rows(several(), with_members(&stage));
        stage.go(&mut run);
        let run = stage.resumed(run);
        assert_eq!(stage.outcomes(&run), [RowOutcome::Done; 2], "{fault}");
        assert_eq!(members(&stage), Some(1), "{fault}");
        stage.assert_once_each();
    }
    let stage = Stage::new("team-0001", 1);
    stage.fault("DELETE */groups/* 1x 500 after");
    let of = of_deleted(&stage.of[0], None, "team-0001", Vec::new(), None);
    let facet = Facet::about(FacetKind::of(&GroupExists), of);
    let group = Target::Group(stage.of[1].clone());
    let delete = row(&facet, Some(&group), PRESENT, ABSENT);
    let mut run = stage.begin_rows(several(), vec![delete]);
    stage.go(&mut run);
    let run = stage.resumed(run);
    assert_eq!(stage.outcomes(&run), [RowOutcome::Done]);
    stage.assert_once_each();
}

#[test]
fn the_id_of_a_created_group_is_kept_with_the_run() {
    let stage = Stage::new("team-0001", 1);
    let mut run = stage.begin_rows(several(), with_members(&stage));
    stage.go(&mut run);
    let id = run.machine.created_group(0).unwrap().to_owned();
    let state = stage.control().state(false);
    let mut groups = state["groups"].as_array().unwrap().iter();
    assert!(groups.any(|group| group["name"] == NAME && group["id"] == id.as_str()));
    let again = stage.resumed(run);
    assert_eq!(again.machine.created_group(0), Some(id.as_str()));
    assert_eq!(again.machine.created_group(1), None);
}

/// Where the answer to the creation says that there is such a group, it may be somebody else's.
#[test]
fn nobody_is_added_to_a_group_that_somebody_else_may_have_created() {
    let stage = Stage::new("team-0001", 2);
    stage.fault("POST */groups 1x 409 after");
    let mut run = stage.begin_rows(several(), with_members(&stage));
    stage.go(&mut run);
    let run = stage.resumed(run);
    let skipped = RowOutcome::Skipped;
    assert_eq!(stage.outcomes(&run), [RowOutcome::Done, skipped, skipped]);
    assert_eq!(run.machine.created_group(0), None);
    assert_eq!(members(&stage), Some(0));
    let (_, why) = row_result(&run.machine, 1);
    assert!(why.starts_with("it is not known whether"), "{why}");
}
