//! The program killed in the middle of a plan that mixes every facet, and resumed.

use std::collections::BTreeSet;
use std::process::{Command, Stdio};
use std::sync::Mutex;

use atlctl_core::plan::{Include, Kind, Plan, Row};
use atlctl_sim::{SimCall, SimConfig};

use crate::mixed_rows::{Change, Start, VERBS, truth};
use crate::moving::{Place, RESUME};
use crate::review::{read_plan, write_plan};

/// Waiting is a hundred times as fast, so that a lost answer is settled in a second or two.
const PACE: &str = "100";

/// An organization, and a plan for it that has a row of every facet, one person with several of them in order.
pub struct Mixed {
    pub place: Place,
    pub rows: Vec<Row>,
    org: String,
}

impl Mixed {
    pub fn new() -> Self {
        let mut place = Place::new(SimConfig {
            people: 120,
            ..SimConfig::default()
        });
        place.env.var("ATLCTL_TEST_PACE", PACE);
        // The portal's own calls need a session, too.
        let session = place.sim.session_token();
        place.env.var("ATLCTL_SESSION_TOKEN", &session);
        let org = place.sim.org_id();
        let start = Start::of(&place.control(), &org);
        place.sync();
        place.listed(1);
        place.moves(&["-q", "--plan", "mixed.json"]).expect(0);
        let mut rows = start.rows_of_all(1);
        let mover = rows
            .iter()
            .find(|row| row.facet.kind.name() == "policy")
            .unwrap();
        let person = start
            .people()
            .into_iter()
            .find(|one| one["id"] == mover.account.as_deref().unwrap())
            .unwrap();
        for change in [Change::SetEmail, Change::AddMember, Change::Suspend] {
            rows.push(start.row(change, person).unwrap());
        }
        // The IDs of new groups follow from their order.
        let creates =
            |row: &Row| row.facet.kind.name() == "group-exists" && row.to == Some("present".into());
        let created: Vec<usize> = (0..rows.len()).filter(|at| creates(&rows[*at])).collect();
        for pair in created.windows(2) {
            rows[pair[1]].after = vec![u32::try_from(pair[0]).unwrap()];
        }
        let plan = Plan {
            kind: Kind::Several {
                title: "Change people".to_owned(),
            },
            rows: rows.clone(),
            include: Some(Include::ALL),
            totals: Vec::new(),
            ..read_plan(&place, "mixed.json")
        };
        write_plan(&place, "mixed.json", &plan);
        Self { place, rows, org }
    }

    /// Applies the plan, and confirms what cannot be undone with the organization's ID.
    pub fn apply(&self) -> [&str; 8] {
        [
            "-q",
            "apply",
            "mixed.json",
            "--yes",
            "--confirm",
            &self.org,
            "--at-once",
            "2",
        ]
    }

    fn command(&self, args: &[&str]) -> Command {
        let mut command = self.place.env.command(args);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command
    }

    /// Runs it, killed at this point; whether it was killed.
    fn killed(&self, args: &[&str], at: usize) -> bool {
        let status = self
            .command(args)
            .env("ATLCTL_TEST_KILL_AT", at.to_string())
            .status()
            .unwrap();
        match status.code() {
            None => true,
            Some(0) => false,
            Some(code) => panic!("point {at}: exit status {code}"),
        }
    }

    /// Runs it to its end, and gives the points it came by.
    fn points(&self) -> Vec<String> {
        let file = self.place.env.home().join("points");
        let status = self
            .command(&self.apply())
            .env("ATLCTL_TEST_POINTS", &file)
            .status()
            .unwrap();
        assert!(status.success());
        let points = std::fs::read_to_string(&file).unwrap();
        points.lines().map(str::to_owned).collect()
    }

    /// Every row is done, in truth and by what is said, each by one call.
    pub fn assert_whole(&self, what: &str) {
        let state = self.place.control().state(false);
        for row in &self.rows {
            let now = truth(&state, row);
            assert_eq!(Some(&now), row.to.as_ref(), "{what}: {row:?}");
        }
        self.assert_once_each(what);
        let shown = self.place.run(&[
            "-q",
            "run",
            "show",
            "last",
            "-o",
            "csv",
            "--columns",
            "outcome",
        ]);
        assert_eq!(
            shown.stdout.matches("done").count(),
            self.rows.len(),
            "{what}: {shown}"
        );
    }

    /// No change was processed twice.
    pub fn assert_once_each(&self, what: &str) {
        for call in self.place.control().calls() {
            assert_eq!(call.processed, 1, "{what}: {call:?}");
        }
    }
}

/// Which of so many points are tried: all that are next to a call, and some of the others.
fn chosen(points: &[String]) -> BTreeSet<usize> {
    let name = |point: &str| point.split_once(':').unwrap().1.to_owned();
    let mut seen = BTreeSet::new();
    let numbered = (1..).zip(points);
    numbered
        .filter(|(at, point)| {
            let name = name(point);
            // Before the calls of a commit leave, and after each answer.
            let near = ["durable", "answered"].contains(&name.as_str());
            near || at % 5 == 0 || seen.insert(name)
        })
        .map(|(at, _)| at)
        .collect()
}

#[test]
fn killed_at_every_call_of_every_facet_and_resumed_it_ends_as_if_nothing_had_happened() {
    let reference = Mixed::new();
    let points = reference.points();
    reference.assert_whole("uninterrupted");
    let digest = reference.place.control().digest();
    let calls = |mixed: &Mixed| -> Vec<SimCall> { mixed.place.control().calls() };
    for change in Change::all() {
        let named = calls(&reference)
            .iter()
            .any(|call| call.call == change.call());
        assert!(named, "{change:?}: {:?}", calls(&reference));
    }
    for name in [
        "begun", "adding", "added", "durable", "answered", "polled", "read", "over", "mirrored",
    ] {
        assert!(
            points.iter().any(|point| point.ends_with(name)),
            "{name}: {points:?}"
        );
    }
    let chosen = chosen(&points);
    let next = Mutex::new(chosen.iter().copied());
    let killed = Mutex::new(BTreeSet::new());
    std::thread::scope(|scope| {
        for _ in 0..6 {
            scope.spawn(|| {
                loop {
                    let Some(at) = next.lock().unwrap().next() else {
                        return;
                    };
                    let what = format!("killed at {at}");
                    let mixed = Mixed::new();
                    if mixed.killed(&mixed.apply(), at) {
                        killed.lock().unwrap().insert(at);
                        // Every third is killed once more while it is resumed.
                        if at % 3 == 0 {
                            mixed.killed(&RESUME, at * 7 % 13 + 1);
                        }
                    }
                    let output = mixed.place.run(&RESUME);
                    assert_eq!(output.code, 0, "{what}: {output}");
                    mixed.assert_whole(&what);
                    assert_eq!(mixed.place.control().digest(), digest, "{what}");
                    // Once more: there is nothing to do, and nothing is sent.
                    let before = mixed.place.control().requests().len();
                    mixed.place.run(&RESUME).expect(0);
                    assert_eq!(mixed.place.control().requests().len(), before, "{what}");
                }
            });
        }
    });
    let killed = killed.into_inner().unwrap();
    println!("{} points, killed at {killed:?}", points.len());
    // How often a run reads and asks is a matter of time: the last points may be missed, no others.
    assert!(killed.len() * 4 > chosen.len() * 3, "{killed:?}");
}

/// A new verb that makes plans is one of whose changes the tests of faults and kills know.
#[test]
fn every_verb_that_makes_a_plan_is_known_to_the_tests_of_faults() {
    let page = std::fs::read_to_string(concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../docs/reference/cli.md"
    ));
    let page = page.unwrap();
    let sections = page.split("\n## `atlctl ").skip(1);
    let documented: BTreeSet<&str> = sections
        .filter(|section| section.contains("| `--rehearse`"))
        .map(|section| section.split('`').next().unwrap())
        .collect();
    let known: BTreeSet<&str> = VERBS.iter().map(|(verb, _)| *verb).collect();
    assert_eq!(documented, known);
}
