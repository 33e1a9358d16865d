//! People whom another administrator suspended or deactivated after a plan was made: a saved plan and a resumed run leave
//! them out.

use atlctl_sim::{SimAccount, SimConfig};

use crate::moving::{MOVE, Place};

/// Another administrator suspends somebody, and a sync sees it.
fn suspended_by_another(place: &Place, person: &SimAccount) {
    let directory = place.run(&["-q", "directory", "list", "-o", "id"]).stdout;
    let path = format!(
        "/admin/v2/orgs/{}/directories/{}/users/{}/suspend",
        place.sim.org_id(),
        directory.trim(),
        person.account_id
    );
    by_another(place, &path);
}

/// Another administrator deactivates somebody, and a sync sees it.
fn deactivated_by_another(place: &Place, person: &SimAccount) {
    by_another(
        place,
        &format!("/users/{}/manage/lifecycle/disable", person.account_id),
    );
}

fn by_another(place: &Place, path: &str) {
    let (status, answer) = place.control().as_another("POST", path, "{}");
    assert!(status < 300, "{status} {answer}");
    place.control().settle();
    place.sync();
}

#[test]
fn a_saved_plan_leaves_out_who_was_suspended_or_deactivated_since() {
    let place = Place::new(SimConfig::default());
    let people = place.listed(4);
    let plan = |file: &str, more: &[&str]| {
        let words = [&MOVE[..], more, &["--plan", file, "-q"]].concat();
        place.run(&words).expect(0);
    };
    plan("move.json", &[]);
    plan("all.json", &["--include-suspended"]);
    place.csv(&people[..1]);
    plan("one.json", &[]);
    suspended_by_another(&place, &people[0]);
    deactivated_by_another(&place, &people[1]);
    insta::assert_snapshot!(place.run(&["plan", "check", "move.json"]));
    insta::assert_snapshot!(place.run(&["apply", "move.json", "--rehearse", "-q"]));
    insta::assert_snapshot!(place.run(&["apply", "move.json", "--yes"]));
    // Nothing is left of it.
    insta::assert_snapshot!(place.run(&["apply", "one.json", "--yes"]));
    let moved: Vec<String> = place
        .control()
        .changes()
        .into_iter()
        .map(|one| one.account)
        .collect();
    assert_eq!(moved.len(), 2, "{moved:?}");
    assert!(!moved.contains(&people[0].account_id), "{moved:?}");
    // Suspended people were included when this one was made.
    let output = place.run(&[
        "apply",
        "all.json",
        "--yes",
        "-q",
        "-o",
        "csv",
        "--columns",
        "email,outcome",
    ]);
    assert!(
        output.stdout.contains(&format!("{},done", people[0].email)),
        "{output}"
    );
    assert!(
        output
            .stdout
            .contains(&format!("{},refused", people[1].email)),
        "{output}"
    );
}

#[test]
fn a_resumed_run_leaves_out_who_was_suspended_or_deactivated_since() {
    let place = Place::new(SimConfig::default());
    let people = place.listed(5);
    // Killed before anything was sent.
    let killed = place
        .env
        .command(&[&MOVE[..], &["--yes", "-q"]].concat())
        .env("ATLCTL_TEST_KILL_AT", "1")
        .output()
        .unwrap();
    assert_eq!(killed.status.code(), None);
    suspended_by_another(&place, &people[0]);
    deactivated_by_another(&place, &people[1]);
    let output = place.run(&[
        "-q",
        "run",
        "resume",
        "last",
        "-o",
        "csv",
        "--columns",
        "email,outcome,reason",
    ]);
    assert_eq!(output.code, 3, "{output}");
    for (person, why) in [
        (&people[0], "is suspended (use --include-suspended)"),
        (&people[1], "is deactivated"),
    ] {
        let held = format!("{},refused,{why}", person.email);
        assert!(output.stdout.lines().any(|line| line == held), "{output}");
    }
    assert_eq!(output.stdout.matches(",done,").count(), 3, "{output}");
    assert_eq!(place.control().changes().len(), 3);
}

/// What an earlier row of the plan does is counted, as when the plan was made.
#[test]
fn a_row_that_an_earlier_row_makes_possible_is_applied() {
    let place = Place::new(SimConfig::default());
    let person = place.without_provider(1).remove(0);
    suspended_by_another(&place, &person);
    place.env.file(
        "list.csv",
        format!(
            "email,action,policy\n{0},restore,\n{0},move,Contractors\n",
            person.email
        ),
    );
    place
        .run(&["change", "--csv", "list.csv", "--plan", "p.json", "-q"])
        .expect(0);
    place.run(&["plan", "check", "p.json"]).expect(0);
    let output = place.run(&["apply", "p.json", "--yes", "-q"]);
    assert_eq!(output.code, 0, "{output}");
}
