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
