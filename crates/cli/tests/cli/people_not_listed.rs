//! A mirror whose list of people no sync read to its end.

use std::fs;

use crate::common::Place;

/// A synced place, as after a list of people that ended too early.
fn cut_short() -> Place {
    let place = Place::synced();
    let db = rusqlite::Connection::open(place.mirror()).unwrap();
    db.execute(
        "UPDATE mirror_stage SET state = 'inexact', note = 'Atlassian reports 400 people but listed 330' WHERE stage = 'users'",
        [],
    )
    .unwrap();
    place
}

const SAID: &str = "not read to the end: Atlassian reports 400 people but listed 330";

#[test]
fn reports_count_at_least_those_who_were_listed() {
    let place = cut_short();
    let output = place.run(&["report", "admins", "-o", "json"]);
    let json: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
    let least = json["at_least"].as_array().unwrap();
    assert!(least.iter().any(|name| name == "org_admins"), "{json:#}");
    assert!(output.stdout.contains(SAID), "{output}");
    let output = place.run(&["report", "tokens"]);
    assert!(
        output.stdout.contains("No sync read the people to the end")
            || output.stderr.contains("No sync read the people to the end"),
        "{output}"
    );
    assert!(output.stderr.contains(SAID), "{output}");
}

/// Who was not listed is reviewed by nobody: the administrator, the reviewer and the evidence hear of it.
#[test]
fn a_review_says_who_it_may_leave_out() {
    let place = cut_short();
    let scope = "role:org-admin";
    let output = place.run(&[
        "review",
        "start",
        "--scope",
        scope,
        "--reviewer",
        "ann@x.example",
        "--out",
        "r",
    ]);
    let said = "no sync has read the people to the end: people who were not listed and may have this access, too, are not in the review";
    for part in [
        said,
        SAID,
        "update the mirror before you send the lists: atlctl sync",
    ] {
        assert!(output.stderr.contains(part), "{part}: {output}");
    }
    let dir = place.env.home().join("r");
    let manifest = fs::read_to_string(dir.join("manifest.json")).unwrap();
    assert!(manifest.contains(SAID), "{manifest}");
    let mut pages = fs::read_dir(dir.join("reviewers"))
        .unwrap()
        .map(|file| file.unwrap().path());
    let page = pages
        .find(|path| path.extension().is_some_and(|end| end == "html"))
        .unwrap();
    assert!(fs::read_to_string(page).unwrap().contains(SAID));
}

#[test]
fn a_comparison_says_who_may_have_been_there() {
    let place = cut_short();
    place
        .run(&["user", "invite", "nora.new@acme.example", "--yes"])
        .expect(0);
    place.run(&["sync", "-q"]).expect(0);
    let output = place.run(&["snapshot", "diff", "--since", "1"]);
    let said = "By snapshot 1, no sync had read the people to the end: 1 person shown as added may have been there before.";
    assert!(output.to_string().contains(said), "{output}");
}
