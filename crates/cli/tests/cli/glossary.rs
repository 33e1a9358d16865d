//! The glossary explains every state, verdict and outcome that the program prints.

use std::collections::BTreeSet;

use atlctl_api::UserStatus;
use atlctl_core::report::RowOutcome;
use atlctl_core::sync::Outcome;
use atlctl_sim::SimConfig;

use crate::common::{Env, Place};

/// The page, each row on a line of its own.
fn glossary() -> String {
    let mut env = Env::new();
    env.var("COLUMNS", "1000");
    env.run(&["help", "glossary"]).stdout
}

/// The words in the first column of the table under this heading of `atlctl help glossary`.
fn explained(heading: &str) -> BTreeSet<String> {
    let page = glossary();
    let lines = page.lines().skip_while(|line| *line != heading).skip(1);
    // The next heading is the first text at the margin behind the table.
    let lines = lines.skip_while(|line| !line.starts_with("  "));
    let rows = lines.take_while(|line| line.starts_with("  ")).skip(1);
    let words: BTreeSet<String> = rows
        .map(|row| row.trim_start().split("  ").next().unwrap().to_owned())
        .collect();
    assert!(!words.is_empty(), "{heading} is not in the glossary");
    words
}

#[test]
fn a_word_is_explained_once() {
    let page = glossary();
    // The words before those that atlctl prints are one list in several tables.
    let (terms, printed) = page.split_once("Status of a person").unwrap();
    let printed = printed.split("\n\n");
    let mut found = 0;
    for table in std::iter::once(terms).chain(printed) {
        let rows = table.lines().filter(|line| line.starts_with("  "));
        let words = rows.map(|row| row.trim_start().split("  ").next().unwrap());
        let mut seen = BTreeSet::new();
        for word in words.filter(|word| *word != "Word") {
            assert!(seen.insert(word), "{word} stands twice");
            found += 1;
        }
    }
    assert!(found > 80, "{found}");
}

/// The quoted words in a piece of a source file: from the line with `start` to the line `end`.
fn words_in(file: &str, start: &str, end: &str) -> BTreeSet<String> {
    let crates = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let source = std::fs::read_to_string(crates.join(file)).unwrap();
    let lines = source.lines().skip_while(|line| !line.contains(start));
    let words: BTreeSet<String> = lines
        .take_while(|line| *line != end)
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| line.split('"').skip(1).step_by(2))
        .map(str::to_owned)
        .collect();
    assert!(!words.is_empty(), "{start} of {file} holds no words");
    words
}

fn words(all: &[&str]) -> BTreeSet<String> {
    all.iter().map(|word| (*word).to_owned()).collect()
}

#[test]
fn each_verdict_is_explained() {
    let said = words_in("core/src/plan/verdict.rs", "fn as_str", "    }");
    assert_eq!(explained("Verdict: a row of a plan"), said);
}

#[test]
fn each_outcome_of_a_row_is_explained() {
    let said: Vec<&str> = RowOutcome::ALL.iter().map(|one| one.as_str()).collect();
    assert_eq!(explained("Outcome: a row of a run"), words(&said));
}

#[test]
fn each_state_of_a_run_is_explained() {
    let mut said = words_in("cli/src/commands/run/list.rs", "pub fn state(", "}");
    // Of runs whose files cannot be used.
    said.extend(words(&["damaged", "unreadable"]));
    assert_eq!(explained("State of a run"), said);
}

#[test]
fn each_state_of_a_sync_is_explained() {
    let outcomes = [
        Outcome::Complete,
        Outcome::Inexact,
        Outcome::Doubted,
        Outcome::Unavailable,
        Outcome::Failed,
    ];
    let mut parts: Vec<&str> = outcomes.iter().map(|outcome| outcome.as_str()).collect();
    parts.push("running");
    assert_eq!(explained("State of a part of a sync"), words(&parts));
    let whole = ["running", "complete", "partial", "abandoned"];
    assert_eq!(explained("State of a sync"), words(&whole));
}

#[test]
fn each_status_of_a_person_is_explained() {
    let mut known = words(UserStatus::KNOWN);
    known.insert("unknown".to_owned());
    assert_eq!(explained("Status of a person"), known);
}

#[test]
fn each_result_of_a_check_is_explained() {
    let said = words_in("cli/src/commands/doctor/finding.rs", "fn as_str", "    }");
    assert_eq!(explained("Result of a check by atlctl doctor"), said);
}

#[test]
fn what_is_printed_is_explained() {
    let place = Place::with_key(SimConfig::default());
    let sync = place.env.run(&["sync", "-o", "json"]);
    let sync: serde_json::Value = serde_json::from_str(&sync.stdout).unwrap();
    let whole = explained("State of a sync");
    assert!(whole.contains(sync["state"].as_str().unwrap()));
    let parts = explained("State of a part of a sync");
    for stage in sync["stages"].as_array().unwrap() {
        assert!(parts.contains(stage["state"].as_str().unwrap()), "{stage}");
    }
    let known = explained("Status of a person");
    let people = place
        .env
        .run(&["user", "list", "-o", "csv", "--columns", "status"]);
    for status in people.stdout.lines().skip(1) {
        assert!(known.contains(status), "{status}");
    }
    let verdicts = explained("Verdict: a row of a plan");
    let plan = place.env.run(&[
        "policy",
        "move",
        "--where",
        "true",
        "--to",
        "1c27a3d6-83c3-4e4a-8a51-d0ba72c2bcc1",
        "--dry-run",
        "-o",
        "csv",
        "--columns",
        "verdict",
    ]);
    let printed: BTreeSet<&str> = plan.stdout.lines().skip(1).collect();
    assert!(printed.len() > 3, "{printed:?} {}", plan.stderr);
    for verdict in printed {
        assert!(verdicts.contains(verdict), "{verdict}");
    }
}
