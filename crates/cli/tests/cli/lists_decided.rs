//! Lists that say in words that not everybody in them is meant, or whose rows name two people.

use insta::assert_snapshot;

use crate::common::Place;

/// Two managed people of the organization, with their names.
const ADA: [&str; 2] = ["ada.admin@acme.example", "Ada Admin"];

fn other(place: &Place) -> [String; 2] {
    let listed = place.run(&[
        "user",
        "list",
        "--managed",
        "--status",
        "active",
        "--limit",
        "3",
        "-q",
        "-o",
        "csv",
        "--columns",
        "email,name",
    ]);
    let line = listed
        .stdout
        .lines()
        .find(|line| !line.starts_with("email") && !line.contains(ADA[0]))
        .unwrap();
    let (email, name) = line.split_once(',').unwrap();
    [email.to_owned(), name.to_owned()]
}

#[test]
fn a_column_of_decisions_that_nobody_reads_refuses_the_list() {
    let place = Place::synced();
    let [other, _] = other(&place);
    let ada = ADA[0];
    for list in [
        format!("Email,Suspend\n{other},yes\n{ada},no\n"),
        format!("Email,Keep\n{other},\n{ada},x\n"),
        format!("Email,Action\n{other},suspend\n{ada},keep\n"),
        format!("{other},yes\n{ada},no\n"),
        format!(
            "[{{\"email\":\"{other}\",\"suspend\":true}},{{\"email\":\"{ada}\",\"suspend\":false}}]"
        ),
        format!("[[\"{other}\",\"suspend\"],[\"{ada}\",\"keep\"]]"),
        format!("<table><tr><th>Email<th>Exclude<tr><td>{other}<td><tr><td>{ada}<td>yes</table>"),
        format!("escaped,decision,email\n,remove,{other}\n,keep,{ada}\n"),
    ] {
        place.env.file("list", &list);
        for command in [
            &["user", "suspend", "--csv", "list", "--dry-run"][..],
            &["group", "sync", "all-staff", "--csv", "list", "--dry-run"],
            &["user", "suspend", ada, "--except", "list", "--dry-run"],
        ] {
            let refused = place.run(command);
            assert_eq!(refused.code, 2, "{list}{refused}");
            assert!(
                refused.stderr.contains("does not say the same of everyone"),
                "{list}{refused}"
            );
        }
    }
    // A command that reads the column decides by it.
    place.env.file(
        "list",
        format!("Email,Action\n{other},suspend\n{ada},keep\n"),
    );
    let planned = place.run(&["change", "--csv", "list", "--dry-run"]);
    assert_eq!(planned.code, 0, "{planned}");
    for list in [
        format!("Email,MFA\n{other},yes\n{ada},no\n"),
        format!("Email,Suspend\n{other},yes\n{ada},Yes\n"),
    ] {
        place.env.file("list", &list);
        let planned = place.run(&["user", "suspend", "--csv", "list", "--dry-run"]);
        assert_eq!(planned.code, 0, "{list}{planned}");
    }
}

#[test]
fn a_row_with_the_name_of_another_person_is_a_problem() {
    let place = Place::synced();
    let [other, name] = other(&place);
    let [ada, ada_name] = ADA;
    let swapped =
        format!("Name,Email,Team\n{ada_name},{other},all-staff\n{name},{ada},all-staff\n");
    place.env.file("list", &swapped);
    let refused = place.run(&["user", "suspend", "--csv", "list", "--dry-run"]);
    let said = refused
        .to_string()
        .replace(&other, "OTHER")
        .replace(&name, "NAME");
    assert_snapshot!(said, @r#"
    ------- stderr -------
    list: table, UTF-8, comma, column "Email": 2 rows, 2 people (2 in rows that cannot be used)
      line 2: "Ada Admin" is the name of ada.admin@acme.example, and the row names NAME, so who is meant is not known (in the row of OTHER)
      line 3: "NAME" is the name of OTHER, and the row names Ada Admin, so who is meant is not known (in the row of ada.admin@acme.example)
    Error: 2 rows of list cannot be used
    Hint: correct them, or skip them with --skip-problems
    [exit status: 2]
    "#);
    for command in [
        &["change", "--csv", "list", "--dry-run"][..],
        &[
            "group",
            "sync",
            "--csv",
            "list",
            "--group-column",
            "Team",
            "--dry-run",
        ],
    ] {
        place.env.file(
            "list",
            swapped
                .replace(
                    "Team",
                    if command[0] == "change" {
                        "Action"
                    } else {
                        "Team"
                    },
                )
                .replace(
                    "all-staff",
                    if command[0] == "change" {
                        "suspend"
                    } else {
                        "all-staff"
                    },
                ),
        );
        let refused = place.run(command);
        assert_eq!(refused.code, 2, "{refused}");
        assert!(refused.stderr.contains("is the name of"), "{refused}");
    }
    // Names that nobody else has, in another order, or of the same person.
    for names in [
        [format!("{ada_name}-Smith"), name.clone()],
        ["Admin, Ada".to_owned(), "NAME".to_owned()],
    ] {
        let [one, two] = names;
        place
            .env
            .file("list", format!("Name;Email\n{one};{ada}\n{two};{other}\n"));
        let planned = place.run(&["user", "suspend", "--csv", "list", "--dry-run"]);
        assert_eq!(planned.code, 0, "{planned}");
    }
    // What a command writes is not compared.
    place
        .env
        .file("list", format!("Name,Email\n{name},{ada}\n"));
    let planned = place.run(&["user", "update", "--csv", "list", "--dry-run"]);
    assert!(!planned.stderr.contains("is the name of"), "{planned}");
}

#[test]
fn what_stands_above_the_headings_is_shown() {
    let place = Place::synced();
    let [other, _] = other(&place);
    place.env.file(
        "list",
        format!("Do not suspend these people,\n,\nas of May,\nEmail,Team\n{other},IT\n"),
    );
    let planned = place.run(&["user", "suspend", "--csv", "list", "--dry-run"]);
    let skipped = planned.stderr.lines().find(|line| line.contains("above"));
    assert_snapshot!(skipped.unwrap_or_default(), @r#"Skipped 2 rows above the headings: "Do not suspend these people", "as of May""#);
}

#[test]
fn an_exclusion_with_a_slip_lets_nobody_through() {
    let place = Place::synced();
    let ada = ADA[0];
    let slip = ada.replace("example", "exampel");
    place
        .env
        .file("list", format!("nobody@elsewhere.test\n{slip}\n"));
    for except in [slip.as_str(), "list"] {
        let refused = place.run(&["user", "suspend", ada, "--except", except, "--dry-run"]);
        assert_eq!(refused.code, 2, "{refused}");
        assert!(
            refused
                .stderr
                .contains("did you mean ada.admin@acme.example?"),
            "{refused}"
        );
    }
    // Somebody who is like nobody may have left.
    let planned = place.run(&[
        "user",
        "suspend",
        ada,
        "--except",
        "nobody@elsewhere.test",
        "--dry-run",
    ]);
    assert_eq!(planned.code, 0, "{planned}");
    assert!(
        planned.stderr.contains("1 person not in the mirror"),
        "{planned}"
    );
}
