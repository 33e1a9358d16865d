//! Results begin with the bad news, and a long table shows a sample of each kind.

use atlctl_sim::SimConfig;

use crate::common::Output;
use crate::moving::{Place, TO};

fn outcomes(output: &Output) -> Vec<&str> {
    let rows = output.stdout.lines().skip(1);
    rows.map(|row| row.split_whitespace().next().unwrap())
        .collect()
}

#[test]
fn the_bad_news_comes_first_in_a_table_and_lists_keep_their_order() {
    let place = Place::new(SimConfig::default());
    place.listed(12);
    place
        .control()
        .fault("POST */add-users task-fails percent=40")
        .unwrap();
    let print = ["--columns", "outcome,email"];
    let output = place.moves(&[&["--yes", "-q", "--max-failures", "100%"], &print[..]].concat());
    assert_eq!(output.code, 3, "{output}");
    let order = outcomes(&output);
    let refused = order
        .iter()
        .take_while(|outcome| **outcome == "refused")
        .count();
    assert!((1..12).contains(&refused), "{output}");
    assert!(
        order[refused..].iter().all(|outcome| *outcome == "done"),
        "{output}"
    );
    let csv = place.run(&[
        "run",
        "show",
        "last",
        "-q",
        "-o",
        "csv",
        "--columns",
        "line",
    ]);
    let lines: Vec<u32> = csv
        .stdout
        .lines()
        .skip(1)
        .map(|line| line.parse().unwrap())
        .collect();
    assert_eq!(lines, (2..14).collect::<Vec<_>>());
}

#[test]
fn a_long_table_shows_a_sample_of_what_went_wrong() {
    let place = Place::new(SimConfig {
        people: 1200,
        ..SimConfig::default()
    });
    place.listed(60);
    place
        .control()
        .fault("POST */add-users skip=1 task-fails percent=100")
        .unwrap();
    let output = place.moves(&[
        "--yes",
        "--max-failures",
        "100%",
        "--columns",
        "outcome,email",
    ]);
    assert_eq!(outcomes(&output), ["refused"; 20], "{output}");
    let told = "Not shown: 30 refused, 10 done; -o csv and -o json print all rows.";
    assert!(output.stderr.contains(told), "{output}");
    let all = place.run(&[
        "run",
        "show",
        "last",
        "-q",
        "-o",
        "csv",
        "--columns",
        "outcome",
    ]);
    assert_eq!(all.stdout.matches("refused").count(), 50);
}

/// Ctrl-C while calls are on their way printed everybody of whom nothing is known yet.
#[test]
fn what_is_not_known_after_an_interrupt_is_a_sample_too() {
    let place = Place::new(SimConfig {
        people: 1200,
        ..SimConfig::default()
    });
    place.listed(90);
    place
        .control()
        .fault("POST */add-users skip=1 hang")
        .unwrap();
    let args = [
        "policy",
        "move",
        "--csv",
        "people.csv",
        "--to",
        TO,
        "--yes",
        "-q",
    ];
    let mut child = place.start(&args);
    // The first ten people, then all the others in one call that is never answered.
    while place.writes() < 2 {
        std::thread::yield_now();
    }
    crate::moving::send(&child, rustix::process::Signal::KILL);
    child.wait().unwrap();
    let output = place.run(&["run", "show", "last", "--columns", "outcome,email"]);
    assert_eq!(outcomes(&output), ["unknown"; 20], "{output}");
    assert!(
        output.stderr.contains("Not shown: 60 unknown, 10 done;"),
        "{output}"
    );
}
