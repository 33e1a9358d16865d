//! The demo's organization on later days: it is the one that was made.

use crate::common::Env;

#[test]
fn a_later_sync_finds_no_change_that_nobody_made() {
    let mut env = Env::new();
    env.var("ATLCTL_NOW", "2026-11-16T09:00:00Z");
    env.run(&["demo", "--people", "400"]).expect(0);
    env.run(&["--profile", "demo", "sync"]).expect(0);
    env.var("ATLCTL_NOW", "2026-11-24T15:30:00Z");
    let demo = |args: &[&str]| env.run(&[&["--profile", "demo"], args].concat());
    let sync = demo(&["sync"]);
    assert!(
        sync.stderr.contains("Nobody changed since the last sync."),
        "{sync}"
    );
    let what = "people,memberships,apps,roles,policies,groups,directories,domains,workspaces,org,tokens,keys,activity";
    let changes = demo(&[
        "snapshot", "diff", "--since", "1", "--of", what, "-o", "json",
    ]);
    assert_eq!(changes.stdout.trim(), "[]", "{changes}");
}
