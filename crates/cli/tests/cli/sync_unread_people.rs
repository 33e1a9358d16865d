//! A sync that could not read the people does not say that nobody changed.

use atlctl_sim::SimConfig;

use crate::common::Place;

#[test]
fn whether_somebody_changed_is_unknown_when_the_people_were_not_read() {
    let place = Place::with_key(SimConfig::default());
    place.run(&["-q", "sync"]).expect(0);
    place.control().fault("* */users/search 403").unwrap();
    place.control().fault("GET */users 403").unwrap();
    let sync = place.run(&["sync", "--full"]);
    assert!(!sync.stderr.contains("Nobody changed"), "{sync}");
    assert!(
        sync.stderr.contains("whether anybody changed is unknown"),
        "{sync}"
    );
    let json = place.run(&["-q", "sync", "--full", "-o", "json"]);
    let said: serde_json::Value = serde_json::from_str(&json.stdout).unwrap();
    for field in ["appeared", "changed", "gone", "returned"] {
        assert!(said[field].is_null(), "{field}: {json}");
    }
    place.control().clear_faults();
    let sync = place.run(&["sync", "--full"]);
    assert!(
        sync.stderr.contains("Nobody changed since the last sync."),
        "{sync}"
    );
}
