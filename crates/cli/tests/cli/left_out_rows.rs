//! Rows that are left out are left out whole: nobody whom they name beside what is not understood is changed.

use atlctl_sim::SimConfig;

use crate::common::Output;
use crate::moving::Place;

fn planned(place: &Place, command: &[&str], list: &str) -> Output {
    place.env.file("list.csv", list);
    let more = ["--csv", "list.csv", "--skip-problems", "--dry-run"];
    let csv = ["-o", "csv", "--columns", "email,verdict"];
    place.run(&[command, &more, &csv].concat())
}

#[test]
fn a_row_with_a_problem_changes_nobody() {
    let place = Place::new(SimConfig::default());
    let people = place.movable();
    let (bad, good) = (&people[0].email, &people[1].email);
    let lists = [
        (
            &["change"][..],
            format!("Email,Action\n{bad};suspend,offboard\n{good},suspend\n"),
        ),
        (
            &["group", "add", "old-project-2019"],
            format!("Email,Name\n{bad}; carol.x@acme,n\n{good},n\n"),
        ),
        (
            &["user", "suspend"],
            format!("Email,Name\n{bad};bob,x\n{good},n\n"),
        ),
        (
            &["user", "set-email"],
            format!("Email;New email\n{bad},x;new.b@acme.example\n{good};new.g@acme.example\n"),
        ),
        (
            &["user", "invite"],
            "Email,Groups\nn1@acme.example;team-0001,team-0003\nn2@acme.example,team-0001\n"
                .replace("n2@acme.example", good)
                .replace("n1@acme.example", "n1@other.example"),
        ),
    ];
    for (command, list) in lists {
        let output = planned(&place, command, &list);
        let rows = format!("\n{}", output.stdout);
        assert!(output.stderr.contains("is left out"), "{output}");
        assert!(!rows.contains(&format!("\n{bad},")), "{output}");
        assert!(!rows.contains("\nn1@other.example,"), "{output}");
        assert!(rows.contains(&format!("\n{good},")), "{output}");
    }
}

#[test]
fn who_is_named_by_another_row_too_is_of_that_row() {
    let place = Place::new(SimConfig::default());
    let email = &place.movable()[0].email;
    let list = format!("Email,Name\n{email};bob,x\n{email},y\n");
    let output = planned(&place, &["user", "suspend"], &list);
    assert!(output.stderr.contains("line 2: \"bob\""), "{output}");
    assert!(
        output.stdout.contains(&format!("{email},change")),
        "{output}"
    );
}

#[test]
fn a_list_with_rows_left_out_removes_nobody() {
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
    let sync = ["group", "sync", "old-project-2019"];
    let output = planned(
        &place,
        &sync,
        &format!("Email\n{};x\n{}\n", one.email, two.email),
    );
    assert!(output.stderr.contains("may name members"), "{output}");
    output.expect(5);
    // Who may be meant by a row that contradicts itself stays.
    let list = format!("Email,Account ID\n{},{}\n", one.email, two.account_id);
    let output = planned(&place, &sync, &list);
    assert!(!output.stdout.contains(",change"), "{output}");
}

/// A person who is not known may be a member who is misspelled.
#[test]
fn a_list_with_unknown_people_removes_nobody_without_a_word() {
    let place = Place::new(SimConfig::default());
    let people = place.movable();
    let (one, two) = (&people[0].email, &people[1].email);
    let group = "old-project-2019";
    place
        .run(&["group", "add", group, one, two, "--yes"])
        .expect(0);
    let slip = format!("x{one}");
    let sync = ["group", "sync", group];
    for list in [
        format!("Email\n{slip}\n"),
        format!("Email\n{two}\n{slip}\n"),
        format!(
            "Email,Account ID\n{two},\n{slip},{}\n",
            people[2].account_id
        ),
    ] {
        let output = planned(&place, &sync, &list);
        assert!(output.stderr.contains("--allow-unknown"), "{output}");
        output.expect(5);
        let limited = [&sync[..], &["--max-group-changes", "100%"]].concat();
        planned(&place, &limited, &list).expect(5);
        let only = [&sync[..], &["--remove-only"]].concat();
        planned(&place, &only, &list).expect(5);
        let add = [&sync[..], &["--add-only"]].concat();
        let output = planned(&place, &add, &list);
        assert!(!output.stderr.contains("--allow-unknown"), "{output}");
    }
    let by_column = ["group", "sync", "--group-column", "Team"];
    planned(
        &place,
        &by_column,
        &format!("Email,Team\n{two},{group}\n{slip},{group}\n"),
    )
    .expect(5);
    // With the word, who is not listed goes; a list of nobody else is as good as empty.
    let allowed = [&sync[..], &["--allow-unknown"]].concat();
    let output = planned(&place, &allowed, &format!("Email\n{two}\n{slip}\n"));
    assert!(output.stdout.contains(&format!("{one},change")), "{output}");
    let output = planned(&place, &allowed, &format!("Email\n{slip}\n"));
    assert!(output.stderr.contains("has no known person"), "{output}");
    output.expect(5);
}

#[test]
fn an_invitation_goes_to_the_address_of_the_account_in_its_row() {
    let place = Place::new(SimConfig::default());
    let person = place.movable().remove(0);
    let list = format!(
        "Email,Account ID\nmisspelled@acme.example,{}\nnew.one@acme.example,\n",
        person.account_id
    );
    let output = planned(&place, &["user", "invite"], &list);
    assert!(!output.stdout.contains("misspelled@"), "{output}");
    assert!(
        output.stderr.contains("is not known as the address"),
        "{output}"
    );
    assert!(
        output.stdout.contains("new.one@acme.example,change"),
        "{output}"
    );
}

#[test]
fn an_address_behind_a_table_is_no_row_of_it() {
    let place = Place::new(SimConfig::default());
    let people = place.movable();
    let list = format!(
        "<table><tr><th>Email</th></tr><tr><td>{}</td></tr></table><p><a href=\"mailto:{}\">HR</a></p>",
        people[0].email, people[1].email
    );
    let output = planned(&place, &["user", "suspend"], &list);
    let rows = &output.stdout;
    assert!(rows.contains(&people[0].email), "{output}");
    assert!(!rows.contains(&people[1].email), "{output}");
    assert!(output.stderr.contains("outside the table"), "{output}");
}
