//! Filters select the same people for lists and for changes; `--except` leaves people out.

use std::collections::BTreeSet;

use atlctl_core::store::Mirror;
use atlctl_sim::SimConfig;
use rusqlite::Connection;

use crate::common::Output;
use crate::moving::{FROM, Place, TO};

fn listed(place: &Place, filters: &[&str]) -> BTreeSet<String> {
    let list = ["user", "list", "-o", "id", "-q"];
    let output = place.run(&[&list[..], filters].concat());
    assert_eq!(output.code, 0, "{output}");
    output.stdout.lines().map(str::to_owned).collect()
}

/// The people in the plan that a selection makes.
fn planned(place: &Place, selection: &[&str]) -> (BTreeSet<String>, Output) {
    let plan = ["policy", "move", "--to", TO, "--dry-run", "-o", "json"];
    let output = place.run(&[&plan[..], selection].concat());
    let rows: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
    let rows = rows.as_array().unwrap();
    let id = |row: &serde_json::Value| row["account"].as_str().unwrap().to_owned();
    (rows.iter().map(id).collect(), output)
}

#[test]
fn a_change_selects_whom_the_list_shows() {
    let place = Place::new(SimConfig::default());
    let mut some = 0;
    for filters in [
        &["--policy", FROM][..],
        &["--policy", FROM, "--status", "active"],
        &["--inactive", "90d", "--managed"],
        &["--app", "jira", "--inactive", "180d"],
        &["--never-active"],
        &["--app", "confluence", "--never-active"],
        &["--added-before", "90d", "--policy", FROM],
        &["--added-before", "2026-01-01"],
        &["--external"],
        &["--search", "ann"],
        &["--admin"],
        &["--group", "jira-users", "--where", "managed"],
    ] {
        let list = listed(&place, filters);
        let (plan, output) = planned(&place, filters);
        assert_eq!(list, plan, "{filters:?}\n{output}");
        some += usize::from(!list.is_empty());
    }
    assert!(some > 8, "only {some} filters find anybody");
    assert_eq!(place.writes(), 0);
}

#[test]
fn an_unknown_app_is_an_error_that_lists_the_known_ones() {
    let place = Place::new(SimConfig::default());
    insta::assert_snapshot!(place.run(&["user", "list", "--app", "jra"]), @r#"
    ------- stderr -------
    From the mirror of Acme (simulated), synced 1 hour ago.
    Error: unknown app "jra"; did you mean "jira"?
    Hint: list them: atlctl workspace list
    [exit status: 2]
    "#);
    insta::assert_snapshot!(place.run(&["user", "list", "--app", "jira", "--never-active", "--live"]), @"
    ------- stderr -------
    Error: --never-active, --app cannot be used with --live
    Hint: leave out --live to use the mirror; if it is too old, first: atlctl sync
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["user", "list", "--added-before", "yesterday"]), @r#"
    ------- stderr -------
    Error: invalid value "yesterday" for --added-before: use a date such as 2026-01-31, or a time such as 90d
    Hint: see the options: atlctl user list --help
    [exit status: 2]
    "#);
}

/// Unknown is neither never nor inactive: people of whom it is not known are left out, and counted.
#[test]
fn people_of_whom_it_is_unknown_are_left_out_and_counted() {
    let place = Place::new(SimConfig::default());
    let never = listed(&place, &["--never-active"]);
    let one = never.iter().next().unwrap();
    let db = Connection::open(place.mirror()).unwrap();
    db.execute(
        "UPDATE mirror_user SET activity_known = 0 WHERE account_id = ?1",
        [one],
    )
    .unwrap();
    drop(db);
    let mut fewer = never.clone();
    fewer.remove(one);
    assert_eq!(listed(&place, &["--never-active"]), fewer);
    let mirror = Mirror::open(place.mirror()).unwrap();
    let unknown: i64 = {
        let query = "SELECT count(*) FROM user WHERE NOT activity_known AND NOT gone";
        let db = Connection::open(mirror.path()).unwrap();
        db.query_row(query, [], |row| row.get(0)).unwrap()
    };
    let (plan, output) = planned(&place, &["--never-active"]);
    assert_eq!(plan, fewer);
    let people = if unknown == 1 { "person" } else { "people" };
    let said = format!("{unknown} {people} left out: it is unknown whether they match the filters");
    assert!(output.stderr.contains(&said), "{said}\n{output}");
}

#[test]
fn names_and_filters_exclude_each_other() {
    let place = Place::new(SimConfig::default());
    for (names, said) in [
        (
            &["ann@example.com"][..],
            "people named as arguments cannot be combined with --admin",
        ),
        (&["--csv", "people.csv"], "cannot be used with"),
        (&["--from-stdin"], "cannot be used with"),
    ] {
        let line = [&["policy", "move", "--to", TO, "--admin"], names].concat();
        let output = place.run(&line);
        assert_eq!(output.code, 2, "{output}");
        assert!(output.stderr.contains(said), "{output}");
    }
}

#[test]
fn excluded_people_are_left_out_of_any_selection() {
    let place = Place::new(SimConfig::default());
    let people = place.listed(4);
    let (first, second) = (&people[0], &people[1]);
    place.env.file(
        "vips.csv",
        format!("Email\n{}\n", second.email.to_uppercase()),
    );
    let except = format!("{},vips.csv,nobody@acme.example", first.account_id);
    let left: BTreeSet<String> = people[2..]
        .iter()
        .map(|one| one.account_id.clone())
        .collect();
    let by_file = ["--csv", "people.csv", "--except", &except];
    let (plan, output) = planned(&place, &by_file);
    assert_eq!(plan, left, "{output}");
    assert!(
        output.stderr.contains("2 people excluded (--except)"),
        "{output}"
    );
    let unknown = "Warning: --except: 1 person not in the mirror: nobody@acme.example";
    assert!(output.stderr.contains(unknown), "{output}");
    // As lists have them.
    for link in [
        format!(
            "https://acme.atlassian.net/jira/people/{}",
            first.account_id
        ),
        format!("[~accountid:{}]", first.account_id),
    ] {
        let by_link = ["--csv", "people.csv", "--except", &link];
        let (plan, output) = planned(&place, &by_link);
        assert!(!plan.contains(&first.account_id), "{output}");
        assert_eq!(plan.len(), people.len() - 1, "{output}");
    }
    let all = listed(&place, &["--policy", FROM]);
    let (plan, _) = planned(&place, &["--policy", FROM, "--except", &except]);
    assert_eq!(plan.len(), all.len() - 2);
    assert!(!plan.contains(&first.account_id) && !plan.contains(&second.account_id));
    let everybody: Vec<String> = people.iter().map(|one| one.email.clone()).collect();
    let none = place.run(&[
        "policy",
        "move",
        "--to",
        TO,
        "--csv",
        "people.csv",
        "--except",
        &everybody.join(","),
        "--yes",
    ]);
    assert_eq!(none.code, 0, "{none}");
    assert!(none.stderr.ends_with("Nothing to change.\n"), "{none}");
    assert_eq!(place.writes(), 0);
}

/// A typo in an exclusion would change somebody who was not to be changed.
#[test]
fn an_exclusion_that_cannot_be_used_is_an_error() {
    let place = Place::new(SimConfig::default());
    place.listed(2);
    place
        .env
        .file("bad.csv", "Email\nann@acme.example\nnot an address\n");
    let except = |value| {
        let line = ["policy", "move", "--to", TO, "--csv", "people.csv", "--yes"];
        place.run(&[&line[..], &["--except", value]].concat())
    };
    insta::assert_snapshot!(except("vips.cvs"), @"
    ------- stderr -------
    Error: cannot use --except vips.cvs: not an email address, account ID or existing file
    Hint: to find a person: atlctl user list --search NAME
    [exit status: 2]
    ");
    insta::assert_snapshot!(except("bad.csv"), @r#"
    ------- stderr -------
    Error: cannot use --except bad.csv: line 3: "not an address" is not an email address: it has no @
    Hint: correct the file: people in unusable rows would not be excluded
    [exit status: 2]
    "#);
    assert_eq!(place.writes(), 0);
}

#[test]
fn undo_takes_filters_and_exclusions() {
    let place = Place::new(SimConfig::default());
    let people = place.listed(4);
    place.moves(&["--yes", "-q"]).expect(0);
    place.sync();
    let moved_back = |more: &[&str]| {
        let line = ["undo", "last", "--dry-run", "-o", "json"];
        let output = place.run(&[&line[..], more].concat());
        let rows: serde_json::Value = serde_json::from_str(&output.stdout).unwrap();
        let rows = rows.as_array().unwrap().iter();
        let changes = rows.filter(|row| row["verdict"] == "change");
        let ids: BTreeSet<String> = changes
            .map(|row| row["account"].as_str().unwrap().to_owned())
            .collect();
        (ids, output)
    };
    let (all, output) = moved_back(&[]);
    assert_eq!(all.len(), 4, "{output}");
    let one = people[0].email.as_str();
    let (three, output) = moved_back(&["--except", one]);
    assert_eq!(three.len(), 3, "{output}");
    assert!(
        output.stderr.contains("1 person excluded (--except)"),
        "{output}"
    );
    let (searched, output) = moved_back(&["--search", one]);
    assert_eq!(searched.len(), 1, "{output}");
    let (none, output) = moved_back(&["--search", one, "--except", one]);
    assert!(none.is_empty(), "{output}");
}
