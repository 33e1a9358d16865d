//! The mirror's file: opening, refusing, finding people, learning policy names.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    missing_docs
)]

use std::path::PathBuf;

use atlctl_api::PolicyId;
use atlctl_core::input;
use atlctl_core::plan::resolve;
use atlctl_core::store::{Lock, Mirror, StoreError, Trouble, VERSION, schema_reference};
use rusqlite::Connection;

fn place() -> (tempfile::TempDir, PathBuf) {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("orgs/acme/mirror.sqlite");
    (dir, path)
}

/// Four people, one of them gone; two policies.
fn furnished(path: &PathBuf) -> Mirror {
    let mirror = Mirror::open(path).unwrap();
    Connection::open(path)
        .unwrap()
        .execute_batch(
            "INSERT INTO mirror_sync (no, state, started_at, touched_at, finished_at) VALUES (1, 'complete', 1700000000, 1700000060, 1700000060);
             INSERT INTO mirror_user (no, account_id, seen, first_sync, gone_sync, claim_status, management_source, org_admin, activity_known, email, email_key, name) VALUES
               (1, 'a:1', 1, 1, NULL, 'managed', 'synced', 1, 1, 'Ada@Example.com', 'ada@example.com', 'Ada'),
               (2, 'a:2', 1, 1, NULL, 'unmanaged', 'invited', 0, 1, 'bob@example.com', 'bob@example.com', 'Bob'),
               (3, 'a:3', 1, 1, NULL, NULL, NULL, NULL, 0, NULL, NULL, NULL),
               (4, 'a:4', 1, 1, 1, 'managed', NULL, 0, 1, 'ada@example.com', 'ada@example.com', 'Old Ada');
             INSERT INTO mirror_policy (no, id) VALUES (1, 'p-1'), (2, 'p-2');
             INSERT INTO mirror_policy_member (user_no, policy_no, added_at, seen) VALUES (1, 1, 1700000000000, 1), (2, NULL, NULL, 1);",
        )
        .unwrap();
    mirror
}

#[test]
fn unknown_is_not_no() {
    let (_dir, path) = place();
    let mirror = furnished(&path);
    let ada = mirror
        .person_by_email(" ADA@example.com ")
        .unwrap()
        .unwrap();
    assert_eq!(ada.account_id.as_str(), "a:1");
    assert_eq!(
        (ada.managed, ada.managed_by_idp, ada.org_admin, ada.gone),
        (Some(true), Some(true), Some(true), false)
    );
    assert_eq!(ada.policy, Some(PolicyId::from("p-1")));
    let bob = mirror.person_by_id(&"a:2".into()).unwrap().unwrap();
    assert_eq!((bob.policy.clone(), bob.policy_known), (None, true));
    let nobody = mirror.person_by_id(&"a:3".into()).unwrap().unwrap();
    assert_eq!(
        (nobody.managed, nobody.org_admin, nobody.policy_known),
        (None, None, false)
    );
    assert!(mirror.person_by_email("x@example.com").unwrap().is_none());
}

#[test]
fn who_is_in_which_group() {
    let (_dir, path) = place();
    let mirror = furnished(&path);
    Connection::open(&path)
        .unwrap()
        .execute_batch(
            "INSERT INTO mirror_group (no, id, name, users, seen, first_sync, gone_sync) VALUES
               (1, 'g-1', 'Red', 9, 1, 1, NULL), (2, 'g-2', 'Blue', NULL, 1, 1, NULL), (3, 'g-3', 'Old', NULL, 1, 1, 1);
             INSERT INTO mirror_membership (user_no, group_no) VALUES (1, 1), (4, 1), (1, 2), (2, 2), (1, 3);",
        )
        .unwrap();
    let of = |group: &str| {
        let members = mirror.group_members(&group.into()).unwrap();
        let known: Vec<String> = members.known.iter().map(ToString::to_string).collect();
        (known, members.members)
    };
    // Old Ada is gone; the service counts more than the mirror knows.
    assert_eq!(of("g-1"), (vec!["a:1".to_owned()], 9));
    assert_eq!(of("g-2").0.len(), 2);
    assert_eq!(of("nope"), (Vec::new(), 0));
    let shares = mirror
        .group_shares(&["a:1".into(), "a:2".into(), "x".into()], &[])
        .unwrap();
    let shown: Vec<_> = shares
        .iter()
        .map(|share| (share.name.as_deref().unwrap(), share.asked, share.members))
        .collect();
    assert_eq!(shown, [("Blue", 2, 2), ("Red", 1, 9)]);
    // A change of one group counts in no other, and somebody new counts, too.
    let only = [
        ("a:1".into(), "g-2".into()),
        ("new".into(), "g-2".into()),
        ("a:1".into(), "unknown".into()),
    ];
    let shares = mirror.group_shares(&[], &only).unwrap();
    let shown: Vec<_> = shares
        .iter()
        .map(|share| (share.name.as_deref().unwrap(), share.asked))
        .collect();
    assert_eq!(shown, [("Blue", 2)]);
    // Somebody who counts both ways counts once.
    let shares = mirror.group_shares(&["a:1".into()], &only[..1]).unwrap();
    assert!(shares.iter().all(|share| share.asked == 1));
}

#[test]
fn people_with_address_and_account_id_are_found_once() {
    let (_dir, path) = place();
    let mirror = furnished(&path);
    let given = |email: Option<&str>, account: Option<&str>| input::Person {
        at: Some(input::Position::line(7)),
        email: email.map(str::to_owned),
        account: account.map(str::to_owned),
    };
    let resolved = resolve(
        &mirror,
        &[
            given(Some("ada@example.com"), None),
            given(None, Some("a:1")),
            // Ada's address, Bob's id.
            given(Some("ada@example.com"), Some("a:2")),
            // One of the two is a slip, and nobody knows which.
            given(Some("bob@example.com"), Some("a:4711")),
            given(Some("ada.old@example.com"), Some("a:1")),
            given(Some("nobody@example.com"), Some("a:4711")),
        ],
    )
    .unwrap();
    let found: Vec<_> = resolved
        .found
        .iter()
        .map(|found| {
            let person = found.person.as_ref();
            (
                person.map(|person| person.account_id.as_str()),
                found.slip().map(|slip| slip.reason()),
            )
        })
        .collect();
    assert_eq!(
        found,
        [
            (Some("a:1"), None),
            (
                None,
                Some("has an address and an account ID that belong to different people".to_owned())
            ),
            (
                None,
                Some(
                    "has an account ID that is not in the mirror, and an address that belongs to Bob (a:2)"
                        .to_owned()
                )
            ),
            (
                None,
                Some(
                    "has an address that is not in the mirror, and an account ID that belongs to Ada@Example.com"
                        .to_owned()
                )
            ),
            (None, Some("is not in the mirror".to_owned())),
        ]
    );
    assert_eq!(resolved.folded.len(), 1);
    assert_eq!(resolved.folded[0].value, "a:1");
}

#[test]
fn did_you_mean() {
    let (_dir, path) = place();
    let mirror = furnished(&path);
    assert_eq!(
        mirror.suggest("bbo@example.com").unwrap(),
        ["bob@example.com"]
    );
    assert_eq!(
        mirror.suggest("ada@exmaple.com").unwrap(),
        ["ada@example.com"]
    );
    assert!(mirror.suggest("zoe@elsewhere.org").unwrap().is_empty());
    assert!(mirror.suggest("").unwrap().is_empty());
}

#[test]
fn names_are_learned_and_a_hand_wins() {
    let (_dir, path) = place();
    let mut mirror = furnished(&path);
    let rows = |name: &str| {
        vec![
            (
                "ada@EXAMPLE.com".to_owned(),
                name.to_owned(),
                Some("Standard".to_owned()),
            ),
            ("bob@example.com".to_owned(), "Other".to_owned(), None),
            ("nobody@example.com".to_owned(), name.to_owned(), None),
        ]
    };
    let learned = mirror.learn_policy_names(rows("Basic")).unwrap();
    assert_eq!(learned.named, [(PolicyId::from("p-1"), "Basic".to_owned())]);
    assert_eq!((learned.rows, learned.unmatched), (3, 2));
    mirror.name_policy(&"p-1".into(), "Mine").unwrap();
    let learned = mirror.learn_policy_names(rows("Basic")).unwrap();
    assert!(learned.named.is_empty());
    assert_eq!(learned.kept, [(PolicyId::from("p-1"), "Mine".to_owned())]);
    let policies = mirror.policies().unwrap();
    assert_eq!(
        (policies[0].name.as_deref(), policies[0].members),
        (Some("Mine"), 1)
    );
}

#[test]
fn what_is_not_ours_is_refused() {
    let (dir, path) = place();
    assert!(matches!(
        Mirror::open_read_only(&path),
        Err(StoreError::Missing { .. })
    ));
    let text = dir.path().join("text.sqlite");
    std::fs::write(
        &text,
        "not a database, but long enough to look like something else entirely",
    )
    .unwrap();
    assert!(matches!(
        Mirror::open(&text),
        Err(StoreError::NotAMirror { .. })
    ));
    let other = dir.path().join("other.sqlite");
    Connection::open(&other)
        .unwrap()
        .execute_batch("CREATE TABLE t (x)")
        .unwrap();
    assert!(matches!(
        Mirror::open(&other),
        Err(StoreError::NotAMirror { .. })
    ));
    drop(Mirror::open(&path).unwrap());
    Connection::open(&path)
        .unwrap()
        .pragma_update(None, "user_version", VERSION + 1)
        .unwrap();
    assert!(matches!(Mirror::open(&path), Err(StoreError::Newer { .. })));
    assert!(matches!(
        Mirror::open_read_only(&path),
        Err(StoreError::Newer { .. })
    ));
}

/// Rights are asked for before reading: otherwise a sync that writes meanwhile has the change refused.
#[test]
fn a_name_waits_for_a_sync_that_writes() {
    let (_dir, path) = place();
    let mut mirror = furnished(&path);
    let writer = Connection::open(&path).unwrap();
    writer
        .execute_batch("BEGIN IMMEDIATE; UPDATE mirror_sync SET note = 'x'")
        .unwrap();
    let (begun, waits) = std::sync::mpsc::channel();
    let learning = std::thread::spawn(move || {
        begun.send(()).unwrap();
        let row = ("ada@example.com".to_owned(), "Basic".to_owned(), None);
        mirror
            .learn_policy_names([row])
            .map(|learned| learned.named.len())
    });
    waits.recv().unwrap();
    for _ in 0..50 {
        writer
            .execute_batch("COMMIT; BEGIN IMMEDIATE; UPDATE mirror_sync SET note = note || 'x'")
            .unwrap();
    }
    writer.execute_batch("COMMIT").unwrap();
    drop(writer);
    assert_eq!(learning.join().unwrap().unwrap(), 1);
}

#[test]
fn a_link_in_place_of_the_file_is_refused() {
    let (dir, path) = place();
    drop(furnished(&path));
    let elsewhere = dir.path().join("elsewhere.sqlite");
    std::fs::rename(&path, &elsewhere).unwrap();
    std::os::unix::fs::symlink(&elsewhere, &path).unwrap();
    assert!(matches!(Mirror::open(&path), Err(StoreError::Link { .. })));
    assert!(matches!(
        Mirror::open_read_only(&path),
        Err(StoreError::Link { .. })
    ));
    std::fs::remove_file(&path).unwrap();
    std::fs::rename(&elsewhere, &path).unwrap();
    let lock = path.with_extension("lock");
    std::os::unix::fs::symlink(dir.path().join("planted"), &lock).unwrap();
    assert!(matches!(Lock::take(&path), Err(StoreError::Link { .. })));
    assert!(!dir.path().join("planted").exists());
}

#[test]
fn a_damaged_file_is_called_that() {
    let (_dir, path) = place();
    drop(furnished(&path));
    let half = std::fs::metadata(&path).unwrap().len() / 2;
    std::fs::OpenOptions::new()
        .write(true)
        .open(&path)
        .unwrap()
        .set_len(half)
        .unwrap();
    let trouble = |result: Result<(), StoreError>| result.unwrap_err().trouble();
    let read = Mirror::open_read_only(&path).and_then(|mirror| mirror.policies().map(drop));
    assert_eq!(trouble(read), Some(Trouble::Damaged));
}

#[test]
fn files_are_for_the_owner_alone_and_syncs_exclude_each_other() {
    use std::os::unix::fs::PermissionsExt;
    let (_dir, path) = place();
    let _mirror = furnished(&path);
    for file in std::fs::read_dir(path.parent().unwrap()).unwrap() {
        let file = file.unwrap();
        let mode = file.metadata().unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0, "{:?} {mode:o}", file.path());
    }
    let lock = Lock::take(&path).unwrap();
    assert!(matches!(Lock::take(&path), Err(StoreError::Busy { .. })));
    drop(lock);
    Lock::take(&path).unwrap();
}

#[test]
fn the_reference_page_names_every_column_of_every_view() {
    let (_dir, path) = place();
    drop(Mirror::open(&path).unwrap());
    let db = Connection::open(&path).unwrap();
    let mut real = Vec::new();
    let mut views = db
        .prepare("SELECT name FROM sqlite_schema WHERE type = 'view' AND name NOT GLOB 'mirror_*'")
        .unwrap();
    for view in views
        .query_map([], |row| row.get::<_, String>(0))
        .unwrap()
        .map(Result::unwrap)
    {
        let mut columns = db
            .prepare("SELECT name FROM pragma_table_info(?1)")
            .unwrap();
        for column in columns
            .query_map([&view], |row| row.get::<_, String>(0))
            .unwrap()
        {
            real.push((view.clone(), column.unwrap()));
        }
    }
    let page = schema_reference();
    let mut documented = Vec::new();
    let mut view = String::new();
    for line in page.lines() {
        if let Some(name) = line.strip_prefix("## `") {
            view = name.trim_end_matches('`').to_owned();
        } else if let Some(row) = line.strip_prefix("| `") {
            let (column, meaning) = row.split_once("` | ").unwrap();
            assert!(meaning.len() > 5, "{view}.{column} is not explained");
            documented.push((view.clone(), column.to_owned()));
        }
    }
    real.sort();
    documented.sort();
    assert!(real.len() > 60);
    assert_eq!(documented, real);
}

#[test]
fn the_reference_page_is_up_to_date() {
    let page = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../docs/reference/schema.md");
    assert!(
        std::fs::read_to_string(page).unwrap() == schema_reference(),
        "docs/reference/schema.md is out of date; run: cargo xtask docs"
    );
}
