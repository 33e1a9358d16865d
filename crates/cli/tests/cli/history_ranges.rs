//! Ranges and moments of history that are not kept as they were asked for: pruned, too early, or the wrong way round.

use serde_json::Value;

use crate::common::Place;
use crate::history::week;

const GROUP: &str = "old-project-2019";

fn at(place: &mut Place, now: &str) {
    place.env.var("ATLCTL_NOW", now);
}

/// Snapshots 1, 3 and 4; 2 was removed. A run put somebody into a group after the first, another one took them out after the
/// second. Returns who.
fn pruned() -> (Place, String) {
    let (mut place, joined, _) = week();
    at(&mut place, "2026-11-23T12:00:00Z");
    place
        .run(&["group", "remove", GROUP, &joined, "--yes"])
        .expect(0);
    for now in ["2026-11-23T15:00:00Z", "2026-11-24T08:00:00Z"] {
        at(&mut place, now);
        place.run(&["sync"]).expect(0);
    }
    at(&mut place, "2026-11-24T09:00:00Z");
    place.run(&["snapshot", "prune", "--yes"]).expect(0);
    (place, joined)
}

#[test]
fn a_kept_snapshot_is_used_for_every_time_after_it() {
    let (place, joined) = pruned();
    let members = ["group", "members", GROUP];
    // The person was in the group on both days; the snapshot that stands for them is older.
    insta::assert_snapshot!(place.run(&[&members[..], &["--as-of", "2026-11-20"]].concat()), @"
    ------- stderr -------
    From the mirror of Acme (simulated), as it was when snapshot 1 was made, at 2026-11-16 09:00 UTC.
    Snapshots between 1 (2026-11-16 09:00 UTC) and 3 (2026-11-23 15:00 UTC) were removed; using snapshot 1 for 2026-11-20 23:59:59 UTC.
    No members.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["snapshot", "diff", "--since", "2026-11-19", "--until", "2026-11-21"]), @"
    ------- stderr -------
    From the mirror of Acme (simulated), synced 1 hour ago.
    Snapshots between 1 (2026-11-16 09:00 UTC) and 3 (2026-11-23 15:00 UTC) were removed; using snapshot 1 for 2026-11-19 00:00 UTC.
    Snapshots between 1 (2026-11-16 09:00 UTC) and 3 (2026-11-23 15:00 UTC) were removed; using snapshot 1 for 2026-11-21 23:59:59 UTC.
    Changes from snapshot 1 to snapshot 1.
    Left out: people's roles in apps (never read).
    No changes.
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["snapshot", "diff", "--since", "2026-11-20", "--until", "3"]), @"
    Found (UTC)       Person                            Change   Run  What
    2026-11-23 09:00  rafael.richter@acme-labs.example  changed  -    policy: Password only →
                                                                      Contractors
    ------- stderr -------
    From the mirror of Acme (simulated), synced 1 hour ago.
    Snapshots between 1 (2026-11-16 09:00 UTC) and 3 (2026-11-23 15:00 UTC) were removed; using snapshot 1 for 2026-11-20 00:00 UTC.
    Changes from snapshot 1 to snapshot 3.
    Left out: people's roles in apps (never read).
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["user", "show", &joined, "--as-of", "2"]), @"
    ------- stderr -------
    Error: snapshot 2 was removed; kept are snapshot 1 (2026-11-16 09:00 UTC) before it and snapshot 3 (2026-11-23 15:00 UTC) after it
    Hint: see the snapshots: atlctl snapshot list
    [exit status: 2]
    ");
    let report = |words: &[&str]| {
        let output = place.run(&[&["report"], words, &["-o", "json"]].concat());
        let report: Value = serde_json::from_str(&output.stdout).unwrap();
        (report, output.stderr)
    };
    let said = "were removed; using snapshot 1 for 2026-11-20 ";
    let (groups, stderr) = report(&["groups", "--as-of", "2026-11-20"]);
    assert_eq!(groups["as_of"], "2026-11-16T09:00:00Z", "{groups}");
    assert!(
        stderr.contains(said) && groups["notes"].to_string().contains(said),
        "{groups} {stderr}"
    );
    let (changes, stderr) = report(&["changes", "--since", "2026-11-20T08:00:00Z"]);
    assert!(stderr.contains(said), "{stderr}");
    assert_eq!(changes["command"], "atlctl report changes --since 1");
    // In between, the person came into the group and left it: nothing is different.
    assert_eq!(changes["figures"]["memberships_added"], 0);
    insta::assert_snapshot!(place.run(&["snapshot", "list"]), @"
    Snapshot  Made (UTC)        State     Changing  People  Memberships  Policies
    4         2026-11-24 08:00  complete  no        0       0            0
    3         2026-11-23 15:00  complete  no        0       0            ~1
    1         2026-11-16 09:00  complete  no        -       -            -
    ------- stderr -------
    From the mirror of Acme (simulated), synced 1 hour ago.
    [exit status: 0]
    ");
}

#[test]
fn a_range_that_ends_before_it_begins_is_refused() {
    let (mut place, ..) = week();
    at(&mut place, "2026-11-23T10:00:00Z");
    insta::assert_snapshot!(place.run(&["snapshot", "diff", "--since", "2", "--until", "1"]), @"
    ------- stderr -------
    From the mirror of Acme (simulated), synced 1 hour ago.
    Error: the range ends before it begins: it is from snapshot 2 (2026-11-23 09:00 UTC) to snapshot 1 (2026-11-16 09:00 UTC)
    Hint: swap them: atlctl snapshot diff --since 1 --until 2
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["report", "changes", "--since", "2", "--as-of", "1"]), @"
    ------- stderr -------
    From the mirror of Acme (simulated), as it was when snapshot 1 was made, at 2026-11-16 09:00 UTC.
    Error: the range ends before it begins: it is from snapshot 2 (2026-11-23 09:00 UTC) to snapshot 1 (2026-11-16 09:00 UTC)
    Hint: swap them: atlctl report changes --since 1 --as-of 2
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["report", "all", "--out", "pages", "--since", "2026-11-20", "--as-of", "2026-11-18"]), @"
    ------- stderr -------
    From the mirror of Acme (simulated), as it was at 2026-11-18 23:59:59 UTC, by the sync of 2026-11-16 09:00 UTC (snapshot 1).
    Error: the range ends before it begins: it is from 2026-11-20T00:00:00Z to 2026-11-18T23:59:59Z
    Hint: swap them: atlctl report all --out pages --since 2026-11-18T23:59:59.999Z --as-of 2026-11-20T00:00:00Z
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["snapshot", "diff", "--since", "2026-11-30"]), @"
    ------- stderr -------
    From the mirror of Acme (simulated), synced 1 hour ago.
    Error: --since is in the future: 2026-11-30 00:00 UTC; it is 2026-11-23 10:00 UTC now
    Hint: use a time in the past, such as --since 7d
    [exit status: 2]
    ");
    // What is before the end that was asked for.
    insta::assert_snapshot!(place.run(&["snapshot", "diff", "--until", "1"]), @"
    ------- stderr -------
    From the mirror of Acme (simulated), synced 1 hour ago.
    Changes from snapshot 1 to snapshot 1.
    Left out: people's roles in apps (never read).
    No changes.
    [exit status: 0]
    ");
}

#[test]
fn the_first_snapshot_is_used_for_every_time_before_it() {
    let (place, ..) = week();
    let diff = |since: &str| place.run(&["snapshot", "diff", "--since", since]);
    insta::assert_snapshot!(diff("30d"), @"
    Found (UTC)       Person                            Change   What
    2026-11-18 10:00  olga.park@acme-labs.example       added    group old-project-2019
    2026-11-23 09:00  rafael.richter@acme-labs.example  changed  policy: Password only → Contractors
    ------- stderr -------
    From the mirror of Acme (simulated), synced 24 hours ago.
    There is no history for 2026-10-25 09:00 UTC; using snapshot 1 (2026-11-16 09:00 UTC), the first, instead.
    Changes from snapshot 1 to now.
    Left out: people's roles in apps (never read).
    Columns not shown: run (use --columns or -o csv).
    [exit status: 0]
    ");
    assert_eq!(diff("30d").stdout, diff("1").stdout);
    let changes = |since: &[&str]| {
        let words = [&["report", "changes", "-o", "json"], since].concat();
        let output = place.run(&words);
        let report: Value = serde_json::from_str(&output.stdout).unwrap();
        (report["figures"].clone(), output.stderr)
    };
    let said = "There is no history for 2026-10-25 09:00 UTC; using snapshot 1 (2026-11-16 09:00 UTC), the first, instead.";
    let (then, stderr) = changes(&["--since", "30d"]);
    assert!(stderr.contains(said), "{stderr}");
    assert_eq!(then, changes(&["--since", "1"]).0);
    // How it was then is unknown.
    place.run(&["user", "list", "--as-of", "30d"]).expect(2);
}
