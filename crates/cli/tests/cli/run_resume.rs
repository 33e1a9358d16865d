//! `run resume`: it looks before it sends, asks about old runs, and copes with journals that lost lines or hold
//! nonsense.

use std::path::PathBuf;

use atlctl_core::apply::{Entry, Journal, Record, Settings};
use atlctl_core::plan;
use atlctl_sim::{SimAccount, SimConfig};
use tokio::runtime::Runtime;

use crate::moving::{FROM, Place, RESUME};
use crate::notify::hook;

/// A run that was killed in its second call, which was not processed: three of nine people are moved.
fn killed() -> (Place, Vec<SimAccount>) {
    let place = Place::new(SimConfig::default());
    let people = place.listed(9);
    place.kill_in_second_call();
    (place, people)
}

fn policy_of(place: &Place, person: &SimAccount) -> Option<String> {
    place.control().account(&person.account_id).unwrap().policy
}

#[test]
fn a_resume_tells_the_webhook_that_it_is_given() {
    let (place, _) = killed();
    let runtime = Runtime::new().unwrap();
    let server = hook(&runtime, 200);
    let resumed = place.run(&["run", "resume", "last", "--notify", &server.uri()]);
    assert!(resumed.stderr.contains("Notified 127.0.0.1."), "{resumed}");
    let requests = runtime.block_on(server.received_requests()).unwrap();
    let said = String::from_utf8(requests[0].body.clone()).unwrap();
    assert!(said.contains("9"), "{said}");
    resumed.expect(0);
}

#[test]
fn people_whom_somebody_else_moved_meanwhile_stay_where_they_are() {
    let (place, people) = killed();
    let (elsewhere, to) = (
        place.policy("Service accounts"),
        place.policy("Contractors"),
    );
    let (left, found) = (&people[7], &people[8]);
    place.control().set_policy(&left.account_id, &elsewhere);
    place.control().set_policy(&found.account_id, &to);
    let columns = ["-o", "csv", "--columns", "email,outcome,reason"];
    let resumed = place.run(&[&RESUME[..], &columns].concat());
    assert_eq!(resumed.code, 3, "{resumed}");
    let says = |person: &SimAccount, result: &str| {
        let line = format!("{},{result}\n", person.email);
        assert!(resumed.stdout.contains(&line), "{line}{resumed}");
    };
    says(left, "refused,someone else moved them to Service accounts");
    says(
        found,
        "unchanged,already had the planned value before any request",
    );
    assert_eq!(policy_of(&place, left), Some(elsewhere.clone()));
    let requests = place.control().requests();
    for person in [left, found] {
        let named = requests.iter().any(|request| {
            request.path.ends_with("/add-users") && request.body.contains(&person.email)
        });
        assert!(!named, "{}", person.email);
    }
    // And an undo puts nobody where they were not.
    place.run(&["-q", "undo", "last", "--yes"]).expect(0);
    assert_eq!(policy_of(&place, left), Some(elsewhere));
    assert_eq!(policy_of(&place, found), Some(to));
    let from = Some(place.policy(FROM));
    assert!(people[..7].iter().all(|one| policy_of(&place, one) == from));
}

#[test]
fn a_run_of_more_than_a_day_ago_asks() {
    let (mut place, people) = killed();
    place.env.var("ATLCTL_NOW", "2026-11-25T09:30:00Z");
    let before = place.control().requests().len();
    insta::assert_snapshot!(place.run(&["run", "resume", "last"]), @"
    ------- stderr -------
    Run 20261124-1 started 2026-11-24 09:00 UTC, more than a day ago; 6 people may still be moved.
    Error: confirmation required: run 20261124-1 started more than a day ago
    Hint: close it with atlctl run close 20261124-1, or resume it: atlctl run resume 20261124-1 --yes
    [exit status: 5]
    ");
    assert_eq!(place.control().requests().len(), before);
    place.run(&[&RESUME[..], &["--yes"]].concat()).expect(0);
    place.assert_moved_once(&people);
}

fn journal(place: &Place) -> PathBuf {
    place.runs_dir().join("20261124-1/journal")
}

#[test]
fn a_journal_that_lost_lines_is_said_and_nobody_is_named_again() {
    let (place, people) = killed();
    let text = std::fs::read_to_string(journal(&place)).unwrap();
    // All but the beginning: that anybody was moved is lost, and the file beside it knows that there was more.
    let first = text.split_inclusive('\n').next().unwrap();
    std::fs::write(journal(&place), first).unwrap();
    let shown = place.run(&["run", "show", "last"]);
    assert!(
        shown
            .stderr
            .contains("Note: The run's journal lost its last lines."),
        "{shown}"
    );
    // What was sent is not known anymore.
    let csv = place.run(&["-q", "run", "show", "last", "-o", "csv"]);
    assert!(
        csv.stdout
            .contains("may have been sent; the run's journal lost its last lines"),
        "{csv}"
    );
    assert!(!csv.stdout.contains("not sent"), "{csv}");
    place.run(&RESUME).expect(0);
    place.assert_named_once(&people, "after a cut");
    place.assert_moved_once(&people);
    std::fs::write(journal(&place), "").unwrap();
    // The plan is whole, and says where everybody was.
    let shown = place.run(&["run", "show", "last"]);
    assert_eq!(shown.code, 0, "{shown}");
    assert!(
        shown.stderr.contains("journal lost its last lines"),
        "{shown}"
    );
    std::fs::write(place.runs_dir().join("20261124-1/plan.json"), "{}").unwrap();
    let shown = place.run(&["run", "show", "last"]);
    assert_eq!(shown.code, 5, "{shown}");
    assert!(shown.stderr.contains("lines were written to it"), "{shown}");
}

#[test]
fn an_undo_of_a_run_whose_journal_lost_lines_takes_back_all_that_it_changed() {
    // All but the first line, all but a part of it, and all.
    for left in [None, Some(30), Some(0)] {
        let (place, people) = killed();
        place.run(&RESUME).expect(0);
        let text = std::fs::read_to_string(journal(&place)).unwrap();
        let first = text.split_inclusive('\n').next().unwrap();
        let rest = left.map_or(first, |bytes| &first[..bytes]);
        std::fs::write(journal(&place), rest).unwrap();
        let before = place.policy("Password only");
        let undone = place.run(&["undo", "last", "--yes"]);
        assert!(undone.stderr.contains("lost lines"), "{undone}");
        undone.expect(0);
        for person in &people {
            assert_eq!(
                policy_of(&place, person),
                Some(before.clone()),
                "{}",
                person.email
            );
        }
    }
}

/// A run whose checksums fit and whose times are none.
fn nonsense(place: &Place, id: &str) {
    let dir = place.runs_dir().join(id);
    std::fs::create_dir(&dir).unwrap();
    let text = std::fs::read_to_string(journal(place).with_file_name("plan.json")).unwrap();
    std::fs::write(dir.join("plan.json"), &text).unwrap();
    let (_, checksum) = plan::from_text(&text).unwrap();
    let records = [
        Record::Begin {
            run: id.to_owned(),
            plan: checksum,
            tool: "0.1.0".to_owned(),
            actor: None,
            settings: Settings::default(),
            marked: false,
        },
        Record::Sent {
            call: 0,
            rows: vec![0, 1],
        },
        Record::Acked {
            call: 0,
            task: "..".into(),
        },
        Record::Resumed,
    ];
    let entries = records.map(|record| Entry {
        at: i64::MAX,
        record,
    });
    Journal::create(&dir.join("journal"))
        .unwrap()
        .add(&entries)
        .unwrap();
}

#[test]
fn one_bad_run_is_listed_beside_the_others() {
    let (place, _) = killed();
    place.run(&RESUME).expect(0);
    nonsense(&place, "20261124-2");
    // A journal that is no file.
    std::fs::create_dir_all(place.runs_dir().join("20261124-3/journal")).unwrap();
    insta::assert_snapshot!(place.run(&["run", "list", "-q", "-o", "csv", "--columns", "run,began,state,done"]), @"
    run,began,state,done
    20261124-3,unknown,unreadable,unknown
    20261124-2,unknown,open,0
    20261124-1,2026-11-24T09:00:00Z,finished,9
    ------- stderr -------
    Warning: run 20261124-3: cannot read [HOME]/.local/share/atlctl/orgs/[ORG]/runs/20261124-3/journal: is a directory
    [exit status: 0]
    ");
    place.run(&["-q", "run", "show", "20261124-2"]).expect(0);
}
