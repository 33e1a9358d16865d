//! Of a moment of the past, what had not been read is said once, where the answer needs it.

use atlctl_sim::SimConfig;

use crate::common::Place;

/// A mirror whose first sync left something out.
fn place(skip: &str) -> Place {
    let mut place = Place::with_key(SimConfig::default());
    place.env.var("ATLCTL_NOW", "2026-11-16T09:00:00Z");
    place.run(&["sync", "--skip", skip]).expect(0);
    place.env.var("ATLCTL_NOW", "2026-11-20T09:00:00Z");
    place.run(&["sync"]).expect(0);
    place
}

const SAID: &str = "Not read by then, so unknown: ";

#[test]
fn parts_that_an_answer_does_not_need_are_not_named() {
    let place = place("tokens,keys,group-roles");
    for words in [
        &["user", "list", "--limit", "1"][..],
        &["group", "list", "--limit", "1"],
        &["report", "inactive"],
        &["report", "policies"],
        &["sql", "SELECT count(*) FROM user"],
    ] {
        let shown = place.run(&[words, &["--as-of", "1"]].concat());
        assert_eq!(shown.code, 0, "{words:?}: {shown}");
        assert!(!shown.to_string().contains(SAID), "{words:?}: {shown}");
    }
    // An empty answer would say that there were none.
    let sql = "SELECT count(*) FROM Token t JOIN user_role_grant";
    let shown = place.run(&["sql", sql, "--as-of", "1"]);
    assert!(
        shown
            .stderr
            .contains(&format!("{SAID}roles of people, API tokens.\n")),
        "{shown}"
    );
    let shown = place.run(&["sql", sql]);
    assert!(!shown.stderr.contains(SAID), "{shown}");
    let group = place.run(&["group", "show", "jira-users", "--as-of", "1"]);
    assert!(group.stdout.contains("Gives                  ?"), "{group}");
    let person = place.run(&["user", "show", "ada.admin@acme.example", "--as-of", "1"]);
    for unknown in ["Identity provider  ?", "API tokens         ?"] {
        assert!(person.stdout.contains(unknown), "{unknown}: {person}");
    }
    place.run(&["token", "list", "--as-of", "1"]).expect(2);
    let tokens = place.run(&["report", "tokens", "--as-of", "1"]);
    assert!(
        tokens.stderr.contains("API tokens were never read"),
        "{tokens}"
    );
}

#[test]
fn parts_that_every_mirror_has_are_named_once() {
    let place = place("policies,tokens");
    for words in [
        &["user", "list", "--limit", "1"][..],
        &["report", "policies"],
        &["sql", "SELECT count(*) FROM user"],
    ] {
        let shown = place.run(&[words, &["--as-of", "1"]].concat());
        let said: Vec<&str> = shown
            .stderr
            .lines()
            .filter(|line| line.contains(SAID))
            .collect();
        assert_eq!(said, [format!("{SAID}policies.")], "{words:?}: {shown}");
    }
}
