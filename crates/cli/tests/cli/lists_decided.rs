//! Lists that say in words that not everybody in them is meant, or whose rows name two people.

use insta::assert_snapshot;

use crate::common::Place;

/// Two managed people of the organization, with their names.
const ADA: [&str; 2] = ["ada.admin@acme.example", "Ada Admin"];

/// Active managed people of the mirror, so many at most: addresses and names.
pub fn managed(place: &Place, most: &str) -> Vec<[String; 2]> {
    let listed = place.run(&[
        "user",
        "list",
        "--managed",
        "--status",
        "active",
        "--limit",
        most,
        "-q",
        "-o",
        "csv",
        "--columns",
        "email,name",
    ]);
    let people = listed.stdout.lines().skip(1);
    let people = people.filter_map(|line| line.split_once(','));
    people
        .map(|(email, name)| [email.to_owned(), name.to_owned()])
        .collect()
}

fn other(place: &Place) -> [String; 2] {
    let people = managed(place, "3").into_iter();
    let mut others = people.filter(|[email, _]| email != ADA[0]);
    others.next().unwrap()
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
                refused.stderr.contains("has different values"),
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

/// A user who says which column names the people says that the others tell something else.
#[test]
fn a_chosen_column_is_the_one_that_counts() {
    let place = Place::synced();
    let [other, name] = other(&place);
    let [ada, ada_name] = ADA;
    place.env.file(
        "list",
        format!("Work email,Name,On leave\n{other},{ada_name},yes\n{ada},{name},no\n"),
    );
    let suspend = ["user", "suspend", "--csv", "list", "--dry-run"];
    let refused = place.run(&suspend);
    assert_eq!(refused.code, 2, "{refused}");
    place.env.file(
        "list",
        format!("Work email,On leave\n{other},yes\n{ada},no\n"),
    );
    let refused = place.run(&suspend);
    assert_snapshot!(refused.stderr.replace(&other, "OTHER"), @r#"
    list: table, UTF-8, comma, column "Work email": 2 rows, 2 people
    Error: column "On leave" of list has different values (line 2: "yes"; line 3: "no"); it is unclear which of them to change
    Hint: keep only the people to change in the list, without this column
    Hint: if it tells something else: atlctl user suspend --csv list --dry-run --column 'email=Work email'
    "#);
    place.env.file(
        "list",
        format!("Work email,Name,On leave\n{other},{ada_name},yes\n{ada},{name},no\n"),
    );
    let planned = place.run(&[&suspend[..], &["--column", "email=Work email"]].concat());
    assert_eq!(planned.code, 0, "{planned}");
    assert!(
        planned
            .stderr
            .contains("Column \"On leave\" is not read; it does not say the same of everyone"),
        "{planned}"
    );
}

/// The names of others, without headings and beside an address.
#[test]
fn a_name_of_another_person_is_seen_wherever_it_stands() {
    let place = Place::synced();
    let [other, name] = other(&place);
    let [ada, ada_name] = ADA;
    for list in [
        format!("{ada_name},{other}\n{name},{ada}\n"),
        format!("{ada_name} <{other}>\n{name} <{ada}>\n"),
        format!("{other} ({ada_name})\n{ada} ({name})\n"),
        format!("Assignee\tEmail\n{ada_name}\t{other}\n{name}\t{ada}\n"),
        format!("Team,Email\nIT,{ada_name} <{other}>\nIT,{name} <{ada}>\n"),
    ] {
        place.env.file("list", &list);
        let refused = place.run(&["user", "suspend", "--csv", "list", "--dry-run"]);
        assert_eq!(refused.code, 2, "{list}{refused}");
        assert!(refused.stderr.contains("is the name of"), "{list}{refused}");
        let refused = place.run(&["user", "suspend", ada, "--except", "list", "--dry-run"]);
        assert_eq!(refused.code, 2, "{list}{refused}");
    }
    for list in [
        format!("{ada_name},{ada},{name}\n"),
        format!("{ada_name} (Admin),{ada}\n"),
        format!("Manager,Email\n{name},{ada}\n"),
    ] {
        place.env.file("list", &list);
        let planned = place.run(&["user", "suspend", "--csv", "list", "--dry-run"]);
        assert_eq!(planned.code, 0, "{list}{planned}");
    }
}

/// People whose IDs stand alone are never headings.
#[test]
fn the_first_ids_of_a_chosen_column_are_people() {
    let place = Place::synced();
    let ids: Vec<String> = place
        .run(&["user", "list", "--limit", "4", "-q", "-o", "id"])
        .stdout
        .lines()
        .map(str::to_owned)
        .collect();
    let [one, two, three, four] = &ids[..] else {
        panic!("{ids:?}")
    };
    place
        .env
        .file("list", format!("{one},{two}\n{three},{four}\n"));
    for column in ["email=1", "account=1"] {
        let planned = place.run(&[
            "user",
            "suspend",
            "--csv",
            "list",
            "--column",
            column,
            "--dry-run",
            "-o",
            "csv",
            "--columns",
            "account",
        ]);
        for (id, is_meant) in [(one, true), (two, false), (three, true), (four, false)] {
            assert_eq!(
                planned.stdout.contains(id.as_str()),
                is_meant,
                "{column} {id}\n{planned}"
            );
        }
    }
    place.env.file(
        "list",
        format!("Please suspend everybody except Bob:\n{one}\n{two}\n"),
    );
    for more in [&[][..], &["--column", "email=1"]] {
        let refused =
            place.run(&[&["user", "suspend", "--csv", "list", "--dry-run"], more].concat());
        assert_eq!(refused.code, 2, "{refused}");
        assert!(
            refused.stderr.contains("below a title with an exception"),
            "{refused}"
        );
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
      line 2: "Ada Admin" is the name of ada.admin@acme.example, but the row names NAME; it is unclear which person to change (in the row of OTHER)
      line 3: "NAME" is the name of OTHER, but the row names Ada Admin; it is unclear which person to change (in the row of ada.admin@acme.example)
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
        format!("These people left,\n,\nas of May,\nEmail,Team\n{other},IT\n"),
    );
    let planned = place.run(&["user", "suspend", "--csv", "list", "--dry-run"]);
    let skipped = planned.stderr.lines().find(|line| line.contains("above"));
    assert_snapshot!(skipped.unwrap_or_default(), @r#"Skipped 2 rows above the headings: "These people left", "as of May""#);
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
    // Somebody who is like nobody may have left: as somebody who is to be changed and is not known.
    let planned = place.run(&[
        "user",
        "suspend",
        ada,
        "--except",
        "nobody@elsewhere.test",
        "--dry-run",
    ]);
    assert_eq!(planned.code, 3, "{planned}");
    let except = ["--except", "nobody@elsewhere.test", "--dry-run", "--strict"];
    let strict = place.run(&[&["user", "suspend", ada][..], &except].concat());
    assert_eq!(strict.code, 5, "{strict}");
    assert!(
        planned.stderr.contains("1 person not in the mirror"),
        "{planned}"
    );
}
