//! `--sort` by a time: never is before the oldest, unknown is last, and they are never mixed.

use atlctl_sim::SimConfig;
use serde_json::Value;

use crate::common::Place;

/// The times of a list in its order: `None` for unknown, an empty text for never.
fn times(
    place: &Place,
    list: &[&str],
    (column, known): (&str, &str),
    sort: &str,
) -> Vec<Option<String>> {
    let output = place.run(&[list, &["-q", "-o", "json", "--sort", sort]].concat());
    let rows: Vec<Value> =
        serde_json::from_str(&output.stdout).unwrap_or_else(|error| panic!("{error}: {output}"));
    let of = |row: &Value| {
        row[known]
            .as_bool()
            .unwrap()
            .then(|| row[column].as_str().unwrap_or_default().to_owned())
    };
    rows.iter().map(of).collect()
}

#[test]
fn never_and_unknown_stay_apart_in_either_order() {
    let place = Place::with_key(SimConfig {
        people: 400,
        ..SimConfig::default()
    });
    place.run(&["-q", "sync"]).expect(0);
    let db = rusqlite::Connection::open(place.mirror()).unwrap();
    db.execute_batch(
        "UPDATE mirror_user SET activity_known = 0, last_active = NULL WHERE no % 7 = 0;
         UPDATE mirror_token SET last_used_known = 0, last_used = NULL WHERE id IN (SELECT id FROM mirror_token ORDER BY id LIMIT 30)",
    )
    .unwrap();
    drop(db);
    for (list, columns) in [
        (&["user", "list"][..], ("last_active", "activity_known")),
        (&["token", "list"], ("last_used", "last_used_known")),
    ] {
        let up = times(&place, list, columns, columns.0);
        let never = up.iter().filter(|time| time.as_deref() == Some("")).count();
        let unknown = up.iter().filter(|time| time.is_none()).count();
        assert!(
            never > 0 && unknown > 0 && never + unknown < up.len(),
            "{list:?}: {never}, {unknown}"
        );
        let known = up.len() - unknown;
        // Never is an empty text: before every time.
        assert!(
            up[..known].iter().all(Option::is_some) && up[known..].iter().all(Option::is_none),
            "{list:?}"
        );
        assert!(up[..known].is_sorted(), "{list:?}");
        let down = times(&place, list, columns, &format!("-{}", columns.0));
        assert!(
            down[..known].iter().rev().is_sorted() && down[known..].iter().all(Option::is_none),
            "{list:?}"
        );
        assert!(
            down[known - never..known]
                .iter()
                .all(|time| time.as_deref() == Some("")),
            "{list:?}"
        );
    }
}
