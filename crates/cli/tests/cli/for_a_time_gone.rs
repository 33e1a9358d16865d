//! Changes with `--until` whose person or group is gone when they are over, and undo beside ends.

use crate::for_a_time::{GROUP, Times};
use crate::group_members::members;

const EXPIRE: [&str; 3] = ["run", "expire", "--yes"];

#[test]
fn what_can_never_be_taken_back_comes_once() {
    let mut times = Times::new();
    times.add(0, &["--until", "2026-12-01", "-q"]).expect(0);
    let (one, _) = times.people[1].clone();
    let other = ["group", "add", "old-project-2019", &one, "--until"];
    let other = [&other[..], &["2026-12-20", "--yes", "-q"]].concat();
    times.run(&other).expect(0);
    times.place.another_deletes(GROUP);

    times.at("2026-12-01T09:00:00Z");
    insta::assert_snapshot!(times.run(&EXPIRE), @"
    Email                             Plan          Before        Reason
    rafael.richter@acme-labs.example  not possible  not a member  the group no longer exists
    ------- stderr -------
    Hint: groups were deleted since the last sync; to read them again: atlctl sync
    Undo of run 20261124-2, in Acme (simulated)
      0  change
      1  not possible
    Groups read live; people from the mirror of Acme (simulated), synced 7 days ago.
    Note: undoes changes made with --until that have expired
    Note: 1 temporary change cannot be taken back anymore, and is not tried again while that is so.
    Run 20261201-1: nothing to send; it records when earlier changes end.
    [exit status: 0]
    ");
    insta::assert_snapshot!(times.run(&EXPIRE), @"
    ------- stderr -------
    Hint: groups were deleted since the last sync; to read them again: atlctl sync
    No expired change can be undone.
    [exit status: 0]
    ");
    // Of the first run nothing is needed anymore.
    let prune = ["run", "prune", "--older-than", "10d", "--yes"];
    let pruned = times.at("2026-12-15T09:00:00Z").run(&prune);
    insta::assert_snapshot!(pruned, @"
    ------- stderr -------
    2 runs needed to take back changes with --until, and not removed: atlctl run expire
    Runs to remove: 20261124-2, 20261124-1.
    Removed the records of 2 runs.
    [exit status: 0]
    ");
    times.at("2026-12-20T09:00:00Z").run(&EXPIRE).expect(0);
    assert!(members(&times.place, "old-project-2019").is_empty());
}

#[test]
fn who_is_there_again_is_taken_back() {
    let mut times = Times::new();
    let (one, account) = times.people[0].clone();
    let policy = |times: &Times| {
        let account = times.place.control().account(&account).unwrap();
        account.policy.unwrap()
    };
    let before = policy(&times);
    let to = ["Contractors", "Password only"];
    let to = to
        .into_iter()
        .find(|name| times.place.policy(name) != before);
    let moves = ["policy", "move", &one, "--to", to.unwrap(), "--until"];
    let moves = [&moves[..], &["2026-12-01", "--yes", "-q"]].concat();
    times.run(&moves).expect(0);
    let change = |times: &Times, verb: &str| {
        times.run(&["user", verb, &one, "--yes", "-q"]).expect(0);
    };
    change(&times, "deactivate");
    times.at("2026-12-01T09:00:00Z");
    insta::assert_snapshot!(times.run(&EXPIRE), @"
    Email                             Plan         Before       Reason
    rafael.richter@acme-labs.example  deactivated  Contractors  is deactivated
    ------- stderr -------
    Undo of run 20261124-2, in Acme (simulated)
      0  change
      1  deactivated
    Policies read live; people from the mirror of Acme (simulated), synced 7 days ago.
    Note: undoes changes made with --until that have expired
    Note: 1 temporary change cannot be taken back anymore, and is not tried again while that is so.
    Run 20261201-1: nothing to send; it records when earlier changes end.
    [exit status: 0]
    ");
    insta::assert_snapshot!(times.run(&EXPIRE), @"
    ------- stderr -------
    No expired change can be undone.
    [exit status: 0]
    ");
    assert_ne!(policy(&times), before);
    change(&times, "activate");
    times.at("2026-12-02T09:00:00Z").run(&EXPIRE).expect(0);
    assert_eq!(policy(&times), before);
}

/// The undo of a run that only said when an earlier change ends gives it back the end that it had.
#[test]
fn undo_moves_an_end_back() {
    let mut times = Times::new();
    times.add(0, &["--until", "2026-12-01", "-q"]).expect(0);
    times.add(0, &["--until", "2026-12-10", "-q"]).expect(0);
    let one = times.people[0].0.clone();
    let saved = ["undo", "20261124-2", "--plan", "back.json", "-q"];
    times.run(&saved).expect(0);
    let part = times.run(&["undo", "last", &one, "--yes"]);
    assert_eq!(part.code, 2, "{part}");
    times.at("2026-11-24T10:00:00Z");
    insta::assert_snapshot!(times.run(&["undo", "last", "--dry-run"]), @"
    ------- stderr -------
    Note: 1 earlier change, until 2026-12-10 00:00 UTC so far, would end 2026-12-01 00:00 UTC again.
    Nothing to change.
    [exit status: 0]
    ");
    insta::assert_snapshot!(times.run(&["undo", "last", "--yes"]), @"
    ------- stderr -------
    Note: 1 earlier change, until 2026-12-10 00:00 UTC so far, now ends 2026-12-01 00:00 UTC again.
    Run 20261124-4: nothing to send; it records when earlier changes end.
    [exit status: 0]
    ");
    // A plan that was made before it does not know it.
    let apply = times.run(&["apply", "back.json", "--yes"]);
    assert_eq!(apply.code, 5, "{apply}");
    // Nothing of it is left to undo.
    let again = times.run(&["undo", "20261124-3", "--yes"]);
    assert_eq!(again.code, 0, "{again}");
    assert!(again.stderr.contains("Nothing to change."), "{again}");
    // Made to stay, and back.
    times.add(0, &["-q"]).expect(0);
    insta::assert_snapshot!(times.run(&["undo", "last", "--yes"]), @"
    ------- stderr -------
    Note: 1 earlier change, for good so far, now ends 2026-12-01 00:00 UTC again.
    Run 20261124-6: nothing to send; it records when earlier changes end.
    [exit status: 0]
    ");
    times.at("2026-12-01T09:00:00Z").run(&EXPIRE).expect(0);
    assert_eq!(times.members(), [0_usize; 0]);
}

#[test]
fn undo_says_what_it_does_not_give_back_of_ends() {
    let mut times = Times::new();
    times.add(0, &["--until", "2026-12-01", "-q"]).expect(0);
    times.add(0, &["--until", "2026-12-10", "-q"]).expect(0);
    times.at("2026-12-10T09:00:00Z").run(&EXPIRE).expect(0);
    assert_eq!(times.members(), [0_usize; 0]);
    insta::assert_snapshot!(times.run(&["undo", "last", "--yes"]), @"
    Email                             Outcome  Before        After   Reason
    rafael.richter@acme-labs.example  done     not a member  member  -
    ------- stderr -------
    Undo of run 20261210-1, in Acme (simulated)
      1  change
    project-2027  0 → 1  +1
    Groups read live; people from the mirror of Acme (simulated), synced 16 days ago.
    Note: 1 change made until 2026-12-10 00:00 UTC comes back for good; to set an end, make it again with --until
    Run 20261210-2
    Run 20261210-2: 1 done.
    [exit status: 0]
    ");
    assert_eq!(times.members(), [0]);
    // Beside a change, it is a note.
    let both = [times.people[0].0.clone(), times.people[1].0.clone()];
    let add = [
        "group", "add", GROUP, &both[0], &both[1], "--yes", "-q", "--until",
    ];
    times.add(1, &["--until", "2026-12-24", "-q"]).expect(0);
    let remove = ["group", "remove", GROUP, &both[0], "--yes", "-q"];
    times.run(&remove).expect(0);
    times.run(&[&add[..], &["2026-12-30"]].concat()).expect(0);
    insta::assert_snapshot!(times.run(&["undo", "last", "--dry-run"]), @"
    Email                             Plan    Risk        Before  After         Reason
    rafael.richter@acme-labs.example  change  frees-seat  member  not a member  -
    ------- stderr -------
    Undo of run 20261210-5, in Acme (simulated)
      1  change: 1 may free a seat
    project-2027  2 → 1  -1
    Groups read live; people from the mirror of Acme (simulated), synced 16 days ago.
    Note: run 20261210-5 also recorded that 1 earlier change ends 2026-12-30 00:00 UTC (until 2026-12-24 00:00 UTC before), which stays so; to set an end, make the change again with --until
    [exit status: 0]
    ");
}

/// A member who was deactivated since stays in the group unless that is confirmed, which holds nobody else up.
#[test]
fn who_was_deactivated_since_holds_nobody_up() {
    let mut times = Times::new();
    for person in 0..2 {
        let add = times.add(person, &["--until", "2026-12-01", "-q"]);
        add.expect(0);
    }
    let one = times.people[0].0.clone();
    let deactivate = ["user", "deactivate", &one, "--yes", "-q"];
    times.run(&deactivate).expect(0);
    let night = times.at("2026-12-01T09:00:00Z").run(&EXPIRE);
    assert_eq!(night.code, 0, "{night}");
    assert_eq!(times.members(), [0], "{night}");
    let said = format!("{night}");
    assert!(said.contains("--yes --confirm 1"), "{night}");
    let next = times.run(&EXPIRE);
    assert_eq!(next.code, 0, "{next}");
    assert!(
        next.stderr.contains("No expired change can be undone"),
        "{next}"
    );
    times
        .run(&[&EXPIRE[..], &["--confirm", "1"]].concat())
        .expect(0);
    assert_eq!(times.members(), [0_usize; 0]);
}

/// Who has the value for good keeps it: no end is claimed.
#[test]
fn who_has_it_for_good_has_no_end() {
    let mut times = Times::new();
    times.add(0, &["-q"]).expect(0);
    insta::assert_snapshot!(times.add(0, &["--until", "2026-12-01"]), @"
    Email                             Plan        Before  Reason
    rafael.richter@acme-labs.example  up to date  member  is already in this group
    ------- stderr -------
    Add people to group project-2027, in Acme (simulated)
      0  change
      1  up to date
    Groups read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Note: 1 row has the value already, for good: --until does not end that.
    Nothing to change.
    [exit status: 0]
    ");
    let both = [times.people[0].0.clone(), times.people[1].0.clone()];
    let add = [
        "group",
        "add",
        GROUP,
        &both[0],
        &both[1],
        "--until",
        "2026-12-01",
        "--yes",
    ];
    insta::assert_snapshot!(times.run(&add), @"
    Email                             Outcome    Before        Reason
    rafael.richter@acme-labs.example  unchanged  member        is already in this group
    tariq.schmidt@acme.example        done       not a member  -
    ------- stderr -------
    Add people to group project-2027, in Acme (simulated)
      1  change
      1  up to date
    project-2027  1 → 2  +1
    Groups read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Until: 2026-12-01 00:00 UTC (then: atlctl run expire)
    Note: 1 row has the value already, for good: --until does not end that.
    Run 20261124-3
    After the change: member
    Run 20261124-3: 1 done.
    [exit status: 0]
    ");
    times.at("2026-12-01T09:00:00Z").run(&EXPIRE).expect(0);
    assert_eq!(times.members(), [0]);
}

/// What is only shown does not claim that an end was moved.
#[test]
fn a_dry_run_says_what_would_end() {
    let times = Times::new();
    times.add(0, &["--until", "2026-12-01", "-q"]).expect(0);
    let one = times.people[0].0.clone();
    let add = ["group", "add", GROUP, &one, "--dry-run"];
    let later = times.run(&[&add[..], &["--until", "2026-12-10"]].concat());
    let would_end = "until 2026-12-01 00:00 UTC so far, would end 2026-12-10 00:00 UTC";
    assert!(later.stderr.contains(would_end), "{later}");
    let stays = times.run(&add);
    assert!(stays.stderr.contains("would stay for good"), "{stays}");
}

/// An invitation that brings somebody back has no end, whatever the membership had that it gives again.
#[test]
fn who_comes_back_by_an_invitation_stays_for_good() {
    let times = Times::new();
    times.add(0, &["--until", "2026-12-01", "-q"]).expect(0);
    let one = times.people[0].0.clone();
    let remove = ["user", "remove", &one, "--yes", "--confirm", "1", "-q"];
    times.run(&remove).expect(0);
    let undo = times.run(&["undo", "last", "--dry-run"]);
    let for_good = "1 change made until 2026-12-01 00:00 UTC comes back for good";
    assert_eq!(undo.stderr.matches(for_good).count(), 1, "{undo}");
}

/// What `run restore` gives back without an end stays, as it says.
#[test]
fn what_a_restore_gives_back_for_good_stays() {
    let mut times = Times::new();
    times.add(0, &["--until", "2026-12-01", "-q"]).expect(0);
    times.add(1, &["-q"]).expect(0);
    let both = [times.people[0].0.clone(), times.people[1].0.clone()];
    for email in &both {
        let remove = ["group", "remove", GROUP, email, "--yes", "-q"];
        times.run(&remove).expect(0);
    }
    let restore = ["run", "restore", "20261124-3"];
    let shown = times.run(&[&restore[..], &["--dry-run"]].concat());
    let said = "Note: 1 change made until 2026-12-01 00:00 UTC comes back for good; to set an end, make it again with \
                --until\n";
    assert_eq!(shown.stderr.matches(said).count(), 1, "{shown}");
    times
        .run(&[&restore[..], &["--yes", "-q"]].concat())
        .expect(0);
    assert_eq!(times.members(), [0, 1]);
    let night = times.at("2026-12-02T09:00:00Z").run(&EXPIRE);
    assert_eq!(night.code, 0, "{night}");
    assert_eq!(times.members(), [0, 1], "{night}");
    // Of a return that undoes the change itself, nothing comes back.
    let before = ["run", "restore", "20261124-1", "--dry-run"];
    let before = times.run(&before);
    assert!(!before.stderr.contains("for good"), "{before}");
}
