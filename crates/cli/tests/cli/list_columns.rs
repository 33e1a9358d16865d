//! Columns of lists that a command reads beside the person.

use atlctl_sim::SimConfig;

use crate::moving::Place;

#[test]
fn a_list_without_headings_is_told_which_it_needs() {
    let place = Place::new(SimConfig::default());
    let list = "ada@acme.example,new.ada@acme.example\nbob@acme.example,new.bob@acme.example\n";
    place.env.file("list.csv", list);
    insta::assert_snapshot!(place.run(&["user", "set-email", "--csv", "list.csv"]), @"
    ------- stderr -------
    Error: list.csv has no headings, so it is unclear what its columns are
    Hint: put them above the rows, such as: Email,New email
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["change", "--csv", "list.csv"]), @"
    ------- stderr -------
    Error: list.csv has no headings, so it is unclear what its columns are
    Hint: put them above the rows, such as: Email,Action
    [exit status: 2]
    ");
}

#[test]
fn a_row_of_several_people_without_a_new_address_is_one_problem() {
    let place = Place::new(SimConfig::default());
    let list = "Email;New email\nada@acme.example;new.ada@acme.example\nbob@acme.example,new.bob@acme.example\n";
    place.env.file("list.csv", list);
    insta::assert_snapshot!(place.run(&["user", "set-email", "--csv", "list.csv"]), @r#"
    ------- stderr -------
    list.csv: table, UTF-8, semicolon, column "Email": 2 rows, 3 people (2 in rows that cannot be used)
      line 3: "bob@acme.example" has no new address (in the row of new.bob@acme.example)
    Error: 1 row of list.csv cannot be used
    Hint: correct it, or skip it with --skip-problems
    [exit status: 2]
    "#);
}

#[test]
fn one_column_is_named_once() {
    let place = Place::new(SimConfig::default());
    place
        .env
        .file("list.csv", "Email,Boss\na@acme.example,b@acme.example\n");
    let output = place.run(&[
        "user",
        "suspend",
        "--csv",
        "list.csv",
        "--column",
        "email=Boss",
        "--column",
        "email=Email",
    ]);
    insta::assert_snapshot!(output, @r#"
    ------- stderr -------
    Error: --column names two columns for email: "Boss" and "Email"
    Hint: keep one: --column email=HEADING
    [exit status: 2]
    "#);
}

#[test]
fn policies_of_one_name_are_said_when_names_are_imported() {
    let place = Place::new(SimConfig::default());
    let policies = place.control().policies();
    let people = place.movable();
    for policy in policies.iter().take(2) {
        place
            .run(&["policy", "name", &policy.id, "Staff"])
            .expect(0);
    }
    let export = format!("Email,Policy name\n{},Staff\n", people[0].email);
    place.env.file("export.csv", export);
    let output = place.run(&["policy", "import-names", "export.csv"]);
    assert!(
        output
            .stderr
            .contains("more than one policy is named Staff"),
        "{output}"
    );
}

#[test]
fn of_two_columns_for_a_policy_the_one_that_is_not_read_is_said() {
    let place = Place::new(SimConfig::default());
    let email = &place.movable()[0].email;
    let policies = place.control().policies();
    let list = format!(
        "Email,Action,Policy,To\n{email},move,{},{}\n",
        policies[1].id, policies[2].id
    );
    place.env.file("list.csv", list);
    let output = place.run(&["change", "--csv", "list.csv", "--dry-run"]);
    let said = "Column \"Policy\" is not read: \"To\" names the policy to move to";
    assert!(output.stderr.contains(said), "{output}");
}

/// The plan has no row of the list for whom it can take a change back.
#[test]
fn an_undo_counts_the_rows_that_contradict_themselves() {
    let place = Place::new(SimConfig::default());
    let people = place.movable();
    let (one, two) = (&people[0], &people[1]);
    place
        .run(&[
            "group",
            "add",
            "old-project-2019",
            &one.email,
            &two.email,
            "--yes",
        ])
        .expect(0);
    let list = format!(
        "Email,Account ID\n{},\n{},{}\n",
        one.email, two.email, people[2].account_id
    );
    place.env.file("list.csv", list);
    let output = place.run(&["undo", "last", "--csv", "list.csv", "--dry-run"]);
    assert!(!output.stderr.contains("in 1 of 1 row"), "{output}");
    assert!(
        output
            .stderr
            .contains("do not belong together in 1 row, which"),
        "{output}"
    );
}

/// People in a column that is not read are named, and with `--strict` no plan is made without them.
#[test]
fn who_stands_in_a_column_that_is_not_read_is_named() {
    let place = Place::new(SimConfig::default());
    let list = "Email,Manager\nada@acme.example,bob@acme.example\ncem@acme.example,dora@acme.example\n\
                eve@acme.example,bob@acme.example\nfay@acme.example,ann@acme.example; gil@acme.example\n\
                hal@acme.example,ada@acme.example\n";
    place.env.file("list.csv", list);
    let suspend = ["user", "suspend", "--csv", "list.csv", "--dry-run"];
    let warned = place.run(&[&suspend[..], &["-q"]].concat());
    let warning = "Warning: Column \"Manager\" is not read; it contains another address in 4 rows: \
                   \"bob@acme.example\" (line 2), \"dora@acme.example\" (line 3), \"ann@acme.example\" (line 5) \
                   and 1 more\n";
    assert!(warned.stderr.contains(warning), "{warned}");
    insta::assert_snapshot!(place.run(&[&suspend[..], &["--strict"]].concat()), @r#"
    ------- stderr -------
    Error: list.csv names people who are not read, which --strict does not allow
      Caused by: Column "Manager" is not read; it contains another address in 4 rows: "bob@acme.example" (line 2), "dora@acme.example" (line 3), "ann@acme.example" (line 5) and 1 more
    Hint: to change only the people of one column, say which: --column email=HEADING (or its number); --column email=all reads the addresses in every column
    [exit status: 5]
    "#);
    // Who says which column is meant means no other.
    let chosen = [&suspend[..], &["--strict", "--column", "email=Email"]].concat();
    let chosen = place.run(&chosen);
    assert!(!chosen.stderr.contains("not read, which"), "{chosen}");
    // More addresses of the same people are no other people.
    place
        .env
        .file("list.csv", list.replace("Manager", "Alternate email"));
    let second = place.run(&[&suspend[..], &["--strict"]].concat());
    assert!(
        second
            .stderr
            .contains("Column \"Alternate email\" is not read"),
        "{second}"
    );
    assert!(!second.stderr.contains("not read, which"), "{second}");
}

/// In every form of list, and by every reader.
#[test]
fn every_reader_is_strict_about_columns_that_are_not_read() {
    let place = Place::new(SimConfig::default());
    let page = "<table><tr><th>Email</th><th>Manager</th></tr><tr><td>ada@acme.example</td><td>bob@acme.example</td></tr></table>";
    let json = r#"[{"email":"ada@acme.example","manager":"bob@acme.example"}]"#;
    place.env.file(
        "list.csv",
        "Email,Manager\nada@acme.example,bob@acme.example\n",
    );
    place.env.file("list.html", page);
    place.env.file("list.json", json);
    place.env.file(
        "change.csv",
        "Email,Action,Manager\nada@acme.example,suspend,bob@acme.example\n",
    );
    place.env.file(
        "teams.csv",
        "Email,Team,Manager\nada@acme.example,red,bob@acme.example\n",
    );
    for args in [
        &["user", "suspend", "--csv", "list.csv"][..],
        &["user", "suspend", "--csv", "list.html"],
        &["user", "suspend", "--csv", "list.json"],
        &["user", "invite", "--csv", "list.csv"],
        &["change", "--csv", "change.csv"],
        &["group", "sync", "jira-users", "--csv", "list.csv"],
        &[
            "group",
            "sync",
            "--csv",
            "teams.csv",
            "--group-column",
            "Team",
        ],
    ] {
        let output = place.run(&[args, &["--dry-run", "--strict", "-q"]].concat());
        assert!(
            output.stderr.contains("\"bob@acme.example\" (line "),
            "{args:?}: {output}"
        );
        assert!(matches!(output.code, 2 | 5), "{args:?}: {output}");
    }
}
