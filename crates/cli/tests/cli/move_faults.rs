//! `policy move` where the service refuses, fails or no longer knows who is there: an outcome, and a way on.

use atlctl_sim::SimConfig;

use crate::moving::Place;

#[test]
fn too_many_failures_stop_it_and_nothing_is_lost() {
    let place = Place::new(SimConfig::default());
    place.listed(30);
    place
        .control()
        .fault("POST */add-users task-fails percent=100")
        .unwrap();
    let output = place.moves(&[
        "--yes",
        "--batch",
        "5",
        "--max-failures",
        "3",
        "--max-changes",
        "30",
    ]);
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
        // The first call passes, then not signed in anymore.
        place
            .control()
            .fault(&format!("* */auth-polic* skip=3 {form}"))
            .unwrap();
        let output = place.moves(&[
            "--yes",
            "--batch",
            "5",
            "--settle",
            "0.3",
            "--max-changes",
            "30",
        ]);
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
        (format!("{add} 1x empty"), &[7]),
        (format!("{add} 1x garbage"), &[7]),
        (format!("{add} 1x redirect"), &[4, 3, 1]),
        (format!("{add} 1x html"), &[7]),
        (format!("{add} 1x unauthorized"), &[4]),
        (format!("{add} 1x 400"), &[0]),
        (format!("{add} 1x 403"), &[1]),
        // Whether it was done is unknown so soon.
        (format!("{add} 503"), &[7]),
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
        assert_eq!(resumed.code, 0, "{fault}: {resumed}");
        place.assert_moved_once(&people);
    }
}

/// An answer that names no task says nothing of what Atlassian still does.
#[test]
fn an_accepted_move_without_a_task_is_unknown_and_can_be_taken_back() {
    let place = Place::new(SimConfig {
        task_delay: std::time::Duration::from_secs(3_600),
        ..SimConfig::default()
    });
    let people = place.listed(3);
    place
        .control()
        .fault("POST */add-users 1x garbage after")
        .unwrap();
    let moved = place.moves(&["--yes", "--settle", "0.3"]);
    assert_eq!(moved.code, 7, "{moved}");
    assert!(
        moved.stderr.contains("Run 20261124-1: 3 unknown."),
        "{moved}"
    );
    assert_eq!(people.len(), 3);
    insta::assert_snapshot!(place.run(&["undo", "last", "--dry-run"]));
}
