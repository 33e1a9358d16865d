//! The columns of a list with actions: which are not read, and which rows would need them.

use atlctl_sim::SimConfig;

use crate::moving::Place;

/// A place, and the addresses of people who can be changed.
fn place() -> (Place, Vec<String>) {
    let place = Place::new(SimConfig::default());
    let people = place.movable();
    let people = people.into_iter().filter(|one| !one.synced);
    let people = people.map(|one| one.email).collect();
    (place, people)
}

fn dry_run(place: &Place, rows: &str) -> crate::common::Output {
    place.env.file("list.csv", rows);
    let list = ["change", "--csv", "list.csv", "--dry-run"];
    place.run(&list)
}

#[test]
fn columns_that_no_action_reads_are_named_once() {
    let (place, people) = place();
    let rows = format!(
        "Email,Action,Department,Title,Firma,Manager,Empty,Group\n\
         {},update,Sales,Engineer IV,OrgA,Ann,,team\n{},update,Sales,,,,-,\n{},discuss,,,,,x,\n",
        people[0], people[1], people[2]
    );
    insta::assert_snapshot!(dry_run(&place, &rows), @r#"
    Email                             Before
    rafael.richter@acme-labs.example  Operations
    tariq.schmidt@acme.example        Finance
    ------- stderr -------
    list.csv: table, UTF-8, comma, column "Email": 3 rows, 3 people
    Warning: Columns not read: "Title" (to read it: --column job_title=Title), "Firma" (to read it: --column organization=Firma)
    Columns not read: "Group", "Manager"
    Make the changes of list.csv, in Acme (simulated)
      2  change
    Profiles read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Note: 1 row of the list left alone: 1 "discuss"
    The same in every row shown: Plan: change; After: Sales.
    [exit status: 0]
    "#);
}

#[test]
fn columns_about_the_change_stop_the_rows_that_need_them() {
    let (place, people) = place();
    let rows = format!(
        "Email,Action,App,Gruppen,Valid until,Rolle\n\
         new.one@acme.example,invite,confluence,old-project-2019,,\n\
         new.two@acme.example,invite,,,,-\n\
         new.three@acme.example,invite,confluence,,,viewer\n\
         {},suspend,,,2027-03-01,\n\
         {},suspend,,old-project-2019,?,Engineer\n\
         {},keep,,,2027-03-01,\n",
        people[0], people[1], people[2]
    );
    insta::assert_snapshot!(dry_run(&place, &rows), @r#"
    ------- stderr -------
    list.csv: table, UTF-8, comma, column "Email": 6 rows, 6 people (3 in rows that cannot be used)
      line 2: "old-project-2019" stands in the column "Gruppen", which is not read: name it with --column groups=Gruppen, or remove it (in the row of new.one@acme.example)
      line 4: "viewer" stands in the column "Rolle", which is not read: name it with --column role=Rolle, or remove it (in the row of new.three@acme.example)
      line 5: "2027-03-01" stands in the column "Valid until", which is not read: changes of a list have no end; use a command with --until, such as atlctl group add, or remove the column (in the row of rafael.richter@acme-labs.example)
    Error: 3 rows of list.csv cannot be used
    Hint: correct them, or skip them with --skip-problems
    [exit status: 2]
    "#);
}

#[test]
fn names_of_columns_that_update_reads_are_not_said_to_be_unread() {
    let (place, people) = place();
    let rows = |action: &str| {
        format!(
            "Email,Action,Name\n{},update,{}\n{},{action},{}\n",
            people[0], people[2], people[1], people[3]
        )
    };
    let all = dry_run(&place, &rows("update"));
    assert!(!all.stderr.contains("is not read"), "{all}");
    let some = dry_run(&place, &rows("suspend"));
    let said = "Column \"Name\" is not read; it contains another address in 1 row";
    assert!(some.stderr.contains(said), "{some}");
}

#[test]
fn dashes_and_question_marks_are_no_new_values() {
    let (place, people) = place();
    let rows = format!(
        "Email,Action,Name,Department\n{},update,-,Sales\n{},update,?,\n{},update,—,-\n",
        people[0], people[1], people[2]
    );
    insta::assert_snapshot!(dry_run(&place, &rows), @r#"
    Email                             Plan    Before      After  Reason
    rafael.richter@acme-labs.example  change  Operations  Sales  -
    ------- stderr -------
    list.csv: table, UTF-8, comma, column "Email": 3 rows, 3 people
    Make the changes of list.csv, in Acme (simulated)
      1  change
    Profiles read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Note: 2 rows of the list left alone: 2 "update"
    Note: 4 cells of the list change nothing: 2 "-", 1 "?", 1 "—"
    [exit status: 0]
    "#);
    let rows = format!("Email,Name,Department\n{},-,Sales\n", people[0]);
    place.env.file("people.csv", rows);
    let update = ["user", "update", "--csv", "people.csv", "--dry-run"];
    insta::assert_snapshot!(place.run(&update), @r#"
    Email                             Plan    Before      After  Reason
    rafael.richter@acme-labs.example  change  Operations  Sales  -
    ------- stderr -------
    people.csv: table, UTF-8, comma, column "Email": 1 row, 1 person
    Update profiles, in Acme (simulated)
      1  change
    Profiles read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Note: 1 cell of the list changes nothing: 1 "-"
    [exit status: 0]
    "#);
}

#[test]
fn verbs_of_other_commands_and_two_roles_are_problems() {
    let (place, people) = place();
    let rows = format!(
        "Email,Action,App,Role\n{},undo,,\n{},expire,,\n{},Export,,\n{},group create,,\n{},list,,\n\
         new.one@acme.example,invite,confluence:guest,user\nnew.two@acme.example,invite,confluence:user,User\n",
        people[0], people[1], people[2], people[3], people[4]
    );
    insta::assert_snapshot!(dry_run(&place, &rows), @r#"
    ------- stderr -------
    list.csv: table, UTF-8, comma, column "Email": 7 rows, 7 people (6 in rows that cannot be used)
      line 2: "undo" is not an action of a list; use: atlctl undo (in the row of rafael.richter@acme-labs.example)
      line 3: "expire" is not an action of a list; use: atlctl run expire, and --until for a change that is to end (in the row of tariq.schmidt@acme.example)
      line 4: "Export" is not an action of a list; it is a verb of other commands, such as: atlctl export (in the row of uma.singh@acme.example)
      line 5: "group create" is not an action of a list; use: atlctl group create (in the row of ada.torres@acme.example)
      line 6: "list" is not an action of a list; it is a verb of other commands, such as: atlctl auth list (in the row of chloe.chandra@acme-labs.example)
      line 7: "confluence:guest" cannot be used: "confluence:guest" names the role "guest", and the row the role "user" (in the row of new.one@acme.example)
    Error: 6 rows of list.csv cannot be used
    Hint: correct them, or skip them with --skip-problems
    [exit status: 2]
    "#);
}

/// The address of somebody beside an action that does not read it was in no row and no problem.
#[test]
fn a_new_address_that_the_action_does_not_read_is_a_problem() {
    let (place, people) = place();
    let rows = format!(
        "Email,Action,New email\n{},set-email,brand.new@acme.example\n{},suspend,{}\n{},suspend,{}\n",
        people[0],
        people[1],
        people[2],
        people[3],
        people[3].to_uppercase()
    );
    let refused = dry_run(&place, &rows);
    assert_eq!(refused.code, 2, "{refused}");
    let said = format!("\"{}\" stands in the column \"New email\"", people[2]);
    assert!(refused.stderr.contains(&said), "{refused}");
    assert!(!refused.stderr.contains("line 4"), "{refused}");
}

/// A grant with an end would be permanent; the end date of somebody who leaves is no end of the change.
#[test]
fn an_end_date_stops_what_is_given_and_nobody_who_leaves() {
    let (place, people) = place();
    for heading in ["End date", "Ende", "Last day", "Until date"] {
        let rows = format!(
            "Email,Action,Group,{heading}\n{},add-to-group,old-project-2019,2026-12-31\n",
            people[0]
        );
        let refused = dry_run(&place, &rows);
        assert_eq!(refused.code, 2, "{heading}: {refused}");
        assert!(refused.stderr.contains("--until"), "{refused}");
        let rows = format!("Email,Action,{heading}\n{},suspend,2026-12-31\n", people[0]);
        dry_run(&place, &rows).expect(0);
    }
}

/// Columns that an action of a row would take are a warning that is kept with `-q`, and refused by `--strict`.
#[test]
fn a_column_that_an_action_would_take_is_a_warning() {
    let (place, people) = place();
    let rows = format!(
        "Email,Action,Department,Titel,Group\n{},update,Sales,Engineer,team\n",
        people[0]
    );
    place.env.file("list.csv", rows);
    let list = ["change", "--csv", "list.csv", "--dry-run"];
    let quiet = place.run(&[&list[..], &["-q"]].concat());
    let said = "Column not read: \"Titel\" (to read it: --column job_title=Titel)";
    assert!(quiet.stderr.contains(said), "{quiet}");
    assert!(!quiet.stderr.contains("\"Group\""), "{quiet}");
    let strict = place.run(&[&list[..], &["--strict"]].concat());
    assert_eq!(strict.code, 5, "{strict}");
    assert!(strict.stderr.contains("\"Titel\""), "{strict}");
    let chosen = ["--strict", "--column", "job_title=Titel"];
    let read = place.run(&[&list[..], &chosen].concat());
    assert_eq!(read.code, 0, "{read}");
    assert!(!read.stderr.contains("\"Titel\""), "{read}");
    // The other commands that read columns say the same.
    place.env.file(
        "people.csv",
        format!("Email,Department,Dept 2\n{},Sales,IT\n", people[0]),
    );
    let update = ["user", "update", "--csv", "people.csv", "--dry-run"];
    let quiet = place.run(&[&update[..], &["-q"]].concat());
    assert!(
        quiet.stderr.contains("Column not read: \"Dept 2\""),
        "{quiet}"
    );
    assert_eq!(place.run(&[&update[..], &["--strict"]].concat()).code, 5);
    place
        .env
        .file("new.csv", "Email,Team\nnew.one@acme.example,Sales\n");
    let invite = [
        "user",
        "invite",
        "--csv",
        "new.csv",
        "--dry-run",
        "--strict",
    ];
    assert_eq!(place.run(&invite).code, 5);
}

/// The column of groups beside an action that needs one group: the option that reads it is named, and nothing is said of
/// the column once it is read.
#[test]
fn groups_beside_add_to_group_are_read_with_an_option() {
    let (place, people) = place();
    let rows = format!(
        "Email,Action,Groups\n{},add-to-group,site-admins\n",
        people[0]
    );
    let refused = dry_run(&place, &rows);
    assert_eq!(refused.code, 2, "{refused}");
    assert!(
        refused.stderr.contains("--column group=Groups"),
        "{refused}"
    );
    let list = [
        "change",
        "--csv",
        "list.csv",
        "--dry-run",
        "--column",
        "group=Groups",
    ];
    let read = place.run(&list);
    assert!(!read.stderr.contains("not read"), "{read}");
}

#[test]
fn errors_of_spreadsheets_are_no_values() {
    let (place, people) = place();
    let rows = format!(
        "Email,Action,Department,Group,Reason\n{},update,#N/A,,\n{},add-to-group,,NULL,\n{},suspend,,,#REF!\n{},please remove,,,\n{},unsuspend,,,\n",
        people[0], people[1], people[2], people[3], people[4]
    );
    let refused = dry_run(&place, &rows);
    assert_eq!(refused.code, 2, "{refused}");
    for said in [
        "line 2: \"#N/A\" is an error of a spreadsheet",
        "line 3: \"NULL\" stands for no value",
        "line 4: \"#REF!\" is an error of a spreadsheet",
        "line 5: \"please remove\" is not an action, but contains \"remove\"",
        "line 6: \"unsuspend\" is not an action; did you mean \"restore\"?",
    ] {
        assert!(refused.stderr.contains(said), "{said}: {refused}");
    }
    place.env.file(
        "people.csv",
        format!("Email,Department\n{},nan\n", people[0]),
    );
    let update = place.run(&["user", "update", "--csv", "people.csv", "--dry-run"]);
    assert_eq!(update.code, 2, "{update}");
}
