//! Plans and runs of the first format, which knew only moves between policies, are shown as before.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

use std::fmt::Write as _;
use std::fs;

use atlctl_core::apply::{Entry, Journal, Record, Runs, Settings, row_result};
use atlctl_core::change::{Before, Value};
use atlctl_core::plan::{Actor, FORMAT, Kind, Plan, PlanError, Verdict, from_text};
use atlctl_core::report::RowOutcome;
use jiff::Timestamp;
use sha2::{Digest as _, Sha256};

/// A plan as such a version wrote it, without its envelope.
const OLD: &str = r#"{"kind":{"policy-move":{"to":"new"}},"org":"org","service":"s","made":"2026-11-24T09:00:00Z","tool":"0.0.9","base":{"sync":1,"synced":null,"read":null},"origin":{"what":"the command line","problems":0,"folded":0},"from":"old","policies":[{"id":"new","name":"Strict","members":3},{"id":"old"}],"policy_unknown":2,"rows":[{"line":2,"email":"a@example.com","account":"a","before":{"policy":"old"},"to":"new","verdict":{"is":"change"}},{"email":"b@example.com","account":"b","before":"none","to":"new","verdict":{"is":"untold"}},{"email":"c@example.com","before":"unknown","to":null,"verdict":{"is":"not-found"}}]}"#;

/// The file of such a plan, and its checksum.
fn file(plan: &str) -> (String, String) {
    let mut checksum = String::from("sha256:");
    for byte in Sha256::digest(plan.as_bytes()) {
        write!(checksum, "{byte:02x}").unwrap();
    }
    let text = format!("{{\"atlctl_plan\":1,\"checksum\":\"{checksum}\",\"plan\":{plan}}}\n");
    (text, checksum)
}

fn old() -> Plan {
    from_text(&file(OLD).0).unwrap().0
}

#[test]
fn a_plan_is_shown_as_it_was() {
    let plan = old();
    assert_eq!(plan.title(), "Move people to policy Strict");
    assert_eq!((plan.format, plan.changes()), (1, 1));
    assert_eq!((&plan.actor, plan.include), (&None, None));
    let before: Vec<&Before> = plan.rows.iter().map(|row| &row.before).collect();
    let none = Before::Is(Value::NONE);
    assert_eq!(before, [&Before::Is("old".into()), &none, &Before::Unknown]);
    assert_eq!(plan.rows[1].verdict, Verdict::NotReported);
    assert_eq!(
        (plan.from, plan.rows[2].to.clone()),
        (Some("old".into()), None)
    );
    assert_eq!(
        (plan.totals[0].all[0].count, plan.totals[0].unknown),
        (Some(3), 2)
    );
    let undo = OLD.replace(r#"{"policy-move":{"to":"new"}}"#, r#"{"undo":{"run":"r"}}"#);
    let run = "r".to_owned();
    assert_eq!(
        from_text(&file(&undo).0).unwrap().0.kind,
        Kind::Undo { run }
    );
}

#[test]
fn an_altered_plan_is_refused() {
    let altered = file(OLD).0.replace("a@example.com", "z@example.com");
    assert!(matches!(from_text(&altered), Err(PlanError::Altered)));
}

#[test]
fn a_run_is_shown_with_its_results() {
    let dir = tempfile::tempdir().unwrap();
    let run = dir.path().join("20261124-1");
    fs::create_dir(&run).unwrap();
    let (text, checksum) = file(OLD);
    fs::write(run.join("plan.json"), text).unwrap();
    let settings = serde_json::to_value(Settings::default()).unwrap();
    let entries: Vec<Entry> = [
        serde_json::json!({"at":1,"e":"begin","run":"20261124-1","plan":checksum,"tool":"0.0.9","settings":settings}),
        serde_json::json!({"at":2,"e":"sent","call":0,"policy":"new","rows":[0]}),
        serde_json::json!({"at":3,"e":"acked","call":0,"task":"t"}),
        serde_json::json!({"at":4,"e":"over","call":0,"moved":1}),
        serde_json::json!({"at":5,"e":"ended","rows":[0],"end":{"is":"conflict","now":"old"}}),
    ]
    .map(|entry| serde_json::from_value(entry).unwrap())
    .into();
    let mut journal = Journal::create(&run.join("journal")).unwrap();
    journal.add(&entries).unwrap();
    journal.durable().unwrap()().unwrap();
    drop(journal);
    let runs = Runs::in_dir(dir.path());
    let (_, machine) = runs.inspect("20261124-1").unwrap().unwrap();
    assert!(machine.plan().format < FORMAT, "it is not resumed");
    let (outcome, why) = row_result(&machine, 0);
    assert_eq!(outcome, RowOutcome::Refused);
    assert_eq!(why, "someone else moved them to old");
}

#[test]
fn a_journal_of_then_is_read() {
    let settings = serde_json::to_string(&Settings::default()).unwrap();
    let line =
        format!(r#"{{"at":1,"e":"begin","run":"r","plan":"p","tool":"t","settings":{settings}}}"#);
    let entry: Entry = serde_json::from_str(&line).unwrap();
    let Record::Begin { actor: None, .. } = &entry.record else {
        panic!("{entry:?}");
    };
    assert_eq!(serde_json::to_string(&entry).unwrap(), line);
}

#[test]
fn who_began_and_who_resumed_stand_in_the_run() {
    let dir = tempfile::tempdir().unwrap();
    let runs = Runs::in_dir(dir.path());
    let named = |user: &str| Actor {
        user: Some(user.to_owned()),
        ..Actor::default()
    };
    let (ann, bob) = (named("ann"), named("bob"));
    let plan = old();
    let now = Timestamp::UNIX_EPOCH;
    let mut run = runs
        .begin(plan, Settings::default(), Some(ann.clone()), now)
        .unwrap();
    assert_eq!(run.info.actors.first(), Some(&ann));
    let record = Record::ResumedBy { actor: bob.clone() };
    run.journal.add(&[Entry { at: 2, record }]).unwrap();
    let id = run.info.id.clone();
    drop(run);
    let (info, _) = runs.inspect(&id).unwrap().unwrap();
    assert_eq!(info.actors, [ann.clone(), bob.clone()]);
    assert_eq!(runs.open(&id).unwrap().info.actors, [ann, bob]);
}
