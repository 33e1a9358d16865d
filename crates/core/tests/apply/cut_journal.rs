//! A journal that lost its last lines: every cut is noticed, and a resume reads before it sends.

use std::fs;
use std::path::Path;

use atlctl_core::apply::{JournalError, Run, Runs, Settings, report};
use atlctl_core::report::RowOutcome;
use jiff::Timestamp;

use crate::driven::Service;
use crate::machine::{outcomes, settings};
use crate::plans::{plan, row};

const PEOPLE: usize = 6;

fn runs(dir: &Path) -> Runs {
    Runs::in_dir(dir.join("runs"))
}

/// A run that is over, on disk; and where its people are.
fn over(dir: &Path) -> (String, Service) {
    let rows = (0..PEOPLE).map(row);
    let pace = Settings {
        batch: 2,
        at_once: 1,
        ..settings()
    };
    let now: Timestamp = "2026-11-24T09:00:00Z".parse().unwrap();
    let mut run = runs(dir)
        .begin(plan(rows.collect()), pace, None, now)
        .unwrap();
    run.machine.begin();
    let mut service = Service::default();
    let mut at = now.as_millisecond();
    while !run.machine.is_over() {
        at = service.drive(&mut run.machine, at, at + 1);
        write(&mut run, &mut service);
    }
    (run.info.id, service)
}

fn write(run: &mut Run, service: &mut Service) {
    run.journal.add(&service.journal).unwrap();
    service.journal.clear();
    run.save().unwrap();
}

/// Where each line ends, in bytes.
fn ends(journal: &[u8]) -> Vec<usize> {
    let ends = journal
        .iter()
        .enumerate()
        .filter(|(_, byte)| **byte == b'\n');
    ends.map(|(at, _)| at + 1).collect()
}

#[test]
fn a_journal_cut_at_any_line_is_noticed_and_nobody_is_moved_again() {
    let dir = tempfile::tempdir().unwrap();
    let (id, service) = over(dir.path());
    let runs = runs(dir.path());
    let path = runs.dir(&id).join("journal");
    let mark = path.with_extension("end");
    let (whole, known) = (fs::read(&path).unwrap(), fs::read(&mark).unwrap());
    let ends = ends(&whole);
    assert!(ends.len() > 10);
    assert!(!runs.inspect(&id).unwrap().unwrap().1.is_cut_short());
    for (lines, end) in ends.iter().enumerate() {
        let lines = lines + 1;
        // Between two lines, and in the middle of the next one.
        for more in [0, 20] {
            let length = (end + more).min(whole.len());
            fs::write(&path, &whole[..length]).unwrap();
            fs::write(&mark, &known).unwrap();
            let cut = lines < ends.len();
            let (info, seen) = runs.inspect(&id).unwrap().unwrap();
            assert_eq!(seen.is_cut_short(), cut, "{lines} lines");
            let notes = report(&info, &seen, Timestamp::now()).notes;
            let said = notes
                .iter()
                .any(|note| note.contains("lost its last lines"));
            assert_eq!(said, cut, "{notes:?}");
            let mut run = runs.open(&id).unwrap();
            assert_eq!(run.machine.is_cut_short(), cut);
            if !run.machine.can_resume() {
                continue;
            }
            let mut after = Service {
                policies: service.policies.clone(),
                people: service.people.clone(),
                ..Service::default()
            };
            let now = 2_000_000_000_000;
            run.machine.resume(now);
            let settled = now + run.machine.settings().settle;
            after.drive(&mut run.machine, now, settled);
            assert_eq!(after.calls, Vec::<Vec<String>>::new(), "{lines} lines");
            after.drive(&mut run.machine, settled, i64::MAX);
            write(&mut run, &mut after);
            assert_eq!(after.calls, Vec::<Vec<String>>::new(), "{lines} lines");
            assert_eq!(outcomes(&run.machine), [RowOutcome::Done; PEOPLE]);
            drop(run);
            // The cut stays known, and is no new one.
            let (_, again) = runs.inspect(&id).unwrap().unwrap();
            assert!(again.is_cut_short() && !again.can_resume());
            assert_eq!(runs.open(&id).unwrap().machine.tally(), again.tally());
        }
    }
}

#[test]
fn a_journal_that_lost_everything_is_no_run_that_never_began() {
    let dir = tempfile::tempdir().unwrap();
    let (id, _) = over(dir.path());
    let runs = runs(dir.path());
    let path = runs.dir(&id).join("journal");
    let whole = fs::read(&path).unwrap();
    let mark = fs::read(path.with_extension("end")).unwrap();
    for (rest, plan_is_whole) in [
        (Some(0), true),
        (Some(30), true),
        (None, true),
        (Some(30), false),
    ] {
        match rest {
            Some(bytes) => fs::write(&path, &whole[..bytes]).unwrap(),
            None => fs::remove_file(&path).unwrap(),
        }
        fs::write(path.with_extension("end"), &mark).unwrap();
        assert_eq!(runs.find("last").unwrap(), id);
        if plan_is_whole {
            // The plan holds everybody's value before; what was done is unknown.
            let (info, machine) = runs.inspect(&id).unwrap().unwrap();
            assert!(machine.is_cut_short() && info.plan.len() > 10, "{rest:?}");
            let run = runs.open(&id).unwrap();
            assert_eq!(run.machine.tally(), machine.tally(), "{rest:?}");
            drop(run);
            // It was begun again, and is a journal as any other.
            let again = runs.inspect(&id).unwrap().unwrap();
            assert!(again.1.is_cut_short(), "{rest:?}");
            continue;
        }
        fs::write(runs.dir(&id).join("plan.json"), "{}").unwrap();
        let emptied = |error| matches!(error, JournalError::Emptied { lines, .. } if lines > 10);
        assert!(emptied(runs.inspect(&id).unwrap_err()), "{rest:?}");
        assert!(emptied(runs.open(&id).unwrap_err()), "{rest:?}");
    }
}

#[test]
fn a_journal_without_the_file_that_knows_its_end_is_not_taken_for_whole() {
    let dir = tempfile::tempdir().unwrap();
    let (id, _) = over(dir.path());
    let runs = runs(dir.path());
    let path = runs.dir(&id).join("journal");
    let mark = path.with_extension("end");
    for damage in [None, Some("nonsense\n")] {
        match damage {
            Some(text) => fs::write(&mark, text).unwrap(),
            None => fs::remove_file(&mark).unwrap(),
        }
        assert!(runs.inspect(&id).unwrap().unwrap().1.is_cut_short());
    }
    // Another journal of as many lines is not this one.
    let other = "00000000000000000002 00000000000000000000000000000000\n";
    fs::write(&mark, other).unwrap();
    assert!(matches!(
        runs.inspect(&id),
        Err(JournalError::Damaged { line: 2, .. })
    ));
}
