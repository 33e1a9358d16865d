//! Lists of IDs in which something else stands beside the ID than what has it: a column that was sorted alone.

use atlctl_sim::SimConfig;

use crate::common::Place;

#[test]
fn a_row_that_names_two_things_is_refused() {
    let place = Place::with_key(SimConfig::default());
    place.run(&["-q", "sync"]).expect(0);
    let list = |args: &[&str]| -> Vec<serde_json::Value> {
        let printed = place.run(&[args, &["-q", "-o", "json"]].concat());
        serde_json::from_str(&printed.stdout).unwrap()
    };
    for (all, name, revoke) in [
        (list(&["group", "list"]), "name", &["group", "delete"][..]),
        (list(&["token", "list"]), "account_id", &["token", "revoke"]),
        (list(&["token", "list"]), "email", &["token", "revoke"]),
        (list(&["key", "list"]), "label", &["key", "revoke"]),
        (
            list(&["service-account", "list"]),
            "name",
            &["service-account", "delete"],
        ),
    ] {
        let text = |row: &serde_json::Value, field: &str| row[field].as_str().unwrap().to_owned();
        let one = &all[0];
        let other = all.iter().find(|row| row[name] != one[name]).unwrap();
        let plan = |beside: &serde_json::Value| {
            let rows = format!("{name},id\n{},{}\n", text(beside, name), text(one, "id"));
            let args = [revoke, &["--from-stdin", "--dry-run"]].concat();
            place.env.run_with(&args, rows.as_bytes())
        };
        let right = plan(one);
        assert!(!right.stderr.contains("another beside it"), "{right}");
        let wrong = plan(other);
        assert_eq!(wrong.code, 2, "{wrong}");
        assert!(
            wrong
                .stderr
                .contains("1 row names one thing by its ID and another beside it"),
            "{wrong}"
        );
        assert!(wrong.stderr.contains(&text(other, name)), "{wrong}");
        assert_eq!(wrong.stdout, "", "{wrong}");
    }
}
