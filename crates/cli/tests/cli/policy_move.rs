//! `policy move`, `plan show`, `apply`.

use atlctl_sim::{SimAccount, SimConfig};

use crate::common::Output;
use crate::moving::{MOVE, Place, TO};

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
fn every_problem_is_told_at_once() {
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
    place.env.file("book.csv", b"PK\x03\x04....");
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
fn a_kept_plan_is_shown_and_applied_or_refused() {
    let mut place = Place::new(SimConfig::default());
    let people = place.listed(5);
    let plan = ["--plan", "move.json"];
    insta::assert_snapshot!("plan_kept", redacted(place.moves(&plan)));
    place.moves(&plan).expect(2); // it is there already
    insta::assert_snapshot!(
        "plan_shown",
        redacted(place.run(&["plan", "show", "move.json"]))
    );
    place.run(&["apply", "move.json"]).expect(5);
    // Altered.
    let path = place.env.home().join("move.json");
    let text = std::fs::read_to_string(&path).unwrap();
    place
        .env
        .file("altered.json", text.replace("\"line\":2", "\"line\":7"));
    insta::assert_snapshot!(
        "plan_altered",
        place.run(&["apply", "altered.json", "--yes"])
    );
    // Too old.
    place.env.var("ATLCTL_NOW", "2026-11-25T09:30:00Z");
    insta::assert_snapshot!(
        "plan_old",
        place.run(&["-q", "apply", "move.json", "--yes"])
    );
    // For elsewhere.
    place.env.var("ATLCTL_NOW", "2026-11-24T10:30:00Z");
    let other = place.run(&["-q", "--org", "other", "apply", "move.json", "--yes"]);
    assert_eq!(other.code, 5, "{other}");
    // Drifted: two of five are elsewhere.
    let service = place.policy("Service accounts");
    for person in &people[..2] {
        assert!(place.control().set_policy(&person.account_id, &service));
    }
    insta::assert_snapshot!(
        "plan_drifted",
        place.run(&["-q", "apply", "move.json", "--yes"])
    );
    assert_eq!(place.writes(), 0);
    // One elsewhere is left alone, one who is there already too.
    place
        .control()
        .set_policy(&people[0].account_id, &place.policy(TO));
    let output = place.run(&[
        "-q",
        "apply",
        "move.json",
        "--yes",
        "--results",
        "results.csv",
    ]);
    insta::assert_snapshot!("plan_applied", output);
    let results = std::fs::read_to_string(place.env.home().join("results.csv")).unwrap();
    insta::assert_snapshot!("plan_results", results);
    assert_eq!(place.control().changes().len(), 3);
}

/// Without what depends on the version.
fn redacted(output: Output) -> String {
    let text = output.to_string();
    let sums = text.split("sha256:").count();
    assert!(sums > 1, "{text}");
    let mut shown = String::new();
    for (at, piece) in text.split("sha256:").enumerate() {
        if at > 0 {
            shown.push_str("sha256:[SUM]");
        }
        shown.push_str(if at > 0 {
            piece.get(64..).unwrap()
        } else {
            piece
        });
    }
    shown
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
fn a_policy_that_is_not_known_is_told_with_those_that_are() {
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
        "-q",
    ]);
    assert_eq!(again.code, 0, "{again}");
    place.assert_moved_once(&people);
}

#[test]
fn too_many_failures_stop_it_and_nothing_is_lost() {
    let place = Place::new(SimConfig::default());
    place.listed(30);
    place
        .control()
        .fault("POST */add-users task-fails percent=100")
        .unwrap();
    let output = place.moves(&["--yes", "--batch", "5", "--max-failures", "3"]);
    assert_eq!(output.code, 1, "{output}");
    insta::assert_snapshot!("stopped", output);
    place.control().clear_faults();
    // The rows that were not sent go on; those that were refused stay so.
    let resumed = place.run(&["run", "resume", "last"]);
    assert_eq!(resumed.code, 3, "{resumed}");
}

#[test]
fn with_a_session_alone_the_gateway_is_tried_first() {
    let place = Place::with_session(SimConfig::default());
    let people = place.listed(3);
    place.moves(&["--yes"]).expect(0);
    place.assert_moved_once(&people);
}

#[test]
fn where_a_session_may_not_the_portal_s_import_is_prepared() {
    let place = Place::with_session(SimConfig {
        sessions_cannot_move: true,
        ..SimConfig::default()
    });
    let people = place.listed(3);
    let output = place.moves(&["--yes"]);
    insta::assert_snapshot!("handed_over", output);
    let file = place.runs_dir().join("20261124-1/portal-import-1.csv");
    let wanted: String = people
        .iter()
        .map(|one| format!("{}\n", one.email))
        .collect();
    assert_eq!(std::fs::read_to_string(file).unwrap(), wanted);
    insta::assert_snapshot!("handed_over_list", place.run(&["run", "list"]));
}

#[test]
fn an_expired_sign_in_stops_it_and_a_new_one_goes_on() {
    for form in ["unauthorized", "redirect", "html"] {
        let place = Place::with_session(SimConfig::default());
        let people = place.listed(30);
        // The first call passes, then nobody is signed in any more.
        place
            .control()
            .fault(&format!("* */auth-polic* skip=3 {form}"))
            .unwrap();
        let output = place.moves(&["--yes", "--batch", "5", "--settle", "0.3"]);
        assert_eq!(output.code, 4, "{form}: {output}");
        assert!(output.stderr.contains("run resume"), "{form}: {output}");
        place.control().clear_faults();
        let resumed = place.run(&["run", "resume", "last", "-q"]);
        assert_eq!(resumed.code, 0, "{form}: {resumed}");
        place.assert_moved_once(&people);
    }
}

#[test]
fn each_fault_has_an_outcome_and_after_it_a_way_on() {
    let add = "POST */add-users";
    let task = "GET */auth-policy/task/*";
    let read = "POST */bulk-fetch skip=1";
    for (fault, codes) in [
        (format!("{add} 2x 429 retry-after=1"), &[0][..]),
        (format!("{add} 1x 503"), &[0]),
        (format!("{add} 1x 503 after"), &[0]),
        (format!("{add} 1x 500 after"), &[0]),
        (format!("{add} 1x reset"), &[0]),
        (format!("{add} 1x reset after"), &[0]),
        (format!("{add} 1x cut"), &[0, 3, 7]),
        (format!("{add} 1x empty"), &[0, 3, 1]),
        (format!("{add} 1x garbage"), &[0, 3, 1]),
        (format!("{add} 1x redirect"), &[4, 3, 1]),
        (format!("{add} 1x html"), &[4, 3, 1]),
        (format!("{add} 1x unauthorized"), &[4]),
        (format!("{add} 1x 400"), &[0]),
        (format!("{add} 1x 403"), &[1]),
        (format!("{add} 503"), &[1]),
        (format!("{task} 2x 500"), &[0]),
        (format!("{task} 1x reset"), &[0]),
        (format!("{task} 1x garbage"), &[0]),
        (format!("{task} 1x cut"), &[0]),
        (format!("{task} 1x unauthorized"), &[4]),
        (format!("{task} 404"), &[0]),
        (format!("{read} 1x 503"), &[0]),
        (format!("{read} 1x reset"), &[0]),
        (format!("{read} 1x garbage"), &[0]),
        (format!("{read} 1x html"), &[0]),
    ] {
        let place = Place::new(SimConfig::default());
        let people = place.listed(14);
        place.control().fault(&fault).unwrap();
        let output = place.moves(&["--yes", "--settle", "0.3"]);
        println!("{fault}: {}", output.code);
        assert!(codes.contains(&output.code), "{fault}: {output}");
        if output.code == 0 {
            place.assert_moved_once(&people);
            continue;
        }
        place.control().clear_faults();
        let resumed = place.run(&["run", "resume", "last", "-q"]);
        if resumed.code == 0 && !fault.ends_with("503") {
            place.assert_moved_once(&people);
        } else {
            // It was tried as often as it may be, and is said to have failed.
            assert!(fault.ends_with("add-users 503"), "{fault}: {resumed}");
        }
    }
}

#[test]
fn the_secret_is_nowhere() {
    for (place, secret) in [
        {
            let place = Place::new(SimConfig::default());
            let key = place.sim.api_key();
            (place, key)
        },
        {
            let place = Place::with_session(SimConfig::default());
            let token = place.env.get("ATLCTL_SESSION_TOKEN").unwrap();
            (place, token)
        },
    ] {
        place.listed(12);
        let mut printed = String::new();
        for args in [
            &[&MOVE[..], &["--plan", "p.json"]].concat()[..],
            &[
                "-vvv",
                "--debug-http",
                "apply",
                "p.json",
                "--yes",
                "--results",
                "r.csv",
            ],
            &["run", "show", "last", "--html", "page.html"],
            &["-vvv", "run", "verify", "last"],
            &["-vvv", "undo", "last", "--yes"],
        ] {
            let output = place.run(args);
            assert_eq!(output.code, 0, "{output}");
            printed.push_str(&output.to_string());
        }
        let piece = &secret[secret.len() - 12..];
        assert!(!printed.contains(piece));
        let mut files = 0;
        let mut dirs = vec![place.env.home().to_owned()];
        while let Some(dir) = dirs.pop() {
            for entry in std::fs::read_dir(dir).unwrap() {
                let path = entry.unwrap().path();
                if path.is_dir() {
                    dirs.push(path);
                    continue;
                }
                files += 1;
                let bytes = std::fs::read(&path).unwrap();
                let found = bytes
                    .windows(piece.len())
                    .any(|window| window == piece.as_bytes());
                assert!(!found, "{}", path.display());
            }
        }
        assert!(files > 8, "{files}");
    }
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
        output.stdout, "email,outcome,reason\nada.admin@acme.example,refused,is yourself\n",
        "{output}"
    );
    assert_eq!(place.writes(), 0);
}
