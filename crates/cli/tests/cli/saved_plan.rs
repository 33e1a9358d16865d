//! A plan that is kept: shown, applied, or refused because it or the organization is another by now.

use atlctl_sim::SimConfig;

use crate::common::Output;
use crate::moving::{Place, TO};

#[test]
fn a_kept_plan_is_shown_and_applied_or_refused() {
    let mut place = Place::new(SimConfig::default());
    let people = place.listed(5);
    let plan = ["--plan", "move.json"];
    insta::assert_snapshot!("plan_kept", redacted(place.moves(&plan)));
    place.moves(&plan).expect(2); // it is there already
    insta::assert_snapshot!(
        "plan_shown",
        redacted(place.run(&["plan", "show", "move.json"]))
    );
    place.run(&["apply", "move.json"]).expect(5);
    // Altered.
    let path = place.env.home().join("move.json");
    let text = std::fs::read_to_string(&path).unwrap();
    place
        .env
        .file("altered.json", text.replace("\"line\":2", "\"line\":7"));
    insta::assert_snapshot!(
        "plan_altered",
        place.run(&["apply", "altered.json", "--yes"])
    );
    // Too old.
    place.env.var("ATLCTL_NOW", "2026-11-25T09:30:00Z");
    insta::assert_snapshot!(
        "plan_old",
        place.run(&["-q", "apply", "move.json", "--yes"])
    );
    // For elsewhere.
    place.env.var("ATLCTL_NOW", "2026-11-24T10:30:00Z");
    let other = place.run(&["-q", "--org", "other", "apply", "move.json", "--yes"]);
    assert_eq!(other.code, 5, "{other}");
    // Drifted: two of five are elsewhere.
    let service = place.policy("Service accounts");
    for person in &people[..2] {
        assert!(place.control().set_policy(&person.account_id, &service));
    }
    insta::assert_snapshot!(
        "plan_drifted",
        place.run(&["-q", "apply", "move.json", "--yes"])
    );
    assert_eq!(place.writes(), 0);
    // One elsewhere is left alone, one who is there already too.
    place
        .control()
        .set_policy(&people[0].account_id, &place.policy(TO));
    let output = place.run(&[
        "-q",
        "apply",
        "move.json",
        "--yes",
        "--results",
        "results.csv",
    ]);
    insta::assert_snapshot!("plan_applied", output);
    let results = std::fs::read_to_string(place.env.home().join("results.csv")).unwrap();
    insta::assert_snapshot!("plan_results", results);
    assert_eq!(place.control().changes().len(), 3);
}

/// Without what depends on the version.
fn redacted(output: Output) -> String {
    let text = output.to_string();
    let sums = text.split("sha256:").count();
    assert!(sums > 1, "{text}");
    let mut shown = String::new();
    for (at, piece) in text.split("sha256:").enumerate() {
        if at > 0 {
            shown.push_str("sha256:[SUM]");
        }
        shown.push_str(if at > 0 {
            piece.get(64..).unwrap()
        } else {
            piece
        });
    }
    shown
}

#[test]
fn a_plan_that_was_applied_and_undone_is_not_applied_again_without_a_word() {
    let place = Place::new(SimConfig::default());
    place.listed(3);
    place.keep_plan();
    place.run(&["-q", "apply", "plan.json", "--yes"]).expect(0);
    place.run(&["-q", "undo", "last", "--yes"]).expect(0);
    let changes = place.control().changes().len();
    insta::assert_snapshot!(place.run(&["-q", "apply", "plan.json", "--yes"]), @"
    ------- stderr -------
    Error: this plan was applied already, as run 20261124-1 (2026-11-24 09:00 UTC)
    Hint: to see what it did: atlctl run show 20261124-1
    Hint: to apply it once more: atlctl -q apply plan.json --yes --again
    [exit status: 5]
    ");
    assert_eq!(place.control().changes().len(), changes);
    // A rehearsal changes nothing.
    place
        .run(&["-q", "apply", "plan.json", "--rehearse"])
        .expect(0);
    place
        .run(&["-q", "apply", "plan.json", "--yes", "--again"])
        .expect(0);
    assert!(place.control().changes().len() > changes);
}
