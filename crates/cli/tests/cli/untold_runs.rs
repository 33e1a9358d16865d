//! What a run confirmed reaches the mirror, whenever its process is killed.

use std::process::Stdio;

use atlctl_sim::SimConfig;

use crate::common::Place;

/// The point after the run's last record, before the mirror is told.
const ENDED: &str = "ended";

/// An organization, its mirror, and three people who are active.
struct Killed {
    place: Place,
    people: Vec<String>,
}

impl Killed {
    fn new() -> Self {
        let mut place = Place::with_key(SimConfig::default());
        place.env.var("ATLCTL_TEST_PACE", "100");
        place.run(&["-q", "sync"]).expect(0);
        let active = "SELECT email FROM user WHERE status = 'active' AND membership_status = 'active' \
                      AND claim_status = 'managed' AND NOT org_admin AND email LIKE '%@acme.example' ORDER BY email LIMIT 3";
        let found = place.run(&["-q", "sql", active, "-o", "csv"]);
        let people = found.stdout.lines().skip(1).map(str::to_owned).collect();
        Self { place, people }
    }

    fn suspend(&self) -> Vec<&str> {
        let mut args = vec!["-q", "user", "suspend"];
        args.extend(self.people.iter().map(String::as_str));
        args.extend(["--at-once", "1", "--yes"]);
        args
    }

    /// Suspends them with these variables.
    fn run_with(&self, name: &str, value: &str) -> std::process::ExitStatus {
        let mut command = self.place.env.command(&self.suspend());
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.env(name, value).status().unwrap()
    }

    /// The points that a run comes by until the mirror has its results.
    fn points(&self) -> usize {
        let file = self.place.env.home().join("points");
        let status = self.run_with("ATLCTL_TEST_POINTS", file.to_str().unwrap());
        assert!(status.success());
        let points = std::fs::read_to_string(&file).unwrap();
        assert!(points.ends_with(":mirrored\n"), "{points}");
        points.lines().count()
    }

    fn asked(&self, sql: &str) -> String {
        let output = self.place.run(&["-q", "sql", sql, "-o", "csv"]);
        assert_eq!(output.code, 0, "{output}");
        output.stdout.lines().skip(1).collect::<Vec<_>>().join(" ")
    }

    /// How many of them are suspended in the mirror, and how many of those changes have a run.
    fn mirrored(&self) -> (String, String) {
        let these = self.people.join("', '");
        let suspended = format!(
            "SELECT count(*) FROM user WHERE email IN ('{these}') AND status = 'suspended'"
        );
        let by_runs = format!(
            "SELECT count(DISTINCT id) FROM change WHERE run IS NOT NULL AND id IN \
             (SELECT account_id FROM user WHERE email IN ('{these}'))"
        );
        (self.asked(&suspended), self.asked(&by_runs))
    }

    /// How many rows of the last run are done.
    fn done(&self) -> String {
        let shown = ["-q", "run", "show", "last", "-o", "csv"];
        let shown = self
            .place
            .run(&[&shown[..], &["--columns", "outcome"]].concat());
        shown.stdout.matches("done").count().to_string()
    }
}

#[test]
fn the_next_command_tells_the_mirror_what_a_killed_run_confirmed() {
    let points = Killed::new().points();
    let mut seen = std::collections::BTreeSet::new();
    let middle = [points * 3 / 4, points / 2].map(|at| at.to_string());
    for at in middle.iter().map(String::as_str).chain([ENDED]) {
        let killed = Killed::new();
        let status = killed.run_with("ATLCTL_TEST_KILL_AT", at);
        assert_eq!(status.code(), None, "not killed at {at} of {points}");
        let done = killed.done();
        let (suspended, by_run) = killed.mirrored();
        assert_eq!(suspended, done, "at {at} of {points}");
        assert_eq!(by_run, done, "at {at} of {points}");
        seen.insert(done.clone());
        // The sync finds nothing new of what was confirmed.
        let unnamed = "SELECT count(*) FROM change WHERE kind = 'changed' AND run IS NULL";
        if done == "3" {
            killed.place.run(&["-q", "sync"]).expect(0);
            assert_eq!(killed.asked(unnamed), "0");
        }
    }
    assert!(seen.contains("3") && seen.len() > 1, "{seen:?}");
}

#[test]
fn a_sync_tells_the_mirror_first() {
    let killed = Killed::new();
    let status = killed.run_with("ATLCTL_TEST_KILL_AT", ENDED);
    assert_eq!(status.code(), None);
    let synced = killed.place.run(&["sync"]);
    assert!(
        synced.stderr.contains("3 people changed by run"),
        "the run is named: {synced}"
    );
    assert_eq!(killed.mirrored(), ("3".to_owned(), "3".to_owned()));
}

#[test]
fn resuming_writes_nothing_over_what_a_sync_read_later() {
    let points = Killed::new().points();
    let mut seen = Vec::new();
    for at in 1..points * 2 {
        let mut killed = Killed::new();
        killed.run_with("ATLCTL_TEST_KILL_AT", &at.to_string());
        let done = killed.done();
        seen.push(done.clone());
        if !["1", "2"].contains(&done.as_str()) {
            continue;
        }
        // The clock of the run was ahead.
        let env = &mut killed.place.env;
        env.var("ATLCTL_NOW", "2026-11-24T12:00:00Z");
        killed.place.run(&["-q", "sync"]).expect(0);
        // Somebody else restores the one, and a sync finds that.
        let first = format!(
            "SELECT account_id FROM user WHERE status = 'suspended' AND email IN ('{}') LIMIT 1",
            killed.people.join("', '")
        );
        let first = killed.asked(&first);
        let directory = killed.asked("SELECT id FROM directory");
        let path = format!("admin/v2/orgs/{{org}}/directories/{directory}/users/{first}/restore");
        killed
            .place
            .run_with(&["-q", "api", "POST", &path, "--input", "-", "--yes"], "{}")
            .expect(0);
        killed.place.run(&["-q", "sync"]).expect(0);
        let status = format!("SELECT status FROM user WHERE account_id = '{first}'");
        assert_eq!(killed.asked(&status), "active");
        let resumed = killed.place.run(&["-q", "run", "resume", "last"]);
        assert!(matches!(resumed.code, 0 | 3), "{resumed}");
        assert_eq!(killed.asked(&status), "active", "killed at {at}");
        return;
    }
    panic!("no point with some of three done: {seen:?}");
}

#[test]
fn what_a_sync_found_of_a_killed_run_is_the_runs() {
    let mut seen = Vec::new();
    for at in 1..40 {
        let killed = Killed::new();
        let place = &killed.place;
        let person = &killed.people[0];
        let group = killed.asked(&format!(
            "SELECT g.name FROM \"group\" g WHERE g.managed_by = 'admins' AND g.name LIKE 'team-%' AND g.id NOT IN \
             (SELECT group_id FROM user_group WHERE email = '{person}') ORDER BY g.name LIMIT 1"
        ));
        let mut command =
            place
                .env
                .command(&["-q", "group", "add", &group, person.as_str(), "--yes"]);
        command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::null());
        command.env("ATLCTL_TEST_KILL_AT", at.to_string());
        let ended = command.status().unwrap();
        assert_eq!(
            ended.code(),
            None,
            "no point with an unanswered request: {seen:?}"
        );
        place.run(&["-q", "sync"]).expect(0);
        let of_person = format!(
            "FROM change WHERE kind = 'changed' AND id = (SELECT account_id FROM user WHERE email = '{person}')"
        );
        let unnamed = format!("SELECT count(*) {of_person} AND run IS NULL");
        seen.push(killed.asked(&unnamed));
        if killed.asked(&unnamed) != "1" {
            continue;
        }
        let resumed = place.run(&["-q", "run", "resume", "last"]);
        assert_eq!(resumed.code, 0, "{resumed}");
        let run = killed.asked("SELECT DISTINCT run FROM change WHERE run IS NOT NULL");
        assert_eq!(killed.asked(&unnamed), "0");
        let changes = format!("SELECT sync, run, json_extract(detail, '$.group_name') {of_person}");
        assert_eq!(killed.asked(&changes), format!("2,{run},{group}"));
        let columns = [
            "--of",
            "memberships,apps",
            "-o",
            "csv",
            "--columns",
            "of,change,item,run",
        ];
        let diff = place.run(&[&["-q", "snapshot", "diff", "--since", "1"][..], &columns].concat());
        let rows: Vec<&str> = diff.stdout.lines().skip(1).collect();
        assert!(
            !rows.is_empty() && rows.iter().all(|row| row.ends_with(&run)),
            "{diff}"
        );
        let shown = place.run(&["user", "show", person]);
        let added = shown
            .stdout
            .matches(&format!("group {group} added"))
            .count();
        assert_eq!(added, 1, "{shown}");
        return;
    }
    panic!("no point with an unanswered request: {seen:?}");
}
