//! `report groups` on groups that no list of roles explains.

use serde_json::Value;

use crate::common::Place;

#[test]
fn the_group_of_organization_admins_does_not_give_nothing() {
    let place = Place::synced();
    let output = place.run(&["-q", "report", "groups", "-o", "json"]);
    let json: Value = serde_json::from_str(&output.stdout).unwrap();
    let names = |list: &str| -> Vec<String> {
        let rows = json["lists"][list].as_array().unwrap().iter();
        rows.map(|row| row["group"].as_str().unwrap().to_owned())
            .collect()
    };
    assert!(names("groups").contains(&"org-admins".to_owned()));
    assert!(!names("unused").contains(&"org-admins".to_owned()));
    assert!(names("unused").contains(&"team-0001".to_owned()));
    assert_eq!(json["figures"]["unused"], names("unused").len());
}
