//! A saved plan that was applied says so, as text and as a page.

use atlctl_sim::SimConfig;

use crate::moving::Place;

#[test]
fn a_plan_that_was_applied_says_by_which_run() {
    let place = Place::new(SimConfig::default());
    place.listed(2);
    place.keep_plan();
    let before = place.run(&["plan", "show", "plan.json"]);
    assert!(
        before.stderr.contains("It can be applied within a day."),
        "{before}"
    );
    place.run(&["apply", "plan.json", "--yes", "-q"]).expect(0);
    let after = place.run(&["plan", "show", "plan.json"]);
    assert!(!after.stderr.contains("can be applied"), "{after}");
    assert!(
        after
            .stderr
            .contains("It was applied already, as run 20261124-1 ("),
        "{after}"
    );
    assert!(
        after.stderr.contains("atlctl run show 20261124-1"),
        "{after}"
    );
    place
        .run(&["plan", "show", "plan.json", "--html", "plan.html"])
        .expect(0);
    let page = std::fs::read_to_string(place.env.home().join("plan.html")).unwrap();
    assert!(page.contains("It was applied already, as run 20261124-1"));
    assert!(!page.contains("nothing has changed yet"));
}

/// `plan check` answers as `apply` does, also once the run is undone.
#[test]
fn a_check_says_that_the_plan_was_applied() {
    let place = Place::new(SimConfig::default());
    place.listed(2);
    place.keep_plan();
    place.run(&["-q", "plan", "check", "plan.json"]).expect(0);
    place.run(&["apply", "plan.json", "--yes", "-q"]).expect(0);
    let said = "The plan was applied already, as run 20261124-1 (2026-11-24 09:00 UTC).\n\
                Hint: see what it did: atlctl run show 20261124-1\n\
                Hint: apply it once more: atlctl apply plan.json --again\n";
    for undone in [false, true] {
        if undone {
            place.run(&["undo", "last", "--yes", "-q"]).expect(0);
        }
        let check = place.run(&["plan", "check", "plan.json"]);
        assert!(check.stderr.ends_with(said), "{check}");
        assert!(!check.stderr.contains("would apply"), "{check}");
        check.expect(6);
        place.run(&["apply", "plan.json", "--yes"]).expect(5);
    }
    place
        .run(&["apply", "plan.json", "--again", "--yes", "-q"])
        .expect(0);
}

/// What can no longer be applied is approved without a hint to apply it.
#[test]
fn an_approval_that_helps_nothing_says_so() {
    let mut place = Place::new(SimConfig::default());
    place.listed(2);
    place.keep_plan();
    place
        .run(&["plan", "approve", "--new-key", "bob.key"])
        .expect(0);
    let approve = ["plan", "approve", "plan.json", "--key", "bob.key", "--yes"];
    let fits = place.run(&approve);
    assert!(fits.stderr.contains("apply it within a day"), "{fits}");
    assert!(
        fits.stderr.contains(
            "This profile has no approvers, so it applies plans without an approval, too."
        ),
        "{fits}"
    );
    place.run(&["apply", "plan.json", "--yes", "-q"]).expect(0);
    let applied = place.run(&approve);
    assert!(!applied.stderr.contains("apply it"), "{applied}");
    assert!(
        applied
            .stderr
            .contains("Warning: the plan was applied already, as run 20261124-1"),
        "{applied}"
    );
    // A plan of the same, which is too old by then.
    let renewed = ["--to", "Service accounts", "--plan", "plan.json", "--force"];
    let again = [
        &["-q", "policy", "move", "--csv", "people.csv"],
        &renewed[..],
    ]
    .concat();
    place.run(&again).expect(0);
    place.env.var("ATLCTL_NOW", "2026-11-26T09:00:00Z");
    let old = place.run(&approve);
    assert!(!old.stderr.contains("apply it"), "{old}");
    assert!(old.stderr.contains("more than a day old"), "{old}");
}
