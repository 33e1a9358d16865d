//! What a run confirms is in the mirror at once: removed people, created groups. And groups of one name.

use atlctl_core::store::{GroupFacts, Mirror};
use atlctl_sim::SimConfig;

use crate::moving::Place;

#[test]
fn an_external_person_who_was_removed_is_gone_before_the_next_sync() {
    let place = Place::new(SimConfig::default());
    let people = |more: &[&str]| {
        let list = [
            "user",
            "list",
            "-q",
            "-o",
            "csv",
            "--columns",
            "email,status",
        ];
        place.run(&[&list[..], more].concat()).stdout
    };
    let active = ["--external", "--status", "active"];
    let before = people(&active);
    let email = before.lines().nth(1).unwrap().split(',').next().unwrap();
    let remove = ["user", "remove", email, "-q", "--yes", "--confirm", "1"];
    place.run(&remove).expect(0);
    let after = people(&active);
    assert!(!after.contains(email), "{after}");
    assert_eq!(after.lines().count() + 1, before.lines().count());
    // The next sync says the same.
    let all = people(&[]);
    place.sync();
    assert_eq!(all, people(&[]));
}

#[test]
fn a_created_group_is_in_the_mirror_before_the_next_sync() {
    let place = Place::new(SimConfig::default());
    place
        .run(&["group", "create", "Night Shift", "-q", "--yes"])
        .expect(0);
    let groups = |place: &Place| {
        let columns = "id,name,description";
        place
            .run(&["group", "list", "-q", "-o", "csv", "--columns", columns])
            .stdout
    };
    let after = groups(&place);
    assert!(after.contains("Night Shift"), "{after}");
    place.sync();
    assert_eq!(after, groups(&place));
}

#[test]
fn two_groups_of_one_name_are_told_apart_by_their_directories() {
    let place = Place::new(SimConfig::default());
    let person = place.movable().swap_remove(0);
    let mut mirror = Mirror::open(place.mirror()).unwrap();
    let (directory, _) = mirror.directories().unwrap().swap_remove(0);
    let own = mirror.group_id("team-0001").unwrap().into_string();
    mirror
        .learn_group(
            &GroupFacts {
                id: "other-group".to_owned(),
                name: Some("Team-0001".to_owned()),
                directory: Some("other-directory".to_owned()),
                ..GroupFacts::default()
            },
            jiff::Timestamp::UNIX_EPOCH,
        )
        .unwrap();
    drop(mirror);
    let add = [
        "group",
        "add",
        "team-0001",
        &person.email,
        "-q",
        "--dry-run",
    ];
    let output = place.run(&add);
    assert_eq!(output.code, 2, "{output}");
    for part in [
        own.as_str(),
        "other-group (directory other-directory)",
        "--directory NAME",
    ] {
        assert!(output.stderr.contains(part), "{part}: {output}");
    }
    let output = place.run(&[&add[..], &["--directory", directory.as_str()]].concat());
    assert_eq!(output.code, 0, "{output}");
}

/// Totals count people: who is deactivated is no longer active, whichever change says it.
#[test]
fn totals_of_a_mixed_plan_count_people() {
    let place = Place::new(SimConfig::default());
    let people = place.movable();
    let list = format!(
        "email,action\n{},suspend\n{},deactivate\n{},suspend\n{},deactivate\n",
        people[0].email, people[1].email, people[2].email, people[2].email
    );
    place.env.file("mixed.csv", &list);
    let output = place.run(&["change", "--csv", "mixed.csv", "--dry-run"]);
    assert_eq!(output.code, 0, "{output}");
    let line = |name: &str| {
        let mut lines = output.stderr.lines();
        lines
            .find(|line| line.contains(name))
            .unwrap_or_default()
            .to_owned()
    };
    assert!(line("Active people").ends_with("-3"), "{output}");
    assert!(line("Suspended people").ends_with("+1"), "{output}");
    assert!(line("Deactivated accounts").ends_with("+2"), "{output}");
}

/// People who are invited count among those whom the plan changes.
#[test]
fn the_people_of_a_mixed_plan_are_all_counted() {
    let place = Place::new(SimConfig::default());
    let one = &place.without_provider(1)[0];
    let list = format!(
        "email,action\nnew.one@acme.example,invite\n{0},suspend\n{0},deactivate\n",
        one.email
    );
    place.env.file("mixed.csv", &list);
    let output = place.run(&["change", "--csv", "mixed.csv", "--dry-run"]);
    assert_eq!(output.code, 0, "{output}");
    assert!(
        output.stderr.contains("3  change (to 2 people)"),
        "{output}"
    );
}

#[test]
fn a_granted_role_explains_the_app_where_own_roles_were_never_read() {
    let place = Place::new(SimConfig::default());
    let person = place.movable().swap_remove(0);
    let explained = || {
        let explain = ["user", "explain", &person.email, "--app", "bitbucket"];
        place
            .run(&[&explain[..], &["-q", "-o", "csv"]].concat())
            .stdout
    };
    let change = |verb: &str| {
        let words = ["role", verb, "user", &person.email, "--app", "bitbucket"];
        place
            .run(&[&words[..], &["-q", "--yes"]].concat())
            .expect(0);
    };
    change("grant");
    insta::assert_snapshot!(explained(), @"
    app,role,from,seat,ends,app_id,role_id,seat_reason,default_group,escaped
    Bitbucket (acme.atlassian.net),User,assigned,yes,atlctl role revoke user olga.park@acme-labs.example --app ari:cloud:bitbucket::site/3a9029c1-01a8-450f-8d0f-32038f65ff3b,ari:cloud:bitbucket::site/3a9029c1-01a8-450f-8d0f-32038f65ff3b,atlassian/user,,,
    ");
    let shown = place.run(&[
        "user",
        "show",
        &person.email,
        "-q",
        "-o",
        "json",
        "--columns",
        "recent_changes",
    ]);
    let shown: serde_json::Value = serde_json::from_str(&shown.stdout).unwrap();
    insta::assert_snapshot!(shown["recent_changes"][0]["changed_values"], @r#"["app_role User of Bitbucket (acme.atlassian.net) added"]"#);
    change("revoke");
    assert!(!explained().contains("User"), "{}", explained());
    // The next sync of the people knows nothing of it.
    change("grant");
    place.sync();
    assert!(explained().contains("unknown"), "{}", explained());
}
