//! Plans and journals of an atlctl that did not write down who made them are read as before.

use atlctl_core::apply::{Entry, Record, Runs, Settings};
use atlctl_core::plan::{Actor, Plan, from_text, to_text};
use jiff::Timestamp;

/// A plan as such a version wrote it, without its envelope.
const OLD: &str = r#"{"kind":{"policy-move":{"to":"new"}},"org":"org","service":"s","made":"2026-11-24T09:00:00Z","tool":"0.0.9","base":{"sync":1,"synced":null,"read":null},"origin":{"what":"the command line","problems":0,"folded":0},"policies":[],"policy_unknown":0,"rows":[]}"#;

#[test]
fn a_plan_of_then_is_written_as_it_was_and_read() {
    let plan: Plan = serde_json::from_str(OLD).unwrap();
    assert_eq!((&plan.actor, plan.include), (&None, None));
    let (text, _) = to_text(&plan).unwrap();
    assert!(text.contains(OLD), "so its checksum still fits: {text}");
    assert_eq!(from_text(&text).unwrap().0, plan);
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
    let plan: Plan = serde_json::from_str(OLD).unwrap();
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
