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
        for command in [["run", "show"], ["undo", "--dry-run"]] {
            let run = place.run(&[&command[..], &["20261124-1"]].concat());
            assert_eq!(run.code, 1, "{run}");
            assert!(run.stderr.contains("has no records"), "{run}");
        }
    }
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
