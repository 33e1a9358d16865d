//! `user show`: what was done to a person, apart from what they did themselves.

use serde_json::Value;

use crate::history_actors::since_monday;

fn events(shown: &Value, field: &str) -> Vec<(String, String)> {
    let list = shown[field].as_array().unwrap_or_else(|| panic!("{shown}"));
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    list.iter()
        .map(|event| (text(&event["actor"]), text(&event["targets"])))
        .collect()
}

/// An admin acts all the time: what was done to them is not hidden by that.
#[test]
fn what_was_done_to_an_admin_is_shown_beside_their_own_acts() {
    let place = since_monday();
    let admin = "ada.admin@acme.example";
    let shown = place.run(&["user", "show", admin, "-q", "-o", "json"]);
    let shown: Value = serde_json::from_str(&shown.stdout).unwrap();
    let name = shown["name"].as_str().unwrap();
    let acts = events(&shown, "recent_acts");
    assert!(!acts.is_empty(), "{shown}");
    for (actor, targets) in &acts {
        assert_eq!(actor, admin);
        assert!(
            !targets.split(", ").any(|one| one == name || one == admin),
            "{targets}"
        );
    }
    let about = "SELECT count(*) AS n FROM (SELECT DISTINCT event_id FROM event_target WHERE NOT container AND (email = 'ada.admin@acme.example' \
                 OR id = (SELECT account_id FROM user WHERE email = 'ada.admin@acme.example')))";
    let count = place.run(&["-q", "sql", about, "-o", "json"]);
    let count: Value = serde_json::from_str(&count.stdout).unwrap();
    let count = count[0]["n"].as_u64().unwrap().min(5);
    assert_eq!(
        events(&shown, "recent_events").len() as u64,
        count,
        "{shown}"
    );
}
