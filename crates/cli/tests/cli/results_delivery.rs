//! What was done is told: whatever becomes of a file, of stdout, or of who reads it.

use std::process::Stdio;

use atlctl_sim::{SimAccount, SimConfig};

use crate::moving::{MOVE, Place};

fn place(count: usize) -> (Place, Vec<SimAccount>) {
    let place = Place::new(SimConfig::default());
    let people = place.listed(count);
    place.configure("max_changes = \"100%\"");
    (place, people)
}

/// With this as stdout; gives the exit code and what is on stderr.
fn run_into(place: &Place, stdout: Stdio, args: &[&str]) -> (Option<i32>, String) {
    let mut command = place.env.command(args);
    let output = command.stdin(Stdio::null()).stdout(stdout).output();
    let output = output.unwrap();
    (
        output.status.code(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

/// A pipe that nobody reads.
fn nobody() -> Stdio {
    let (reader, writer) = std::io::pipe().unwrap();
    drop(reader);
    writer.into()
}

#[test]
fn files_that_cannot_be_written_are_refused_before_anything_is_sent() {
    let (place, _) = place(2);
    place.env.file("taken/inside.csv", "");
    let sent = place.control().requests().len();
    for (file, code, says) in [
        ("nowhere/results.csv", 1, "cannot write nowhere/results.csv"),
        ("taken", 1, "it is not a regular file"),
        ("-", 2, "- is not a file name"),
        ("people.csv", 2, "people.csv already exists"),
    ] {
        for flags in [&["--yes", "--results", file][..], &["--plan", file]] {
            let output = place.moves(flags);
            assert_eq!(output.code, code, "{output}");
            assert!(output.stderr.contains(says), "{output}");
        }
    }
    assert_eq!(place.control().requests().len(), sent);
}

/// The problems were written first, and the results had no place when everybody was moved.
#[test]
fn one_file_is_not_taken_for_two_things() {
    let (place, _) = place(2);
    for (one, other) in [
        ("--results", "--problems"),
        ("--plan", "--problems"),
        ("--plan", "--results"),
    ] {
        let output = place.moves(&[one, "x.csv", other, "./x.csv"]);
        assert_eq!(output.code, 2, "{output}");
        let says = format!("{one} and {other} name the same file");
        assert!(output.stderr.contains(&says), "{output}");
    }
    assert!(place.control().changes().is_empty());
}

#[test]
#[cfg(target_os = "linux")]
fn a_full_stdout_hides_nothing_of_what_was_done() {
    let (place, people) = place(2);
    let full = std::fs::File::options()
        .write(true)
        .open("/dev/full")
        .unwrap();
    let args = [&MOVE[..], &["--yes", "-o", "csv"]].concat();
    let (code, stderr) = run_into(&place, full.into(), &args);
    assert_eq!(place.control().changes().len(), people.len());
    // Not 1, which says that nothing could be done; not 0: nobody has the results.
    assert_eq!(code, Some(3), "{stderr}");
    assert!(stderr.contains("Run 20261124-1: 2 done."), "{stderr}");
    assert!(
        stderr.contains("cannot write to standard output"),
        "{stderr}"
    );
    assert!(
        stderr.contains("print its results again: atlctl run show 20261124-1 -o csv"),
        "{stderr}"
    );
}

#[test]
fn a_reader_that_stops_still_gets_the_outcome() {
    let (place, _) = place(30);
    place
        .control()
        .fault("POST */add-users task-fails percent=40")
        .unwrap();
    let args = [&MOVE[..], &["--exit-code", "-o", "csv", "--plan", "p.json"]].concat();
    assert_eq!(run_into(&place, nobody(), &args).0, Some(6));
    place.run(&["plan", "show", "p.json", "-q"]).expect(0);
    let apply = ["apply", "p.json", "--yes", "--max-failures", "100%"];
    let (code, stderr) = run_into(&place, nobody(), &apply);
    assert_eq!(code, Some(3), "{stderr}");
    assert!(stderr.contains("Run 20261124-1: "), "{stderr}");
    let show = ["run", "show", "last", "--exit-code"];
    assert_eq!(run_into(&place, nobody(), &show).0, Some(3));
    let verify = ["run", "verify", "last"];
    assert_eq!(run_into(&place, nobody(), &verify).0, Some(3));
}

/// The import's files were not written, nor that the run waits for them.
#[test]
fn the_portal_s_import_is_prepared_also_when_nobody_reads_stdout() {
    let place = Place::with_session(SimConfig {
        sessions_cannot_move: true,
        ..SimConfig::default()
    });
    place.listed(3);
    let args = [&MOVE[..], &["--yes", "-o", "csv"]].concat();
    let (code, stderr) = run_into(&place, nobody(), &args);
    assert_eq!(code, Some(1), "{stderr}");
    let file = place.runs_dir().join("20261124-1/portal-import-1.csv");
    assert!(file.exists(), "{stderr}");
    insta::assert_snapshot!(
        place.run(&["run", "list", "-o", "csv", "--columns", "state"]),
        @"
    state
    awaiting import
    ------- stderr -------
    Runs on this machine in Acme (simulated).
    [exit status: 0]
    "
    );
}

#[test]
fn a_kept_plan_without_changes_has_results_too() {
    let (place, _) = place(1);
    place.moves(&["--yes"]).expect(0);
    place.moves(&["--plan", "p.json"]).expect(0);
    let command = ["apply", "p.json", "--yes", "-q", "-o", "csv"];
    let more = ["--columns", "outcome,reason", "--results", "r.csv"];
    insta::assert_snapshot!(
        place.run(&[&command[..], &more].concat()),
        @"
        outcome,reason
        unchanged,is already in this policy
        [exit status: 0]
        "
    );
    let results = std::fs::read_to_string(place.env.home().join("r.csv")).unwrap();
    assert!(results.contains(",unchanged,"), "{results}");
}

#[test]
fn a_run_that_is_over_still_gives_its_results() {
    let (place, _) = place(1);
    place.moves(&["--yes"]).expect(0);
    let resume = ["run", "resume", "last", "-q", "--results", "r.csv"];
    place.run(&resume).expect(0);
    let results = std::fs::read_to_string(place.env.home().join("r.csv")).unwrap();
    assert!(results.contains(",done,"), "{results}");
}

#[test]
fn results_are_sorted_by_their_columns_also_when_there_is_nothing_to_change() {
    let (place, _) = place(1);
    place.moves(&["--yes", "--sort", "outcome"]).expect(0);
    place.moves(&["--yes", "--sort", "outcome"]).expect(0);
}

#[test]
fn results_of_what_is_not_applied_are_said_to_be_missing() {
    let (place, _) = place(1);
    let output = place.moves(&["--dry-run", "--results", "r.csv"]);
    assert_eq!(output.code, 0, "{output}");
    assert!(
        output
            .stderr
            .contains("Warning: --results: nothing was applied"),
        "{output}"
    );
    assert!(!place.env.home().join("r.csv").exists());
}

#[test]
fn files_that_cannot_be_used_say_which_ones_can() {
    let (place, _) = place(1);
    let plan = place.run(&["apply", "none.json"]);
    assert_eq!(plan.code, 2, "{plan}");
    assert!(
        plan.stderr.contains("Hint: a plan is a file that "),
        "{plan}"
    );
    place.keep_plan();
    let results = place.run(&["apply", "plan.json", "--yes", "--results", "none/r.csv"]);
    assert_eq!(results.code, 1, "{results}");
    assert!(
        results
            .stderr
            .contains("Hint: use a file in an existing directory "),
        "{results}"
    );
    assert!(place.control().changes().is_empty());
}

/// The exit code said that nothing could be done.
#[test]
#[cfg(target_os = "linux")]
fn a_journal_that_cannot_be_written_is_no_run_that_did_nothing() {
    let (place, people) = place(30);
    place
        .control()
        .fault("POST */add-users task-fails percent=100")
        .unwrap();
    place
        .moves(&["--yes", "--batch", "1", "--at-once", "1", "--settle", "0.3"])
        .expect(1);
    place.control().clear_faults();
    // No file may become longer than the journal is by a few calls; what is written beyond that fails.
    let journal = place.runs_dir().join("20261124-1/journal");
    let blocks = std::fs::metadata(&journal).unwrap().len().div_ceil(512) + 3;
    let output = place.env.run_in(blocks, &["run", "resume", "last"]);
    assert_eq!(output.code, 7, "{output}");
    for says in [
        "Run 20261124-1: ",
        "cannot write ",
        "atlctl run resume 20261124-1",
    ] {
        assert!(output.stderr.contains(says), "{output}");
    }
    let moved = place.control().changes().len();
    assert!((1..people.len()).contains(&moved), "{moved}");
    place.run(&["run", "resume", "last"]).expect(3);
    // Six were refused before.
    assert_eq!(place.control().changes().len(), people.len() - 6);
}

/// The results of another run would be read as those of this one.
#[test]
fn a_run_that_is_killed_leaves_no_results_of_another() {
    let (place, people) = place(1);
    let earlier = "email,outcome\nann@acme.example,done\n";
    let file = place.env.file("results.csv", earlier);
    let go = ["--yes", "-q", "--results", "results.csv", "--force"];
    let killed = place
        .env
        .command(&[&MOVE[..], &go[..]].concat())
        .env("ATLCTL_TEST_KILL_AT", "1")
        .output()
        .unwrap();
    assert_eq!(killed.status.code(), None);
    let results = std::fs::read_to_string(&file).unwrap();
    assert!(!results.contains("ann@acme.example"), "{results}");
    assert!(
        results.contains(&people[0].email) && results.contains(",open,"),
        "{results}"
    );
}
