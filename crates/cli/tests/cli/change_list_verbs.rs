//! `update`, `invite` and `remove-access` as actions of a list: what the verbs do, beside the other rows.

use atlctl_sim::SimConfig;

use crate::group_members::members;
use crate::moving::Place;

const EMPTY: &str = "old-project-2019";
const CSV: [&str; 4] = ["-o", "csv", "--columns", "email,what,after,outcome"];

/// A place, and the addresses of people who can be changed, each with Jira from a group of its own.
fn place() -> (Place, Vec<String>) {
    let place = Place::new(SimConfig::default());
    let people = place.movable();
    let people = people.into_iter().filter(|one| !one.synced);
    let people = people.map(|one| one.email).collect();
    (place, people)
}

#[test]
fn rows_update_profiles_invite_and_remove_access() {
    let (place, people) = place();
    let of = |at: usize| people[at].as_str();
    let text = format!(
        "Email,Action,Group,Groups,App,Apps,Role,Site,Job title,Department,Reason\n\
         {},update,,,,,,,Lead,Sales,\n\
         {},Remove access,,,jira,,,acme.atlassian.net,,,seat unused\n\
         {},add-to-group,{EMPTY},,,,,,,,\n\
         new.one@acme.example,invite,{EMPTY},,,confluence:guest,,,,,starts in May\n\
         new.two@acme.example,invite,,,confluence,,viewer,,,,\n\
         {},remove-access,,,jira,,,acme.atlassian.net,,,\n",
        of(0),
        of(1),
        of(2),
        of(1),
    );
    place.env.file("list.csv", text);
    let list = ["change", "--csv", "list.csv"];
    insta::assert_snapshot!(
        "change_verbs_plan",
        place.run(&[&list[..], &["--dry-run"]].concat())
    );
    let done = place.run(&[&list[..], &["--yes", "--no-notify"], &CSV].concat());
    insta::assert_snapshot!("change_verbs_done", done);
    let mut in_group = [of(2).to_owned(), "new.one@acme.example".to_owned()];
    in_group.sort();
    assert_eq!(members(&place, EMPTY), in_group);
    // The verbs find nothing to do anymore.
    let update = [
        "user",
        "update",
        of(0),
        "--job-title",
        "Lead",
        "--department",
        "Sales",
    ];
    place
        .run(&[&update[..], &["--exit-code"]].concat())
        .expect(0);
    let app = ["--app", "jira", "--site", "acme.atlassian.net"];
    let remove = [
        &["user", "remove-access", of(1)],
        &app[..],
        &["--exit-code"],
    ]
    .concat();
    place.run(&remove).expect(0);
}

#[test]
fn what_cannot_be_used_is_a_problem_of_its_row() {
    let (place, people) = place();
    let of = |at: usize| people[at].as_str();
    let text = format!(
        "Email,Action,Group,App,Role,Department\n\
         {},update,,,,\n\
         {},remove-access,,,,\n\
         {},remove-access,,nothing,,\n\
         new.one@acme.example,invite,no such group,,,\n\
         new.two@acme.example,invite,,jira,emperor,\n\
         new.three@acme.example,invite,,,viewer,\n\
         new.four@acme.example,invite,{EMPTY},,,\n\
         new.four@acme.example,invite,,,,\n\
         {},remove-access,,confluence,,\n\
         {},grant,,confluence,viewer,\n\
         {},update,,,,Sales\n\
         {},update,,,,Support\n\
         {},sync,{EMPTY},,,\n\
         {},Revoke tokens,,,,\n\
         {},user suspend,,,,\n\
         {},add,{EMPTY},,,\n\
         {},discuss,,,,\n",
        of(0),
        of(1),
        of(2),
        of(3),
        of(3),
        of(4),
        of(4),
        of(5),
        of(6),
        of(7),
        of(8),
        of(9),
    );
    place.env.file("list.csv", text);
    let list = ["change", "--csv", "list.csv", "--yes"];
    insta::assert_snapshot!("change_verbs_problems", place.run(&list));
    assert!(place.control().calls().is_empty());
}

#[test]
fn a_name_is_new_in_an_update_and_says_who_is_meant_elsewhere() {
    let (place, people) = place();
    let sql = format!("SELECT name FROM user WHERE email = '{}'", people[1]);
    let name = place.run(&["sql", &sql, "-o", "csv", "-q"]).stdout;
    let name = name.lines().nth(1).unwrap();
    // The name of another person: new for the first, a slip in the row of the other.
    let text = format!(
        "Email,Name,Action\n{},{name},update\n{},{name},suspend\n",
        people[0], people[2]
    );
    place.env.file("list.csv", text);
    let list = [
        "change",
        "--csv",
        "list.csv",
        "--dry-run",
        "--skip-problems",
    ];
    insta::assert_snapshot!("change_verbs_names", place.run(&list));
}

#[test]
fn an_app_is_not_taken_and_given_at_once() {
    let place = Place::new(SimConfig::default());
    let one = &place.without_provider(1)[0].email;
    let rows = format!(
        "Email,Action,App,Group\n{one},remove-access,confluence,\n{one},add-to-group,,confluence-users\n"
    );
    place.env.file("list.csv", rows);
    insta::assert_snapshot!(place.run(&["change", "--csv", "list.csv", "--dry-run"]), @r#"
    ------- stderr -------
    list.csv: table, UTF-8, comma, column "Email": 2 rows, 1 person
    Error: rows contradict each other: they change groups of rafael.richter@acme-labs.example to different values
    Hint: remove-access and offboard take groups, too: remove the row that gives them, or make two lists
    [exit status: 2]
    "#);
}
