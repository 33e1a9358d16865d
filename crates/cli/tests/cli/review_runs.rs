//! Back to a point, part of a run, and runs that are removed.

use atlctl_sim::SimConfig;

use crate::moving::{FROM, Place, TO};

const YES: [&str; 4] = ["-q", "--yes", "--settle", "0.4"];

fn run(place: &Place, args: &[&str]) {
    place.run(&[args, &YES[..]].concat()).expect(0);
}

#[test]
fn everything_since_a_run_is_given_back() {
    let place = Place::new(SimConfig::default());
    let people = place.listed(4);
    let email = |at: usize| people[at].email.as_str();
    let before = |at: usize| place.control().account(&people[at].account_id).unwrap();
    run(&place, &["policy", "move", email(0), "--to", TO]);
    run(
        &place,
        &[
            "policy",
            "move",
            email(0),
            email(1),
            "--to",
            "Service accounts",
        ],
    );
    // The policy makes a service account of the first.
    let both = ["user", "suspend", email(1), email(2)];
    run(
        &place,
        &[&both[..], &["--include-service-accounts"]].concat(),
    );
    // There and back again: nothing to give back.
    run(&place, &["policy", "move", email(3), "--to", TO]);
    run(&place, &["policy", "move", email(3), "--to", FROM]);
    let restore = ["run", "restore", "20261124-1"];
    insta::assert_snapshot!(place.run(&[&restore[..], &["--dry-run"]].concat()));
    insta::assert_snapshot!(place.run(&["-q", "run", "restore", "20261124-9", "--yes"]));
    run(&place, &restore);
    assert_eq!(before(0).policy, Some(place.policy(TO)));
    assert_eq!(before(1).policy, Some(place.policy(FROM)));
    assert_eq!(
        (before(1).status.as_str(), before(2).status.as_str()),
        ("active", "active")
    );
    assert_eq!(before(3).policy, Some(place.policy(FROM)));
    // The point before all of them: the first run is taken back too.
    let since = ["run", "restore", "2026-11-24"];
    let planned = |point: &str| {
        let dry = place.run(&["-q", "run", "restore", point, "--dry-run", "-o", "csv"]);
        dry.stdout
    };
    for ago in ["today", "1h", "7d"] {
        assert_eq!(planned(ago), planned(since[2]), "{ago}");
    }
    run(&place, &since);
    assert_eq!(before(0).policy, Some(place.policy(FROM)));
    let later = place.run(&["run", "restore", "2026-11-25T00:00:00Z"]);
    assert!(
        later.stderr.contains("No run changed anything after that"),
        "{later}"
    );
    later.expect(0);
}

#[test]
fn a_removal_in_between_is_named() {
    let place = Place::new(SimConfig::default());
    let person = place.movable().into_iter().find(|one| !one.synced).unwrap();
    place
        .run(&[
            "user",
            "remove",
            &person.email,
            "-q",
            "--yes",
            "--confirm",
            "1",
            "--settle",
            "0.4",
        ])
        .expect(0);
    insta::assert_snapshot!(place.run(&["run", "restore", "2026-11-24", "--dry-run"]));
}

#[test]
fn one_kind_of_change_is_undone() {
    let place = Place::new(SimConfig::default());
    place.listed(2);
    crate::review::mixed(&place);
    run(&place, &["apply", "mixed.json", "--confirm", "2"]);
    let only = place.run(&[
        "undo",
        "last",
        "--only",
        "policy",
        "--dry-run",
        "-q",
        "-o",
        "csv",
        "--columns",
        "what,verdict",
    ]);
    insta::assert_snapshot!(only);
    insta::assert_snapshot!(place.run(&["-q", "undo", "last", "--only", "groups"]));
}

#[test]
fn old_runs_are_removed_and_open_ones_stay() {
    let mut place = Place::new(SimConfig::default());
    let people = place.listed(3);
    for person in &people {
        run(&place, &["policy", "move", &person.email, "--to", TO]);
    }
    let prune = ["run", "prune", "--older-than", "30d"];
    let none = place.run(&prune);
    assert!(none.stderr.contains("No run to remove."), "{none}");
    place.run(&["run", "prune", "--older-than", "1d"]).expect(2);
    place.env.var("ATLCTL_NOW", "2027-01-24T09:00:00Z");
    insta::assert_snapshot!(place.run(&[&prune[..], &["--keep", "1"]].concat()));
    assert_eq!(
        std::fs::read_dir(place.runs_dir())
            .unwrap()
            .filter(|one| one.as_ref().unwrap().path().is_dir())
            .count(),
        3
    );
    insta::assert_snapshot!(place.run(&[&prune[..], &["--keep", "1", "--yes"]].concat()));
    let left = place.run(&["run", "list", "-o", "id"]);
    assert_eq!(left.stdout, "20261124-3\n");
    // Cut off in the middle: it can be resumed.
    let journal = place.runs_dir().join("20261124-3/journal");
    let text = std::fs::read_to_string(&journal).unwrap();
    let begin = text.lines().next().unwrap();
    std::fs::write(&journal, format!("{begin}\n")).unwrap();
    let kept = place.run(&[&prune[..], &["--yes"]].concat());
    assert!(place.runs_dir().join("20261124-3").exists(), "{kept}");
}
