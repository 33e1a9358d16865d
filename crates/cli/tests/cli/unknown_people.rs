//! Nothing to do succeeds; somebody who was named and is not known does not.

use atlctl_sim::SimConfig;

use crate::common::Output;
use crate::moving::{MOVE, Place, TO};

const MODES: [&str; 3] = ["--yes", "--dry-run", "--exit-code"];

#[test]
fn an_empty_list_or_a_condition_that_nobody_meets_is_no_failure() {
    let place = Place::new(SimConfig::default());
    place.env.file("empty.json", "[]");
    place.env.file("headings.csv", "Name,Email\n");
    let base = ["policy", "move", "--to", TO];
    for mode in MODES {
        for list in ["empty.json", "headings.csv"] {
            nothing(
                &place.run(&[&base[..], &["--csv", list, mode]].concat()),
                list,
            );
        }
        nothing(
            &place.run(&[&base[..], &["--where", "0", mode]].concat()),
            "--where",
        );
        let piped = [&base[..], &["--from-stdin", mode]].concat();
        nothing(&place.env.run_with(&piped, b""), "--from-stdin");
    }
    let json = [
        &base[..],
        &["--csv", "headings.csv", "--yes", "-o", "json", "-q"],
    ]
    .concat();
    assert_eq!(place.run(&json).stdout.trim(), "[]");
    assert_eq!(place.writes(), 0);
}

fn nothing(output: &Output, what: &str) {
    assert_eq!(output.code, 0, "{what}: {output}");
    assert!(
        output.stderr.ends_with("Nothing to change.\n"),
        "{what}: {output}"
    );
}

/// Two who can be moved, and somebody nobody knows.
fn with_a_slip(place: &Place) {
    let mut people = place.listed(3);
    people[2].email = "nobody.of.that.name@acme.example".to_owned();
    place.csv(&people);
}

#[test]
fn a_slip_in_a_list_is_reported_by_the_exit_code_after_the_rest_is_done() {
    let place = Place::new(SimConfig::default());
    with_a_slip(&place);
    for mode in ["--dry-run", "--exit-code", "--rehearse"] {
        let output = place.moves(&[mode, "-q"]);
        assert_eq!(output.code, 3, "{mode}: {output}");
        let told = "Warning: 1 of 3 people is not in the mirror: nobody.of.that.name@acme.example";
        assert!(output.stderr.contains(told), "{output}");
    }
    assert_eq!(place.writes(), 0);
    place.moves(&["--plan", "plan.json", "-q"]).expect(3);
    place.run(&["apply", "plan.json", "--yes", "-q"]).expect(3);
    assert_eq!(place.control().changes().len(), 2);
    place
        .run(&["run", "show", "last", "--exit-code", "-q"])
        .expect(3);
    place.run(&["run", "resume", "last", "-q"]).expect(3);
    // Again: who is there already is no slip, who is not known still is one.
    place.moves(&["--yes", "-q"]).expect(3);
    let undone = place.run(&["undo", "20261124-1", "--csv", "people.csv", "--yes", "-q"]);
    assert_eq!(undone.code, 3, "{undone}");
    assert_eq!(place.control().changes().len(), 4);
}

#[test]
fn a_list_of_which_nobody_is_known_is_refused() {
    let place = Place::new(SimConfig::default());
    let nobody = [
        "policy",
        "move",
        "a.b@nowhere.example",
        "c.d@nowhere.example",
        "--to",
        TO,
    ];
    insta::assert_snapshot!(place.run(&[&nobody[..], &["--dry-run", "-q"]].concat()), @"
    Email                Plan            Before  Reason
    a.b@nowhere.example  unknown person  ?       is not in the mirror
    c.d@nowhere.example  unknown person  ?       is not in the mirror
    ------- stderr -------
    Error: none of 2 people is in the mirror
    Hint: if they are new, update the mirror: atlctl sync
    [exit status: 2]
    ");
    for more in [
        &["--yes"][..],
        &["--exit-code"],
        &["--rehearse"],
        &["--plan", "p.json"],
    ] {
        let output = place.run(&[&nobody[..], more].concat());
        assert_eq!(output.code, 2, "{output}");
    }
    assert!(!place.env.home().join("p.json").exists());
    assert_eq!(place.writes(), 0);
}

#[test]
fn strict_allows_no_row_to_be_left_out() {
    let place = Place::new(SimConfig::default());
    with_a_slip(&place);
    let command = [&MOVE[..], &["--strict", "-q"]].concat();
    insta::assert_snapshot!(place.run(&[&command[..], &["--yes"]].concat()), @"
    ------- stderr -------
    Error: the plan leaves out 1 of 3 people, which --strict does not allow
      Caused by: nobody.of.that.name@acme.example is not in the mirror
    Hint: correct the list, or leave out --strict
    [exit status: 5]
    ");
    place
        .run(&[&command[..], &["--dry-run"]].concat())
        .expect(5);
    place
        .run(&[&command[..], &["--skip-problems", "--dry-run"]].concat())
        .expect(2);
    assert_eq!(place.writes(), 0);
    place.listed(3);
    place.run(&[&command[..], &["--yes"]].concat()).expect(0);
    // Who is there already is not left out.
    place.run(&[&command[..], &["--yes"]].concat()).expect(0);
    assert_eq!(place.control().changes().len(), 3);
}

#[test]
fn an_undo_of_nobody_is_no_failure() {
    let place = Place::new(SimConfig::default());
    let people = place.listed(2);
    place.moves(&["--yes", "-q"]).expect(0);
    place.env.file("none.csv", "Email\n");
    nothing(
        &place.run(&["undo", "last", "--csv", "none.csv", "--yes"]),
        "undo",
    );
    nothing(
        &place.run(&["undo", "last", "--where", "0", "--dry-run"]),
        "undo",
    );
    assert_eq!(place.control().changes().len(), people.len());
}

/// The warning came without the rows.
#[test]
fn rows_that_are_left_out_are_reported_with_quiet_too() {
    let place = Place::new(SimConfig::default());
    let people = place.listed(1);
    place.env.file(
        "people.csv",
        format!("Email\n{}\nnobody\n", people[0].email),
    );
    let output = place.moves(&["-q", "--skip-problems", "--exit-code", "-o", "id"]);
    insta::assert_snapshot!(output.stderr, @r#"
    Warning: 1 row of people.csv cannot be used and is left out:
      line 3: "nobody" is not an email address: it has no @
    "#);
    assert_eq!(output.code, 6, "{output}");
}
