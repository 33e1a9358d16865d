//! A review of an app whose name a sandbox has, too.

use crate::access_review_apps::review;
use crate::common::Place;

/// What is left out of a review looks reviewed: as `user remove-access`, it does not guess.
#[test]
fn a_name_of_several_apps_is_refused_until_the_site_says_which() {
    let place = Place::with_key(atlctl_sim::SimConfig::default());
    place.run(&["-q", "sync"]).expect(0);
    for scope in ["app:jira", "role:admin@jira"] {
        let refused = review(&place, scope, "none", &[]);
        assert!(
            refused.stderr.contains("jira is the name of several apps"),
            "{refused}"
        );
        assert!(refused.stderr.contains("sandbox"), "{refused}");
        refused.expect(2);
    }
    assert!(!place.env.home().join("none").exists());
    let apps = place.run(&[
        "-q",
        "sql",
        "SELECT host_url FROM workspace WHERE sandbox",
        "-o",
        "csv",
    ]);
    let sandbox = apps.stdout.lines().nth(1).unwrap().to_owned();
    let sandbox = sandbox.trim_start_matches("https://").to_owned();
    review(&place, "app:jira", "box", &["--site", &sandbox]).expect(0);
    review(
        &place,
        "app:jira",
        "production",
        &["--site", "acme.atlassian.net"],
    )
    .expect(0);
    let rows = |dir: &str| {
        let list = place.env.home().join(dir).join("rows.json");
        let rows: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(list).unwrap()).unwrap();
        rows.as_array().unwrap().len()
    };
    assert!(rows("box") > 0 && rows("production") > rows("box"));
    // A name of one app needs no site.
    review(&place, "app:confluence", "wiki", &[]).expect(0);
}
