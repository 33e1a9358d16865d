//! Who holds a role in an app, how, and for which people it is unknown.

use atlctl_core::change::{Way, mirrored_ways};
use atlctl_core::store::{Held, Mirror};
use rusqlite::Connection;

const APP: &str = "app-1";
const ADMIN: &str = "atlassian/admin";

fn open(path: &std::path::Path) -> (Mirror, Connection) {
    let mirror = Mirror::open(path).unwrap();
    let db = Connection::open(path).unwrap();
    db.execute_batch(
        "INSERT INTO mirror_group (no, id, name, seen, first_sync, roles_read_at) VALUES (1, 'g-1', 'admins', 1, 1, 5);
         INSERT INTO mirror_group_role (id, group_id, resource, role, is_default, seen, first_sync) VALUES
           ('1', 'g-1', 'app-1', 'atlassian/admin', 0, 1, 1), ('2', 'g-1', 'app-2', 'atlassian/admin', 0, 1, 1);
         INSERT INTO mirror_product (no, id, key) VALUES (1, 'app-1', 'jira-software');
         INSERT INTO mirror_resource (no, id, key) VALUES (1, 'app-1', 'jira-software');
         INSERT INTO mirror_user (no, account_id, email, seen, first_sync, gone_sync, activity_known, groups_known, apps_known, roles_known) VALUES
           (1, 'by-group', 'a@x.example', 1, 1, NULL, 1, 1, 1, 1), (2, 'own', 'b@x.example', 1, 1, NULL, 1, 1, 1, 1),
           (3, 'no-app', 'c@x.example', 1, 1, NULL, 1, 1, 1, 1), (4, 'unread', 'd@x.example', 1, 1, NULL, 1, 1, 1, 1),
           (5, 'no-list', 'e@x.example', 1, 1, NULL, 1, 1, 0, 1), (6, 'gone', 'f@x.example', 1, 1, 1, 1, 1, 1, 1),
           (7, 'user-only', 'g@x.example', 1, 1, NULL, 1, 1, 1, 1);
         INSERT INTO mirror_membership VALUES (1, 1), (6, 1);
         INSERT INTO mirror_access (user_no, product_no, last_active, activity_unknown) VALUES (1, 1, 1600000000, 0), (2, 1, NULL, 0), (4, 1, NULL, 1), (7, 1, NULL, 0);
         INSERT INTO mirror_user_grant_read (user_no, read_at, sync_no) VALUES (2, 5, 1), (7, 5, 1);
         INSERT INTO mirror_user_grant (user_no, resource_no, directory_id, role, direct, inferred, by_group) VALUES
           (2, 1, 'd', 'atlassian/admin', 1, 0, 0), (7, 1, 'd', 'atlassian/user', 1, 0, 0);",
    )
    .unwrap();
    (mirror, db)
}

#[test]
fn holders_of_a_role_in_an_app_and_who_may_hold_it() {
    let home = tempfile::tempdir().unwrap();
    let (mirror, db) = open(&home.path().join("mirror.sqlite"));
    let held = |opens| Held::AppRole {
        resource: APP,
        role: ADMIN,
        opens,
    };
    let found = mirror.access_holders(held(true)).unwrap();
    let accounts: Vec<&str> = found
        .people
        .iter()
        .map(|one| one.account.as_str())
        .collect();
    assert_eq!(accounts, ["by-group", "own"]);
    let active = |at: usize| found.people[at].last_active.map(jiff::Timestamp::as_second);
    assert_eq!((active(0), active(1)), (Some(1_600_000_000), None));
    assert!(found.people[1].activity_known, "never, and not unknown");
    // Whose own roles were not read may hold it, unless the role opens the app and they are known not to have it.
    assert_eq!((found.unknown, found.known), (2, 4));
    assert_eq!(mirror.access_holders(held(false)).unwrap().unknown, 3);
    let ways = mirrored_ways(&mirror, APP).unwrap();
    let of = |account: &str| -> Vec<&Way> {
        let paths = ways.get(account).into_iter().flatten();
        paths
            .filter(|path| path.role == ADMIN)
            .map(|path| &path.way)
            .collect()
    };
    assert!(matches!(of("by-group").as_slice(), [Way::Group { shown, .. }] if shown == "admins"));
    assert_eq!(of("own"), [&Way::Direct]);
    assert!(of("user-only").is_empty() && of("gone").is_empty());
    // Where nothing was read, nobody is known not to hold it.
    db.execute_batch("DELETE FROM mirror_group_role; DELETE FROM mirror_user_grant_read; DELETE FROM mirror_user_grant; UPDATE mirror_user SET apps_known = 0")
        .unwrap();
    let found = mirror.access_holders(held(true)).unwrap();
    assert_eq!((found.people.len(), found.known, found.unknown), (0, 0, 6));
}
