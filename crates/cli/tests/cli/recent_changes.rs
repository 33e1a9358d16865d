//! The recent changes of a person: the newest, in their order, with the names that policies have.

use serde_json::Value;

use crate::common::Place;

fn recent(place: &Place, person: &str) -> Vec<Value> {
    let shown = place.run(&["user", "show", person, "-o", "json", "-q"]);
    let json: Value = serde_json::from_str(&shown.stdout).unwrap();
    json["recent_changes"].as_array().unwrap().clone()
}

fn column(place: &Place, columns: &str, from: &str) -> String {
    let sql = format!("SELECT {columns} FROM {from}");
    let rows = place.run(&["sql", "-q", "-o", "csv", &sql]);
    rows.stdout.lines().nth(1).unwrap().to_owned()
}

/// Somebody whose account and policy can be changed, and their policy.
fn somebody(place: &Place) -> (String, String) {
    let of = "user WHERE managed AND status = 'active' AND management_source = 'invited' AND NOT org_admin \
              AND policy_id IS NOT NULL ORDER BY email LIMIT 1";
    (column(place, "email", of), column(place, "policy_id", of))
}

#[test]
fn of_one_second_the_last_is_the_newest() {
    let place = Place::synced();
    let (person, _) = somebody(&place);
    for title in ["J1", "J2", "J3", "J4", "J5", "J6", "J7"] {
        place
            .run(&[
                "user",
                "update",
                &person,
                "--job-title",
                title,
                "--yes",
                "-q",
            ])
            .expect(0);
    }
    let what: Vec<String> = recent(&place, &person)
        .iter()
        .map(|one| one["changed_values"][0].to_string())
        .collect();
    let ends: Vec<&str> = what
        .iter()
        .map(|one| one.trim_matches('"').rsplit(' ').next().unwrap())
        .collect();
    assert_eq!(ends, ["J7", "J6", "J5", "J4", "J3"], "{what:?}");
}

#[test]
fn a_policy_that_was_named_later_has_that_name() {
    let place = Place::synced();
    let (person, own) = somebody(&place);
    let nameless = column(
        &place,
        "id",
        &format!("policy WHERE name IS NULL AND id <> '{own}' ORDER BY members DESC LIMIT 1"),
    );
    place
        .run(&["policy", "move", &person, "--to", &nameless, "--yes", "-q"])
        .expect(0);
    place.run(&["policy", "name", &nameless, "Later"]).expect(0);
    let what = recent(&place, &person)[0]["changed_values"].clone();
    assert_eq!(what.as_array().unwrap().len(), 1, "{what}");
    let said = what[0].as_str().unwrap();
    assert!(
        said.starts_with("policy: ") && said.ends_with("→ Later"),
        "{what}"
    );
    let detail = column(
        &place,
        "json_extract(detail, '$.policy_name[1]')",
        &format!("change WHERE name = '{person}' ORDER BY no DESC LIMIT 1"),
    );
    assert_eq!(detail, "Later");
}
