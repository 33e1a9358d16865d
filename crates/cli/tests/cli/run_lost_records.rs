//! Runs whose records were lost or copied: they are listed as what they are, and never absent.

use atlctl_sim::SimConfig;

use crate::moving::Place;

#[test]
fn a_run_without_a_journal_is_listed_as_damaged() {
    let place = Place::new(SimConfig::default());
    place.listed(2);
    place.moves(&["--yes"]).expect(0);
    let dir = place.runs_dir().join("20261124-1");
    std::fs::write(dir.join("journal"), "").unwrap();
    std::fs::remove_file(dir.join("journal.end")).unwrap();
    for removed in [false, true] {
        if removed {
            std::fs::remove_file(dir.join("journal")).unwrap();
        }
        let list = place.run(&["run", "list"]);
        assert_eq!(list.code, 0, "{list}");
        assert!(list.stdout.contains("damaged"), "{list}");
        assert!(list.stderr.contains("the journal was lost"), "{list}");
        for command in [
            ["run", "show"],
            ["undo", "--dry-run"],
            ["run", "close"],
            ["run", "resume"],
            ["run", "verify"],
        ] {
            let run = place.run(&[&command[..], &["20261124-1"]].concat());
            assert_eq!(run.code, 1, "{run}");
            assert!(run.stderr.contains("has no records"), "{run}");
        }
    }
}

#[test]
fn what_is_left_of_damaged_runs_can_be_removed() {
    let place = Place::new(SimConfig::default());
    let people = place.listed(2);
    place.moves(&["--yes"]).expect(0);
    place.run(&["undo", "last", "--yes"]).expect(0);
    place.run(&["undo", "last", "--yes"]).expect(0);
    let lost = place.runs_dir().join("20261124-1");
    std::fs::remove_file(lost.join("journal")).unwrap();
    std::fs::remove_file(lost.join("journal.end")).unwrap();
    let altered = place.runs_dir().join("20261124-2/journal");
    let mut bytes = std::fs::read(&altered).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&altered, &bytes).unwrap();
    place.run(&["run", "prune"]).expect(2);
    let old = place.run(&["run", "prune", "--older-than", "2d"]);
    assert!(old.stderr.contains("run 20261124-2 stays"), "{old}");
    insta::assert_snapshot!(place.run(&["run", "prune", "--damaged"]), @"
    ------- stderr -------
    Damaged runs to remove: 20261124-2, 20261124-1.
    Error: confirmation required: the records of 2 runs would be removed
    Hint: remove them: atlctl run prune --damaged --yes
    [exit status: 5]
    ");
    insta::assert_snapshot!(place.run(&["run", "prune", "--damaged", "--yes"]), @"
    ------- stderr -------
    Damaged runs to remove: 20261124-2, 20261124-1.
    Removed the records of 2 runs.
    [exit status: 0]
    ");
    let list = place.run(&["run", "list", "-o", "id"]);
    assert_eq!(list.stdout, "20261124-3\n", "{list}");
    assert!(!list.stderr.contains("Warning"), "{list}");
    let show = place.run(&["run", "show", "20261124-1"]);
    assert!(show.stderr.contains("were removed"), "{show}");
    // The ID of the latest run is not given to another one either: that would be older than others, and have their history.
    let latest = place.runs_dir().join("20261124-3/journal");
    std::fs::write(&latest, "no line of a journal\n").unwrap();
    place.run(&["run", "prune", "--damaged", "--yes"]).expect(0);
    let email = people[0].email.as_str();
    place.run(&["user", "suspend", email, "--yes"]).expect(0);
    let list = place.run(&["run", "list", "-o", "id"]);
    assert_eq!(list.stdout, "20261124-4\n", "{list}");
}

/// A journal that lost its last lines is whole to look at.
#[test]
fn a_shortened_journal_is_said_by_the_list_and_by_a_resume() {
    let place = Place::new(SimConfig::default());
    place.listed(2);
    place.moves(&["--yes"]).expect(0);
    let journal = place.runs_dir().join("20261124-1/journal");
    let text = std::fs::read_to_string(&journal).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    std::fs::write(&journal, lines[..lines.len() / 2].join("\n") + "\n").unwrap();
    let said = "20261124-1: its journal lost its last lines";
    let list = place.run(&["run", "list"]);
    assert!(list.stderr.contains(said), "{list}");
    let resume = place.run(&["run", "resume", "last"]);
    assert!(
        resume
            .stderr
            .contains("the journal of run 20261124-1 lost its last lines"),
        "{resume}"
    );
}

#[test]
fn a_copied_run_is_named_as_a_copy() {
    let place = Place::new(SimConfig::default());
    place.listed(2);
    place.moves(&["--yes"]).expect(0);
    let copy = place.runs_dir().join("20261124-2");
    std::fs::create_dir(&copy).unwrap();
    for file in std::fs::read_dir(place.runs_dir().join("20261124-1")).unwrap() {
        let file = file.unwrap();
        std::fs::copy(file.path(), copy.join(file.file_name())).unwrap();
    }
    let list = place.run(&["run", "list"]);
    let said = "the directory of run 20261124-2 has the records of run 20261124-1";
    assert!(list.stderr.contains(said), "{list}");
    let show = place.run(&["run", "show", "20261124-2"]);
    assert_eq!(show.code, 5, "{show}");
    assert!(show.stderr.contains("atlctl run show 20261124-1"), "{show}");
}
