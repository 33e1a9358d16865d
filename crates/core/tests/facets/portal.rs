//! Changes on the original user management, through the portal's own calls: what a list that is not whole does not prove, and
//! what late readers show.

use atlctl_core::change::{Item, Value};
use atlctl_core::plan::Row;
use atlctl_core::report::RowOutcome;
use atlctl_sim::{Facet as Lagged, SimConfig};

use crate::harness::block_on;
use crate::mixed::Change;
use crate::stage::{PACE, Stage};

const ALL: [Change; 4] = [
    Change::RemoveFromSite,
    Change::DeactivateInSite,
    Change::AddMemberByPortal,
    Change::CreateGroupByPortal,
];

/// Several pages of people.
fn stage() -> Stage {
    Stage::new(SimConfig {
        people: 230,
        ..SimConfig::default()
    })
}

fn read(stage: &Stage, rows: &[Row]) -> Vec<Option<Value>> {
    let items: Vec<Item> = rows
        .iter()
        .map(|row| Item {
            target: row.target().unwrap(),
            of: row.facet.of.clone(),
        })
        .collect();
    let kind = rows[0].facet.kind;
    block_on(kind.read(&stage.wire(), &items, &mut |_| ())).unwrap()
}

#[test]
fn each_is_read_as_it_is_before_and_after() {
    for change in ALL {
        let stage = stage();
        let rows = stage.rows(change, 3);
        let before: Vec<_> = rows.iter().map(|row| row.before.value().cloned()).collect();
        assert_eq!(read(&stage, &rows), before, "{change:?}");
        let mut run = stage.begin(rows.clone());
        stage.go(&mut run);
        let said = stage.assert_true(&run, &format!("{change:?}"));
        assert!(
            said.iter().all(|(one, _)| *one == RowOutcome::Done),
            "{said:?}"
        );
        let after: Vec<_> = rows.iter().map(|row| row.to.clone()).collect();
        assert_eq!(read(&stage, &rows), after, "{change:?}");
        stage.assert_once_each();
    }
}

#[test]
fn many_states_are_read_from_the_list() {
    let stage = stage();
    let rows = stage.rows(Change::DeactivateInSite, 40);
    stage.control().clear_calls();
    let before = stage.control().requests().len();
    let found = read(&stage, &rows);
    // Three pages, and the total before and after.
    assert_eq!(stage.control().requests().len() - before, 5);
    for (row, found) in rows.iter().zip(found) {
        assert_eq!(found.as_ref(), row.before.value());
    }
}

#[test]
fn late_readers_are_waited_for() {
    for (change, lagged) in [
        (Change::RemoveFromSite, Lagged::Access),
        (Change::DeactivateInSite, Lagged::Access),
        (Change::AddMemberByPortal, Lagged::Memberships),
        (Change::CreateGroupByPortal, Lagged::Groups),
    ] {
        let stage = stage();
        stage.lag(lagged, 5_000 / u64::from(PACE));
        let mut run = stage.begin(stage.rows(change, 2));
        stage.go(&mut run);
        let said = stage.assert_true(&run, &format!("{change:?}"));
        assert!(
            said.iter().all(|(one, _)| *one == RowOutcome::Done),
            "{said:?}"
        );
        stage.assert_once_each();
    }
}

/// Pages that shift lose somebody: who is not seen may be there.
#[test]
fn who_is_missing_from_a_list_that_is_not_whole_is_unknown() {
    let stage = stage();
    let rows = stage.rows(Change::RemoveFromSite, 2);
    stage.fault("GET */users 99999x shift-page");
    let mut run = stage.begin(rows.clone());
    stage.go(&mut run);
    let said = stage.assert_true(&run, "shifted");
    assert!(
        said.iter().all(|(one, _)| *one != RowOutcome::Done),
        "{said:?}"
    );
    stage.control().clear_faults();
    let run = stage.resumed(run, "whole again");
    assert_eq!(stage.outcomes(&run), [RowOutcome::Done; 2]);
    stage.assert_once_each();
}

#[test]
fn what_the_portal_refuses_to_list_is_not_known() {
    for (change, call) in [
        (Change::RemoveFromSite, "GET */users"),
        (Change::AddMemberByPortal, "GET */members"),
        (Change::CreateGroupByPortal, "GET */groups"),
    ] {
        for status in ["403", "404"] {
            let stage = stage();
            stage.fault(&format!("{call} 100x {status}"));
            let rows = stage.rows(change, 2);
            assert_eq!(read(&stage, &rows), [None, None], "{change:?} {status}");
        }
    }
    let stage = stage();
    let rows = stage.rows(Change::DeactivateInSite, 1);
    stage.fault("GET */users/* 100x 404");
    assert_eq!(read(&stage, &rows), [None]);
}
