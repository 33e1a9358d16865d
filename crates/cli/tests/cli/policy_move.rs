//! `policy move`: who is named, what is planned, and what is done.

use atlctl_sim::{SimAccount, SimConfig};

use crate::common::Output;
use crate::moving::{Place, TO};

#[test]
fn a_plan_says_who_and_who_not_and_changes_nothing() {
    let place = Place::new(SimConfig::default());
    let all = place.control().accounts();
    let find = |what: &dyn Fn(&&SimAccount) -> bool| all.iter().find(what).unwrap().clone();
    let mut people = place.listed(3);
    people.push(find(&|a| a.policy.as_deref() == Some(&place.policy(TO))));
    people.push(find(&|a| !a.managed));
    people.push(find(&|a| a.managed && a.status == "suspended"));
    people.push(find(&|a| a.managed && a.status == "deactivated"));
    people.push(find(&|a| a.managed && a.org_admin));
    let mut typo = people[0].clone();
    typo.email.insert(1, 'x');
    typo.name = "Somebody".to_owned();
    people.push(typo);
    people.push(people[1].clone());
    place.csv(&people);
    let output = place.moves(&["--dry-run"]);
    insta::assert_snapshot!("plan", output);
    let from = ["--from", "Default policy"];
    let output = place.moves(&[&from[..], &["--dry-run", "-o", "csv"]].concat());
    insta::assert_snapshot!("plan_from_csv", output);
    assert_eq!(place.writes(), 0);
}

#[test]
fn applied_then_there_is_nothing_left_to_do() {
    let place = Place::new(SimConfig::default());
    let people = place.listed(12);
    place.moves(&["--exit-code"]).expect(6);
    insta::assert_snapshot!("refused_without_yes", place.moves(&[]));
    assert_eq!(place.writes(), 0);
    insta::assert_snapshot!("applied", place.moves(&["--yes"]));
    place.assert_moved_once(&people);
    insta::assert_snapshot!("again", place.moves(&["--yes"]));
    place.moves(&["--exit-code"]).expect(0);
    place.assert_moved_once(&people);
}

#[test]
fn people_come_from_the_line_a_pipe_or_a_condition() {
    let place = Place::new(SimConfig::default());
    let people = place.listed(4);
    let count = |output: Output| {
        assert_eq!(output.code, 6, "{output}");
        output
            .stdout
            .lines()
            .filter(|line| line.contains("\"change\""))
            .count()
    };
    let base = ["policy", "move", "--to", TO, "--exit-code", "-o", "jsonl"];
    let names = [&base[..], &[&people[0].email, &people[1].account_id]].concat();
    assert_eq!(count(place.run(&names)), 2);
    let input = format!("{}\n{}\n", people[0].email, people[2].email);
    let piped = [&base[..], &["--from-stdin"]].concat();
    assert_eq!(count(place.env.run_with(&piped, input.as_bytes())), 2);
    let condition = format!(
        "email = '{}' OR name = '{}'",
        people[0].email,
        people[3].name.replace('\'', "''")
    );
    let matching = [&base[..], &["--where", &condition]].concat();
    assert!(count(place.run(&matching)) >= 2);
    insta::assert_snapshot!(
        "two_sources",
        place.run(&[&matching[..], &["--csv", "x"]].concat())
    );
    insta::assert_snapshot!("no_source", place.run(&base));
}

#[test]
fn every_problem_is_reported_at_once() {
    let place = Place::new(SimConfig::default());
    let people = place.listed(2);
    let text = format!(
        "Name;E-Mail\nAnn;{}\nBob;bob at example.com\nCat\nDan;dan@example\nEve;{}\n",
        people[0].email, people[1].email
    );
    place.env.file("bad.csv", text);
    let base = ["policy", "move", "--csv", "bad.csv", "--to", TO];
    let output = place.run(&[&base[..], &["--problems", "problems.csv"]].concat());
    insta::assert_snapshot!("problems", output);
    let problems = std::fs::read_to_string(place.env.home().join("problems.csv")).unwrap();
    insta::assert_snapshot!("problems_csv", problems);
    place
        .run(&[&base[..], &["--problems", "problems.csv"]].concat())
        .expect(2);
    place
        .run(&[&base[..], &["--skip-problems", "--exit-code"]].concat())
        .expect(6);
    place
        .env
        .file("book.csv", b"PK\x03\x04....[Content_Types].xml");
    insta::assert_snapshot!(
        "a_workbook",
        place.run(&["policy", "move", "--csv", "book.csv", "--to", TO])
    );
    place.env.file("team.csv", "Team;Person\nRed;Ann\n");
    insta::assert_snapshot!(
        "no_column",
        place.run(&["policy", "move", "--csv", "team.csv", "--to", TO])
    );
}

#[test]
fn guards_hold() {
    let place = Place::new(SimConfig::default());
    let people = place.listed(3);
    place.configure(&format!(
        "protected = [\"{}\"]",
        people[0].email.to_uppercase()
    ));
    insta::assert_snapshot!(
        "too_many",
        place.moves(&["-q", "--yes", "--max-changes", "1"])
    );
    let columns = ["--columns", "email,outcome,reason", "-q"];
    let output = place.moves(&[&["--yes", "-o", "csv"], &columns[..]].concat());
    insta::assert_snapshot!("protected", output);
    place.assert_moved_once(&people[1..]);
}

#[test]
fn a_policy_that_is_not_known_is_reported_with_those_that_are() {
    let place = Place::new(SimConfig::default());
    insta::assert_snapshot!(
        "unknown_policy",
        place.run(&["policy", "move", "a@example.com", "--to", "Contractor"])
    );
}

#[test]
fn results_can_be_fed_back_in() {
    let place = Place::new(SimConfig::default());
    let people = place.listed(30);
    place
        .control()
        .fault("POST */add-users task-fails percent=40")
        .unwrap();
    let output = place.moves(&[
        "--yes",
        "--results",
        "results.csv",
        "--max-failures",
        "100%",
        "--max-changes",
        "100%",
    ]);
    assert_eq!(output.code, 3, "{output}");
    assert!(output.stderr.contains("refused"), "{output}");
    place.control().clear_faults();
    let again = place.run(&[
        "policy",
        "move",
        "--csv",
        "results.csv",
        "--to",
        TO,
        "--yes",
        "--max-changes",
        "100%",
        "-q",
    ]);
    assert_eq!(again.code, 0, "{again}");
    place.assert_moved_once(&people);
}

#[test]
fn nobody_moves_themselves() {
    let place = Place::with_session(SimConfig::default());
    let output = place.run(&[
        "policy",
        "move",
        "ada.admin@acme.example",
        "--to",
        TO,
        "--include-admins",
        "--yes",
        "-o",
        "csv",
        "--columns",
        "email,outcome,reason",
    ]);
    assert_eq!(
        output.stdout, "email,outcome,reason\nada.admin@acme.example,refused,is your own account\n",
        "{output}"
    );
    assert_eq!(place.writes(), 0);
}
