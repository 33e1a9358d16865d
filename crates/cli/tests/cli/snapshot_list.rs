//! `snapshot list`: numbers for programs, what nobody can say, and whether the organization moved meanwhile.

use atlctl_sim::SimConfig;
use serde_json::{Value, json};

use crate::common::Place;
use crate::history::week;

fn listed(place: &Place) -> Vec<Value> {
    let listed = place.run(&["-q", "snapshot", "list", "-o", "json"]);
    serde_json::from_str(&listed.stdout).unwrap()
}

#[test]
fn numbers_are_numbers() {
    let (place, ..) = week();
    let all = listed(&place);
    let [second, first] = all.as_slice() else {
        panic!("{all:?}");
    };
    assert_eq!(
        (&second["snapshot"], &second["moved"]),
        (&json!(2), &json!(false))
    );
    assert_eq!(
        second["memberships_changes"],
        json!({"added": 1, "removed": 0, "changed": 0})
    );
    assert_eq!(
        second["policies_changes"],
        json!({"added": 0, "removed": 0, "changed": 1})
    );
    assert_eq!(
        second["people_changes"],
        json!({"added": 0, "removed": 0, "changed": 0})
    );
    // The first is what the others are compared with.
    assert_eq!(
        (&first["snapshot"], &first["memberships_changes"]),
        (&json!(1), &Value::Null)
    );
}

/// What the snapshot before had not read is unknown, and not unchanged.
#[test]
fn what_was_not_read_is_not_unchanged() {
    let place = Place::with_key(SimConfig::default());
    place.run(&["sync", "--skip", "tokens"]).expect(0);
    place.run(&["sync"]).expect(0);
    place.run(&["sync"]).expect(0);
    let all = listed(&place);
    let zero = json!({"added": 0, "removed": 0, "changed": 0});
    assert_eq!(all[0]["tokens_changes"], zero);
    assert_eq!(all[1]["tokens_changes"], Value::Null);
    assert_eq!(all[1]["keys_changes"], zero);
    // A sync that did not read the people cannot say whether they moved.
    place.run(&["sync", "--only", "keys"]).expect(0);
    assert_eq!(listed(&place)[0]["moved"], Value::Null);
}
