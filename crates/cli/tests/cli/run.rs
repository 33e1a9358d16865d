//! `run list|show|resume|verify`, `undo`, and the program killed at every step of a run.

use std::collections::BTreeSet;
use std::process::Stdio;
use std::sync::Mutex;
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};

use atlctl_sim::{SimAccount, SimConfig};
use rustix::process::Signal;

use crate::moving::{FROM, Place, RESUME, TO, send, small_calls};

fn moved(count: usize) -> (Place, Vec<SimAccount>) {
    let place = Place::new(SimConfig::default());
    let people = place.listed(count);
    place.moves(&["--yes"]).expect(0);
    (place, people)
}

/// A run that awaits a portal import: with a session alone, where sessions may move nobody.
fn handed_over() -> (Place, Vec<SimAccount>) {
    let place = Place::with_session(SimConfig {
        sessions_cannot_move: true,
        ..SimConfig::default()
    });
    let people = place.listed(3);
    place.moves(&["--yes"]).expect(1);
    (place, people)
}

#[test]
fn runs_are_listed_and_shown_without_a_sign_in() {
    let (mut place, _) = moved(3);
    place.env.var("ATLCTL_API_KEY", "");
    insta::assert_snapshot!("list", place.run(&["run", "list"]));
    insta::assert_snapshot!("show", place.run(&["run", "show", "last"]));
    insta::assert_snapshot!(
        "show_csv",
        place.run(&["-q", "run", "show", "20261124-1", "-o", "csv"])
    );
    insta::assert_snapshot!("no_such_run", place.run(&["run", "show", "20261124-2"]));
}

#[test]
fn the_page_is_whole_private_and_never_overwrites() {
    use std::os::unix::fs::PermissionsExt as _;
    let (place, people) = moved(3);
    let command = ["run", "show", "last", "--html", "page.html"];
    insta::assert_snapshot!("html", place.run(&command));
    let path = place.env.home().join("page.html");
    let page = std::fs::read_to_string(&path).unwrap();
    for text in [
        people[0].email.as_str(),
        "Contractors",
        "3 of 3 people moved",
    ] {
        assert!(page.contains(text), "{text}");
    }
    let mode = std::fs::metadata(&path).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600);
    insta::assert_snapshot!("html_again", place.run(&command));
    place.run(&[&command[..], &["--force"]].concat()).expect(0);
}

#[test]
fn an_undo_takes_everybody_back_who_is_still_there() {
    let (place, people) = moved(4);
    let elsewhere = place.policy("Service accounts");
    assert!(
        place
            .control()
            .set_policy(&people[0].account_id, &elsewhere)
    );
    insta::assert_snapshot!("undo_plan", place.run(&["undo", "last", "--dry-run"]));
    insta::assert_snapshot!("undo", place.run(&["undo", "last", "--yes"]));
    let from = place.policy(FROM);
    let policy = |at: usize| {
        place
            .control()
            .account(&people[at].account_id)
            .unwrap()
            .policy
            .unwrap()
    };
    assert_eq!(policy(0), elsewhere);
    for at in 1..4 {
        assert_eq!(policy(at), from);
    }
    // The undo is a run like any other, and so can itself be undone.
    insta::assert_snapshot!(
        "undo_undone",
        place.run(&["-q", "undo", "20261124-2", "--yes"])
    );
    assert_eq!(policy(3), place.policy(TO));
    insta::assert_snapshot!("undo_list", place.run(&["run", "list"]));
}

#[test]
fn what_is_over_is_not_resumed_and_nothing_is_sent() {
    let (place, _) = moved(2);
    let before = place.control().requests().len();
    insta::assert_snapshot!("resume_over", place.run(&["run", "resume", "last"]));
    assert_eq!(place.control().requests().len(), before);
}

/// Nobody is moved by a command that cannot say afterward what it did.
#[test]
fn columns_that_are_not_there_are_refused_before_anything_is_sent() {
    let (place, people) = moved(2);
    let email = people[0].email.as_str();
    place
        .run(&["policy", "move", email, "--to", FROM, "--plan", "p.json"])
        .expect(0);
    let sent = place.control().requests().len();
    for args in [
        &["policy", "move", email, "--to", FROM, "--yes"][..],
        &["apply", "p.json", "--yes"],
        &["undo", "last", "--yes"],
        &["run", "resume", "last"],
    ] {
        for what in [["--columns", "email,verdict"], ["--sort", "verdict"]] {
            let output = place.run(&[args, &what[..]].concat());
            assert_eq!(output.code, 2, "{output}");
            assert!(
                output.stderr.contains("unknown column \"verdict\""),
                "{output}"
            );
        }
    }
    assert_eq!(place.control().requests().len(), sent);
}

#[test]
fn what_is_applied_at_once_gives_results_also_when_there_is_nothing_to_change() {
    let (place, people) = moved(1);
    let email = people[0].email.as_str();
    insta::assert_snapshot!(
        place.run(&["policy", "move", email, "--to", TO, "--yes", "-q", "-o", "csv", "--columns", "outcome,reason"]),
        @"
        outcome,reason
        unchanged,is already in this policy
        [exit status: 0]
        "
    );
}

#[test]
fn what_the_portal_did_is_read_back() {
    let (mut place, people) = handed_over();
    // An administrator imports the file, and one of the people is not taken. Reading needs a key here.
    for person in &people[..2] {
        place
            .control()
            .set_policy(&person.account_id, &place.policy(TO));
    }
    let key = place.sim.api_key();
    place.env.var("ATLCTL_API_KEY", &key);
    insta::assert_snapshot!("verify", place.run(&["run", "verify", "last"]));
    insta::assert_snapshot!("verified", place.run(&["-q", "run", "show", "last"]));
    // With the key, the rest can be moved from here.
    place.run(&["run", "resume", "last", "-q"]).expect(0);
    place.run(&["run", "verify", "last", "-q"]).expect(0);
}

#[test]
fn with_a_session_alone_the_portal_s_export_says_what_its_import_did() {
    let (place, people) = handed_over();
    insta::assert_snapshot!("verify_refused", place.run(&["run", "verify", "last"]));
    for person in &people[..2] {
        let control = place.control();
        control.set_policy(&person.account_id, &place.policy(TO));
    }
    place
        .env
        .file("export.csv", place.control().managed_accounts_csv());
    let verify = ["run", "verify", "last", "--export", "export.csv"];
    insta::assert_snapshot!("verify_export", place.run(&verify));
    place
        .control()
        .set_policy(&people[2].account_id, &place.policy(TO));
    place
        .env
        .file("export.csv", place.control().managed_accounts_csv());
    place.run(&verify).expect(0);
    let list = place.run(&["-q", "run", "list", "-o", "csv", "--columns", "state,done"]);
    assert_eq!(list.stdout, "state,done\nfinished,3\n", "{list}");
    // What is no such export says so, and settles nothing.
    place.env.file("other.csv", "Name,Team\nAnn,Red\n");
    place
        .run(&["run", "verify", "last", "--export", "other.csv"])
        .expect(2);
}

#[test]
fn a_run_that_was_altered_is_refused() {
    let (place, _) = moved(2);
    let journal = place.runs_dir().join("20261124-1/journal");
    let whole = std::fs::read(&journal).unwrap();
    let mut bytes = whole.clone();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&journal, &bytes).unwrap();
    let output = place.run(&["run", "resume", "last"]);
    assert_eq!(output.code, 5, "{output}");
    assert!(
        output.stderr.contains("was altered or is damaged"),
        "{output}"
    );
    let list = place.run(&["run", "list"]);
    assert!(list.stdout.contains("damaged"), "{list}");
    std::fs::write(&journal, &whole).unwrap();
    let plan = place.runs_dir().join("20261124-1/plan.json");
    let text = std::fs::read_to_string(&plan).unwrap();
    std::fs::write(&plan, text.replace("\"line\":2", "\"line\":9")).unwrap();
    let output = place.run(&["run", "show", "last"]);
    assert_eq!(output.code, 5, "{output}");
}

/// A place in which a run is about to be made.
struct Stage {
    place: Place,
    people: Vec<SimAccount>,
}

/// Points that every run comes by, however quick the tasks are.
const SHORTEST: usize = 20;

/// What is killed: calls of which two are on their way at a time.
fn two_calls() -> Vec<&'static str> {
    small_calls(&["-q", "--at-once", "2"])
}

impl Stage {
    fn new() -> Self {
        let place = Place::new(SimConfig {
            people: 60,
            ..SimConfig::default()
        });
        let people = place.listed(8);
        Self { place, people }
    }

    /// Runs it, killed at this point; whether it was killed.
    fn killed(&self, args: &[&str], at: usize) -> bool {
        let status = self
            .place
            .env
            .command(args)
            .env("ATLCTL_TEST_KILL_AT", at.to_string())
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .status()
            .unwrap();
        match status.code() {
            None => true,
            Some(0) => false,
            Some(code) => panic!("point {at}: exit status {code}"),
        }
    }

    /// Runs it to its end, and gives the points it came by.
    fn points(&self, args: &[&str]) -> Vec<String> {
        let file = self.place.env.home().join("points");
        let status = self
            .place
            .env
            .command(args)
            .env("ATLCTL_TEST_POINTS", &file)
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .status()
            .unwrap();
        assert!(status.success());
        let points = std::fs::read_to_string(&file).unwrap();
        points.lines().map(str::to_owned).collect()
    }

    /// All is as after an uninterrupted run, and each person was named in one processed call.
    fn assert_whole(&self, digest: &str, what: &str) {
        let control = self.place.control();
        assert_eq!(control.digest(), digest, "{what}");
        self.place.assert_named_once(&self.people, what);
        assert_eq!(control.changes().len(), self.people.len(), "{what}");
    }
}

#[test]
fn killed_at_every_step_and_resumed_it_ends_as_if_nothing_had_happened() {
    let reference = Stage::new();
    let points = reference.points(&two_calls());
    let digest = reference.place.control().digest();
    reference.assert_whole(&digest, "uninterrupted");
    for name in [
        "begun", "adding", "added", "durable", "answered", "polled", "read", "over", "mirrored",
    ] {
        assert!(
            points.iter().any(|point| point.ends_with(name)),
            "{name}: {points:?}"
        );
    }
    let last = points.len();
    // Killed once at each point, and the resumed run once more at one of its own. How often a run asks after its
    // tasks is a matter of time, so one that is longer than the reference is followed to its own end too.
    let next = Mutex::new(1..);
    let ended = AtomicBool::new(false);
    let (once, twice) = (Mutex::new(BTreeSet::new()), AtomicUsize::new(0));
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                loop {
                    let Some(at) = next.lock().unwrap().next() else {
                        return;
                    };
                    if at > last && ended.load(Ordering::SeqCst) {
                        return;
                    }
                    let stage = Stage::new();
                    if stage.killed(&two_calls(), at) {
                        once.lock().unwrap().insert(at);
                        if stage.killed(&RESUME, at * 7 % 13 + 1) {
                            twice.fetch_add(1, Ordering::SeqCst);
                        }
                    } else {
                        ended.store(true, Ordering::SeqCst);
                    }
                    let output = stage.place.run(&RESUME);
                    assert_eq!(output.code, 0, "killed at {at}: {output}");
                    stage.assert_whole(&digest, &format!("killed at {at}"));
                    // Once more: there is nothing to do, and nothing is sent.
                    let before = stage.place.control().requests().len();
                    stage.place.run(&RESUME).expect(0);
                    assert_eq!(stage.place.control().requests().len(), before);
                    stage.place.run(&two_calls()).expect(0);
                    stage.assert_whole(&digest, &format!("killed at {at}, and again"));
                }
            });
        }
    });
    let (once, twice) = (once.into_inner().unwrap(), twice.into_inner());
    println!("{last} points, killed at {once:?}, and again {twice} times");
    // No run is so short that it misses one of these, however quick its tasks are.
    assert!((1..=SHORTEST).all(|at| once.contains(&at)), "{once:?}");
    assert!(twice * 3 > once.len(), "{twice}");
}

#[test]
fn killed_while_the_service_works_it_is_not_sent_again() {
    for fault in [
        "POST */add-users 1x hang after",
        "POST */add-users skip=1 1x hang after",
    ] {
        let reference = Stage::new();
        reference.points(&two_calls());
        let digest = reference.place.control().digest();
        let stage = Stage::new();
        stage.place.control().fault(fault).unwrap();
        let skipped = usize::from(fault.contains("skip")) * 3;
        let mut child = stage.place.start(&two_calls());
        // The work is done and the answer never comes: now.
        while stage.place.control().changes().len() <= skipped {
            std::thread::yield_now();
        }
        child.kill().unwrap();
        child.wait().unwrap();
        stage.place.control().clear_faults();
        let output = stage.place.run(&RESUME);
        assert_eq!(output.code, 0, "{output}");
        let control = stage.place.control();
        assert_eq!(control.digest(), digest);
        assert_eq!(control.changes().len(), stage.people.len());
    }
}

#[test]
fn two_programs_do_not_work_on_one_run() {
    let stage = Stage::new();
    stage
        .place
        .control()
        .fault("POST */add-users 1x hang")
        .unwrap();
    let mut child = stage.place.start(&two_calls());
    stage.place.wait_for("sent");
    insta::assert_snapshot!("busy", stage.place.run(&["run", "resume", "last"]));
    let list = stage.place.run(&["run", "list"]);
    assert!(list.stdout.contains("running"), "{list}");
    child.kill().unwrap();
    child.wait().unwrap();
    stage.place.run(&RESUME).expect(0);
}

#[test]
fn an_interrupt_waits_for_no_task_and_the_run_can_go_on() {
    for (signal, words) in [
        (Signal::INT, "the run was canceled"),
        (Signal::TERM, "the run was stopped by SIGTERM"),
        (
            Signal::HUP,
            "the run was stopped by SIGHUP (the terminal was closed)",
        ),
    ] {
        let place = Place::new(SimConfig {
            people: 60,
            task_delay: std::time::Duration::from_secs(600),
            ..SimConfig::default()
        });
        let people = place.listed(8);
        let child = place.start(&two_calls());
        place.wait_for("acked");
        send(&child, signal);
        let output = child.wait_with_output().unwrap();
        assert_eq!(output.status.code(), Some(130));
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(said.contains(words), "{said}");
        // The service works on; then the run is taken up again.
        let resume = std::thread::scope(|scope| {
            let control = place.control();
            let resume = scope.spawn(|| place.run(&RESUME));
            while !resume.is_finished() {
                control.settle();
                std::thread::yield_now();
            }
            resume.join().unwrap()
        });
        assert_eq!(resume.code, 0, "{resume}");
        assert_eq!(place.control().changes().len(), people.len());
    }
}

/// A long table leaves out what went as planned; the hint after a run names the option that prints it.
#[test]
fn every_row_of_a_long_run_can_be_shown() {
    let place = Place::new(SimConfig::default());
    let people = place.listed(41);
    place.moves(&["--yes", "--max-changes", "41"]).expect(0);
    let brief = place.run(&["run", "show", "last"]);
    assert!(!brief.stdout.contains(&people[0].email), "{brief}");
    let all = place.run(&["-q", "run", "show", "last", "--all"]);
    for person in &people {
        assert!(all.stdout.contains(&person.email), "{all}");
    }
    assert!(all.stdout.contains("done"), "{all}");
}
