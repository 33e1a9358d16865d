//! Memberships of groups against the simulated organization: applied, undone, resumed after lost answers, read under
//! lag, and refused.

mod lifecycle;
mod stage;

use atlctl_core::change::facet::membership::{IN, OUT};
use atlctl_core::change::{Item, Target};
use atlctl_core::report::RowOutcome;
use atlctl_sim::Facet as Lagged;

use stage::Stage;

#[test]
fn people_come_in_and_go_out() {
    let stage = Stage::new("old-project-2019", 5);
    let mut run = stage.begin(OUT, IN);
    stage.go(&mut run);
    assert_eq!(stage.outcomes(&run), [RowOutcome::Done; 5]);
    assert_eq!(stage.inside(), [true; 5]);
    let mut run = stage.begin(IN, OUT);
    stage.go(&mut run);
    assert_eq!(stage.outcomes(&run), [RowOutcome::Done; 5]);
    assert_eq!(stage.inside(), [false; 5]);
    stage.assert_once_each();
}

#[test]
fn lag_is_waited_for_and_not_taken_for_failure() {
    let stage = Stage::new("old-project-2019", 3);
    stage.lag(Lagged::Memberships, 700);
    let mut run = stage.begin(OUT, IN);
    stage.go(&mut run);
    assert_eq!(stage.outcomes(&run), [RowOutcome::Done; 3]);
    stage.assert_once_each();
}

#[test]
fn an_answer_that_is_lost_is_read_back_and_nobody_is_added_twice() {
    for fault in [
        "500 after",
        "reset after",
        "503",
        "reset",
        "429",
        "empty",
        "html",
    ] {
        let stage = Stage::new("old-project-2019", 4);
        stage.fault(&format!("POST */memberships 2x {fault}"));
        let mut run = stage.begin(OUT, IN);
        stage.go(&mut run);
        let run = stage.resumed(run);
        assert_eq!(stage.outcomes(&run), [RowOutcome::Done; 4], "{fault}");
        assert_eq!(stage.inside(), [true; 4], "{fault}");
        stage.assert_once_each();
    }
}

#[test]
fn who_is_in_already_or_out_already_is_no_failure() {
    for quiet in [true, false] {
        let stage = Stage::new("team-0001", 4);
        stage.control().set_quiet_members(quiet);
        stage.put(0, true);
        stage.put(1, false);
        let mut run = stage.begin(OUT, IN);
        stage.go(&mut run);
        // A service that answers yes is believed; one that says "already so" changed nothing.
        let already = if quiet {
            RowOutcome::Done
        } else {
            RowOutcome::Unchanged
        };
        assert_eq!(stage.outcomes(&run)[..2], [already, RowOutcome::Done]);
        assert_eq!(stage.inside(), [true; 4]);
        let stage = Stage::new("team-0001", 2);
        stage.put(0, false);
        let mut run = stage.begin(IN, OUT);
        stage.go(&mut run);
        // The service says no, but not that it was so already.
        assert_eq!(stage.outcomes(&run)[0], RowOutcome::Done);
        assert_eq!(stage.inside(), [false; 2]);
    }
}

#[test]
fn a_full_license_and_a_provider_are_refusals() {
    let stage = Stage::new("bitbucket-users", 3);
    assert!(stage.control().set_license("bitbucket", Some(0)));
    let mut run = stage.begin(OUT, IN);
    stage.go(&mut run);
    let outcomes = stage.outcomes(&run);
    assert_eq!(outcomes, [RowOutcome::Refused; 3]);
    let stage = Stage::new("dept-support", 2);
    let mut run = stage.begin(OUT, IN);
    stage.go(&mut run);
    assert_eq!(stage.outcomes(&run), [RowOutcome::Refused; 2]);
}

#[test]
fn both_ways_of_reading_say_the_same_and_the_cheaper_is_taken() {
    let stage = Stage::new("team-0001", 60);
    let items: Vec<Item> = stage
        .people
        .iter()
        .map(|one| Item {
            target: Target::Account(one.clone()),
            of: stage.of.clone(),
        })
        .collect();
    let (by_members, calls) = stage.read(&items);
    // The count and one page, where six searches would be needed.
    assert_eq!(calls, 2);
    let mut one_by_one = Vec::new();
    for item in &items {
        one_by_one.extend(stage.read(std::slice::from_ref(item)).0);
    }
    assert_eq!(by_members, one_by_one);
    assert!(by_members.contains(&Some(IN.into())) && by_members.contains(&Some(OUT.into())));
}
