//! Options and lists that say what they are about: none is ignored, and each list names its organization.

use atlctl_sim::SimConfig;

use crate::common::Place;
use crate::moving;

/// A change selects people from the mirror, so `--live` would promise too much; and what has no rows has none to sort.
#[test]
fn options_that_would_be_ignored_are_refused() {
    let place = Place::synced();
    let moved = [
        "policy",
        "move",
        "--inactive",
        "300d",
        "--to",
        "x",
        "--live",
    ];
    insta::assert_snapshot!(place.run(&moved), @"
    ------- stderr -------
    Error: --live works with lists, show and explain; a change reads Atlassian before its plan anyway, and filters select people from the mirror
    Hint: update the mirror: atlctl sync
    [exit status: 2]
    ");
    for args in [
        &["snapshot", "diff", "--live"][..],
        &["review", "list", "--live"],
        &["undo", "last", "--live"],
    ] {
        let output = place.run(args);
        assert_eq!(output.code, 2, "{output}");
        assert!(output.stderr.contains("--live works with"), "{output}");
    }
    insta::assert_snapshot!(place.run(&["sync", "--columns", "x", "--limit", "3"]), @"
    ------- stderr -------
    Error: this command prints no rows; leave out --columns and --limit
    [exit status: 2]
    ");
    for args in [
        &["user", "show", "ada.admin@acme.example", "--sort", "nope"][..],
        &["doctor", "--limit", "2"],
        &["org", "show", "--limit", "2"],
    ] {
        let output = place.run(args);
        assert_eq!(output.code, 2, "{output}");
        assert!(output.stderr.contains("prints no rows"), "{output}");
    }
    assert!(
        place
            .run(&["doctor", "--columns", "check", "--limit", "2"])
            .stdout
            .lines()
            .count()
            <= 3
    );
}

/// The last activity in any app would contradict the filter.
#[test]
fn people_inactive_in_an_app_have_the_activity_there() {
    let place = Place::synced();
    let list = ["user", "list", "--app", "confluence", "--inactive", "90d"];
    let table = place.run(&[&list[..], &["--limit", "3"]].concat());
    assert!(
        table.stdout.contains("Last active in confluence (UTC)"),
        "{table}"
    );
    assert!(!table.stdout.contains("Last active (UTC)"), "{table}");
    let csv = place.run(&[&list[..], &["-o", "csv"]].concat());
    assert!(!csv.stdout.contains("last_active_in_app"), "{csv}");
    let never = place.run(&["user", "list", "--app", "confluence", "--never-active"]);
    let said = "Last active in confluence (UTC): never";
    assert!(never.to_string().contains(said), "{never}");
    let two = ["--app", "jira", "--app", "confluence", "--inactive", "90d"];
    place.run(&[&["user", "list"], &two[..]].concat()).expect(0);
}

/// Nothing was interrupted: people were never asked for.
#[test]
fn a_mirror_of_events_alone_is_no_interrupted_sync() {
    let place = Place::with_key(SimConfig::default());
    place.run(&["sync", "--only", "events"]).expect(0);
    insta::assert_snapshot!(place.run(&["user", "list"]), @"
    ------- stderr -------
    Error: the organization has not been mirrored yet
    Hint: mirror it: atlctl sync
    [exit status: 1]
    ");
}

#[test]
fn a_list_of_one_app_names_the_sandbox_that_is_not_listed() {
    let place = Place::synced();
    let listed = place.run(&["role", "list", "--app", "jira", "--limit", "1"]);
    let says = "Jira (acme-sandbox-110.atlassian.net) is a sandbox's app of the same name and is not listed";
    assert!(listed.stderr.contains(says), "{listed}");
    let only = place.run(&["role", "list", "--app", "bitbucket", "--limit", "1"]);
    assert!(!only.stderr.contains("sandbox"), "{only}");
}

#[test]
fn lists_name_their_organization() {
    let place = Place::named();
    for args in [
        &["user", "list", "--live", "--limit", "1"][..],
        &["group", "list", "--live", "--limit", "1"],
        &["policy", "list", "--live"],
        &["run", "list"],
    ] {
        let output = place.run(args);
        assert!(output.stderr.contains("Acme (simulated)."), "{output}");
    }
}

#[test]
fn a_date_that_is_none_is_explained() {
    let place = Place::synced();
    let start = [
        "review",
        "start",
        "--scope",
        "role:org-admin",
        "--reviewer",
        "a@b.example",
        "--due",
        "foo",
    ];
    insta::assert_snapshot!(place.run(&start), @r#"
    ------- stderr -------
    Error: invalid value "foo" for --due: use a date such as 2026-12-15
    Hint: see the options: atlctl review start --help
    [exit status: 2]
    "#);
}

/// A person with several rows is one person.
#[test]
fn people_excluded_from_an_undo_are_counted_once() {
    let place = moving::Place::new(SimConfig::default());
    let one = place.listed(1).remove(0).email;
    place
        .run(&["user", "offboard", &one, "--yes", "--confirm", "3", "-q"])
        .expect(0);
    let undo = place.run(&["undo", "last", "--except", &one, "--dry-run"]);
    assert!(
        undo.stderr.contains("1 person excluded (--except)"),
        "{undo}"
    );
}

/// It may work the next time: nothing says that the part may not be read.
#[test]
fn a_part_that_the_server_failed_to_give_failed() {
    let place = Place::with_key(SimConfig::default());
    place.control().fault("POST */groups/search 503").unwrap();
    place.control().fault("GET */groups 503").unwrap();
    let sync = place.run(&["sync", "--only", "groups"]);
    assert!(
        sync.stderr
            .contains("the groups could not be read this time"),
        "{sync}"
    );
    let sql = "SELECT state FROM part WHERE part = 'groups'";
    let state = place.run(&["sql", sql, "-o", "csv", "-q"]);
    assert_eq!(state.stdout, "state\nfailed\n", "{state}");
}

/// After `auth logout`, nothing is left to sign in with.
#[test]
fn the_overview_knows_that_nobody_is_signed_in() {
    let place = Place::new(SimConfig::default());
    let key = place.sim.api_key();
    let login = ["auth", "login", "--api-key-stdin", "--store", "file"];
    place.run_with(&login, &key).expect(0);
    let before = place.run(&[]);
    assert!(before.stdout.contains("Signed in     yes"), "{before}");
    place.run(&["auth", "logout"]).expect(0);
    let after = place.run(&[]);
    assert!(after.stdout.contains("Signed in     no\n"), "{after}");
    assert!(
        after.stdout.contains("Next:\n  atlctl auth login"),
        "{after}"
    );
}

#[test]
fn a_damaged_configuration_is_said_in_one_line() {
    let mut place = Place::synced();
    place.env.var("COLUMNS", "300");
    let config = place.env.home().join(".config/atlctl/config.toml");
    std::fs::write(&config, "default_profile = \"work\"\nfoo = [\n").unwrap();
    insta::assert_snapshot!(place.run(&["doctor"]), @"
    ok           program  atlctl 0.1.0 (linux, x86_64)
    failed       profile  [HOME]/.config/atlctl/config.toml is not a valid configuration: line 2, column 8: unclosed array, expected `]`
                          -> edit the file: correct line 2
    ------- stderr -------
    2 checks: 1 failed, 0 warnings, 0 not checked.
    [exit status: 1]
    ");
}

fn printed(place: &Place, args: &[&str]) -> String {
    let output = place.run(args);
    assert_eq!(output.code, 0, "{output}");
    output.stdout
}

/// The name of a group in the place of a person leads to the option for groups.
#[test]
fn a_group_is_not_a_person() {
    let place = Place::synced();
    let granted = place.run(&["role", "grant", "user", "all-staff", "--app", "jira"]);
    insta::assert_snapshot!(granted, @r#"
    ------- stderr -------
    Error: "all-staff" is a group, not a person
    Hint: to change the role of the group: atlctl role grant user --app jira --group all-staff
    [exit status: 2]
    "#);
    insta::assert_snapshot!(place.run(&["user", "suspend", "All-Staff", "--dry-run"]), @r#"
    ------- stderr -------
    Error: "All-Staff" is a group, not a person
    Hint: to select the members of the group: atlctl user suspend --dry-run --group All-Staff
    [exit status: 2]
    "#);
    let two = ["user", "suspend", "all-staff", "ann@acme.example"];
    insta::assert_snapshot!(place.run(&two), @r#"
    ------- stderr -------
    Error: "all-staff" is a group, not a person
    Hint: to select the members of the group, use --group instead of a name
    [exit status: 2]
    "#);
}

/// Of nobody, one line says enough.
#[test]
fn an_empty_list_changes_nothing_and_says_so_once() {
    let place = Place::synced();
    place.env.file("nobody.csv", "email\n");
    let suspend = ["user", "suspend", "--csv", "nobody.csv"];
    insta::assert_snapshot!(place.run(&suspend), @"
    ------- stderr -------
    nobody.csv has headings, but no rows
    Nothing to change.
    [exit status: 0]
    ");
    place.env.file("empty.csv", "");
    let suspend = ["user", "suspend", "--csv", "empty.csv"];
    insta::assert_snapshot!(place.run(&suspend), @"
    ------- stderr -------
    Error: empty.csv is empty
    Hint: check the command that writes it; a list without people still needs a heading, such as: email
    Hint: or read it from standard input, which may be empty: --from-stdin
    [exit status: 2]
    ");
}

/// One word for each part, wherever it is spoken of; `--only` takes it, too.
#[test]
fn parts_have_one_name() {
    let place = Place::synced();
    place
        .run(&["sync", "--only", "api-tokens,people"])
        .expect(0);
    let shown = printed(&place, &["org", "show"]);
    for title in ["people: ", "apps: ", "API tokens: ", "roles of groups: "] {
        assert!(shown.contains(title), "{title}\n{shown}");
    }
    for name in ["users: ", "workspaces: ", "group-roles: "] {
        assert!(!shown.contains(&format!(" {name}")), "{name}\n{shown}");
    }
    let checked = place.run(&["doctor"]).stdout;
    let of_parts = |line: &&str| line.contains("mirror: parts");
    let checked: Vec<&str> = checked.lines().filter(of_parts).collect();
    let checked = checked.join("\n");
    assert!(checked.contains("people"), "{checked}");
    assert!(!checked.contains("users"), "{checked}");
    // Programs know the parts by the names of the view.
    let view = printed(&place, &["sql", "SELECT part FROM part", "-o", "csv", "-q"]);
    assert!(view.contains("users\n"), "{view}");
}

/// IDs are for the next command: whatever columns are named, nothing else is printed as one.
#[test]
fn ids_have_no_columns() {
    let place = Place::synced();
    let list = ["user", "list", "-o", "id", "--limit", "1"];
    insta::assert_snapshot!(place.run(&[&list[..], &["--columns", "email"]].concat()), @"
    ------- stderr -------
    Error: -o id prints the ID of each row; leave out --columns
    Hint: to print other columns, use -o csv instead of -o id
    [exit status: 2]
    ");
    let one = printed(&place, &list);
    assert!(!one.contains('@'), "{one}");
}

/// What JSON has as a field of its own can be sorted by and printed in every form, and is printed in no other unasked.
#[test]
fn what_is_known_is_a_column_of_reports_when_asked_for() {
    let place = Place::synced();
    let report = ["report", "inactive", "--list", "people", "--limit", "2"];
    let run = |more: &[&str]| printed(&place, &[&report[..], more].concat());
    let csv = run(&["-o", "csv", "--sort", "last_active_known"]);
    assert!(!csv.contains("_known"), "{csv}");
    let asked = run(&["-o", "csv", "--columns", "last_active_known,days_known"]);
    insta::assert_snapshot!(asked, @"
    last_active_known,days_known
    yes,yes
    yes,yes
    ");
    run(&["--sort", "-activity_known"]);
}

/// A list of a report and a list of the mirror show the same moment, in the same way.
#[test]
fn people_are_added_at_a_time_everywhere() {
    let place = Place::synced();
    let report = ["report", "inactive", "--list", "people", "--sort", "email"];
    let columns = ["-o", "csv", "--columns", "email,added_to_org", "-q"];
    let report = printed(&place, &[&report[..], &columns].concat());
    let list = printed(&place, &[&["user", "list"][..], &columns].concat());
    let one = report.lines().nth(1).unwrap();
    assert!(one.contains('T'), "{one}");
    assert!(list.lines().any(|line| line == one), "{one}\n{list}");
}
