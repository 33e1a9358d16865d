//! A plan that mixes every facet where the disk is full, the directory is read-only, the journal is cut, or another
//! program applies the same plan: a clear error, and nothing is sent that is not recorded.

use crate::common::chmod;
use crate::mixed_killed::Mixed;
use crate::moving::RESUME;
use crate::unwritable::held_in;

#[test]
fn a_full_disk_ends_it_and_nothing_is_sent_that_is_not_recorded() {
    let mixed = Mixed::new();
    let mut failed = 0;
    let plan = std::fs::metadata(mixed.place.env.home().join("mixed.json")).unwrap();
    // The plan fits or does not, then the journal fits to one place or another. Units of 512 bytes.
    let first = plan.len() / 512 - 2;
    for blocks in first..first + 60 {
        let begun = mixed.place.runs_dir().join("20261124-1/journal").exists();
        let apply = mixed.apply();
        let args: &[&str] = if begun { &RESUME } else { &apply };
        let output = mixed.place.env.run_in(blocks, args);
        match output.code {
            0 => break,
            1 | 7 => {
                failed += 1;
                assert!(output.stderr.contains("Error: "), "{output}");
                assert!(output.stderr.contains("cannot"), "{output}");
            }
            _ => panic!("{blocks} blocks: {output}"),
        }
        mixed.assert_once_each(&format!("{blocks} blocks"));
    }
    assert!(failed > 0, "the disk was never full");
    mixed.place.run(&RESUME).expect(0);
    mixed.assert_whole("after a full disk");
}

#[test]
fn a_directory_that_cannot_be_written_sends_nothing() {
    let mixed = Mixed::new();
    let org = mixed.place.runs_dir().parent().unwrap().to_owned();
    chmod(&org, 0o500);
    let output = held_in(&mixed.place.env, &mixed.apply());
    chmod(&org, 0o700);
    assert_eq!(output.code, 1, "{output}");
    assert!(output.stderr.contains("Error: "), "{output}");
    assert!(output.stderr.contains("permission denied"), "{output}");
    assert_eq!(mixed.place.control().calls(), []);
}

#[test]
fn one_plan_is_not_applied_twice_at_once() {
    let mixed = Mixed::new();
    mixed.place.control().fault("* @suspend 1x hang").unwrap();
    let mut child = mixed.place.start(&mixed.apply());
    mixed.place.wait_for("sent");
    let again = mixed.place.run(&mixed.apply());
    assert_eq!(again.code, 5, "{again}");
    assert!(again.stderr.contains("20261124-1"), "{again}");
    child.kill().unwrap();
    child.wait().unwrap();
    mixed.place.control().clear_faults();
    mixed.place.run(&RESUME).expect(0);
    mixed.assert_whole("after two at once");
}

#[test]
fn a_journal_that_lost_its_end_is_said_and_nothing_is_done_twice() {
    // Of many lines: each time of another run, since a resume writes lines of its own.
    for part in [1, 4, 10, usize::MAX] {
        let mixed = Mixed::new();
        mixed.place.run(&mixed.apply()).expect(0);
        let journal = mixed.place.runs_dir().join("20261124-1/journal");
        let whole = std::fs::read_to_string(&journal).unwrap();
        let lines: Vec<&str> = whole.split_inclusive('\n').collect();
        let part = part.min(lines.len() / 2);
        std::fs::write(&journal, lines[..part].concat()).unwrap();
        let shown = mixed.place.run(&["run", "show", "last"]);
        assert!(shown.stderr.contains("lost its last lines"), "{shown}");
        mixed.place.run(&RESUME).expect(0);
        mixed.assert_whole(&format!("after {part} of {} lines", lines.len()));
    }
}
