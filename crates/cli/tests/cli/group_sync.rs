//! `group sync` and `group copy-members`: a group made equal to a list, several at once, and lists that may be wrong.

use atlctl_sim::SimConfig;

use crate::group_members::members;
use crate::moving::Place;

const EMPTY: &str = "old-project-2019";

/// Members of the team who can be changed, and people outside it.
fn people(place: &Place, group: &str) -> (Vec<String>, Vec<String>) {
    let inside = members(place, group);
    let movable = place.movable().into_iter().map(|one| one.email);
    movable.partition(|email| inside.contains(email))
}

fn csv(place: &Place, name: &str, emails: &[String]) {
    place
        .env
        .file(name, format!("Email\n{}\n", emails.join("\n")));
}

#[test]
fn a_group_becomes_the_list_and_an_undo_turns_it_back() {
    let place = Place::new(SimConfig::default());
    let group = "team-0001";
    let before = members(&place, group);
    let (inside, outside) = people(&place, group);
    // Two go, two come.
    let gone: Vec<String> = inside[..2].to_vec();
    let mut list: Vec<String> = before
        .iter()
        .filter(|one| !gone.contains(one))
        .cloned()
        .collect();
    list.extend(outside[..2].to_vec());
    csv(&place, "team.csv", &list);
    let sync = ["group", "sync", group, "--csv", "team.csv"];
    let only = |way: &str| place.run(&[&sync[..], &[way, "--exit-code", "-o", "jsonl"]].concat());
    let count = |way: &str| {
        let output = only(way);
        assert_eq!(output.code, 6, "{output}");
        output.stdout.matches("\"change\"").count()
    };
    assert_eq!((count("--add-only"), count("--remove-only")), (2, 2));
    insta::assert_snapshot!("group_sync", place.run(&[&sync[..], &["--yes"]].concat()));
    list.sort();
    assert_eq!(members(&place, group), list);
    let again = place.run(&[&sync[..], &["--exit-code"]].concat());
    again.expect(0);
    place.run(&["undo", "last", "--yes"]).expect(0);
    assert_eq!(members(&place, group), before);
}

#[test]
fn a_list_that_may_be_wrong_is_refused() {
    let place = Place::new(SimConfig::default());
    let group = "team-0001";
    let (inside, _) = people(&place, group);
    let run = |more: &[&str]| {
        place.run(
            &[
                &["group", "sync", group, "--csv", "list.csv", "--yes"],
                more,
            ]
            .concat(),
        )
    };
    place.env.file("list.csv", "");
    insta::assert_snapshot!("group_sync_empty", run(&[]));
    let mut misspelled = inside.clone();
    misspelled[0].insert(1, 'x');
    csv(&place, "list.csv", &misspelled);
    insta::assert_snapshot!("group_sync_unknown", run(&[]));
    csv(&place, "list.csv", &inside[..2]);
    insta::assert_snapshot!("group_sync_more_than_half", run(&[]));
    place.env.file(
        "list.csv",
        format!("Email\n{}\nnobody at all\n", inside.join("\n")),
    );
    insta::assert_snapshot!("group_sync_unreadable", run(&[]));
    assert!(place.control().calls().is_empty());
    // Who is left out is neither added nor removed.
    csv(&place, "list.csv", &inside[1..]);
    let spared = run(&["--except", &inside[0]]);
    assert!(members(&place, group).contains(&inside[0]), "{spared}");
}

#[test]
fn one_file_lists_several_groups() {
    let place = Place::new(SimConfig::default());
    let (inside, outside) = people(&place, "team-0001");
    let text = format!(
        "Team;Email\n{EMPTY};{}\nteam-0001;{}\n{EMPTY};{}\nTEAM-0001;{}\n",
        outside[0], inside[0], inside[0], outside[0]
    );
    place.env.file("teams.csv", text);
    let sync = [
        "group",
        "sync",
        "--csv",
        "teams.csv",
        "--group-column",
        "team",
        "--add-only",
    ];
    insta::assert_snapshot!(
        "group_sync_column_plan",
        place.run(&[&sync[..], &["--dry-run"]].concat())
    );
    place.run(&[&sync[..], &["--yes"]].concat()).expect(0);
    let mut both = vec![inside[0].clone(), outside[0].clone()];
    both.sort();
    assert_eq!(members(&place, EMPTY), both);
    assert!(members(&place, "team-0001").contains(&outside[0]));
    let wrong = [
        "group",
        "sync",
        "--csv",
        "teams.csv",
        "--group-column",
        "squad",
    ];
    insta::assert_snapshot!("group_sync_no_column", place.run(&wrong));
    place.env.file(
        "teams.csv",
        format!("Team,Email\n,{}\n{EMPTY},{}\n", inside[0], inside[1]),
    );
    insta::assert_snapshot!("group_sync_no_group", place.run(&sync));
    insta::assert_snapshot!("group_sync_nothing", place.run(&["group", "sync"]));
}

#[test]
fn members_are_copied() {
    let place = Place::new(SimConfig::default());
    let copy = ["group", "copy-members", "team-0001", EMPTY];
    let output = place.run(
        &[
            &copy[..],
            &[
                "--yes",
                "--include-admins",
                "--include-service-accounts",
                "--max-changes",
                "100",
            ],
        ]
        .concat(),
    );
    let (inside, _) = people(&place, "team-0001");
    let copied = members(&place, EMPTY);
    assert!(
        inside.iter().all(|email| copied.contains(email)),
        "{output}"
    );
    let same = ["group", "copy-members", "team-0001", "team-0001"];
    insta::assert_snapshot!("group_copy_to_itself", place.run(&same));
}

/// All groups of a file are looked up before anything is refused, and the others are planned when asked.
#[test]
fn unknown_groups_of_one_file_are_reported_at_once() {
    let place = Place::new(SimConfig::default());
    let (_, outside) = people(&place, "team-0001");
    let list = format!(
        "Email;Team\n{0};jira-user\n{0};team-0001\n{1};no such\n",
        outside[0], outside[1]
    );
    place.env.file("teams.csv", list);
    let sync = [
        "group",
        "sync",
        "--csv",
        "teams.csv",
        "--group-column",
        "team",
        "--add-only",
        "--dry-run",
    ];
    insta::assert_snapshot!(place.run(&sync), @r#"
    ------- stderr -------
    teams.csv: table, UTF-8, semicolon, column "Email": 3 rows, 2 people
    Column "Team": 3 lists
      line 2: no group "jira-user" in the organization; did you mean "jira-users"?
      line 4: no group "no such" in the organization
    Error: 2 groups of teams.csv cannot be used
    Hint: correct them, or leave them alone with --skip-problems; list the groups: atlctl group list --live
    [exit status: 2]
    "#);
    insta::assert_snapshot!(place.run(&[&sync[..], &["--skip-problems"]].concat()), @r#"
    Email                        Plan    Before        After   Reason
    olga.park@acme-labs.example  change  not a member  member  -
    ------- stderr -------
    teams.csv: table, UTF-8, semicolon, column "Email": 3 rows, 2 people
    Column "Team": 3 lists
    Warning: 2 groups of teams.csv cannot be used and are left alone:
      line 2: no group "jira-user" in the organization; did you mean "jira-users"?
      line 4: no group "no such" in the organization
    Add the people of teams.csv to group team-0001, in Acme (simulated)
      1  change
    team-0001  53 → 54  +1
    Groups read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    [exit status: 0]
    "#);
}
