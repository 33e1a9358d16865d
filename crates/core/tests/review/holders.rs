//! Who has an access, as the mirror knows it: unknown is not no, and not never.

use atlctl_core::store::{AccessHolder, Held, Mirror};
use rusqlite::Connection;

fn mirror(dir: &std::path::Path) -> Mirror {
    let path = dir.join("mirror.sqlite");
    let mirror = Mirror::open(&path).unwrap();
    Connection::open(&path)
        .unwrap()
        .execute_batch(
            r#"
INSERT INTO mirror_group (no, id, name, seen, first_sync) VALUES (1, 'g-1', 'jira-admins', 1, 1), (2, 'g-2', 'empty', 1, 1);
INSERT INTO mirror_product (no, id, key) VALUES (1, 'app-1', 'jira-software');
INSERT INTO mirror_user (no, account_id, email, email_key, name, status, seen, first_sync, gone_sync, activity_known, last_active,
    groups_known, apps_known, roles_known) VALUES
  (1, 'a', 'Bea@x.example', 'bea@x.example', 'Bea', 'active', 1, 1, NULL, 1, 1700000000, 1, 1, 1),
  (2, 'b', 'ann@x.example', 'ann@x.example', NULL, NULL, 1, 1, NULL, 1, NULL, 1, 1, 1),
  (3, 'c', NULL, NULL, 'Carl', 'suspended', 1, 1, NULL, 0, NULL, 1, 1, 0),
  (4, 'd', 'dan@x.example', 'dan@x.example', 'Dan', 'active', 1, 1, NULL, 1, 1700000000, 0, 0, 0),
  (5, 'e', 'eve@x.example', 'eve@x.example', 'Eve', 'active', 1, 1, 1, 1, 1700000000, 1, 1, 1);
INSERT INTO mirror_membership (user_no, group_no) VALUES (1, 1), (2, 1), (3, 1), (4, 1), (5, 1);
INSERT INTO mirror_access (user_no, product_no, last_active, activity_unknown) VALUES
  (1, 1, 1600000000, 0), (2, 1, NULL, 0), (3, 1, NULL, 1);
INSERT INTO mirror_role (user_no, role) VALUES (1, 'atlassian/org-admin'), (3, 'atlassian/org-admin');
INSERT INTO mirror_change (sync_no, at, thing, id, kind, detail) VALUES
  (1, 1500000000, 'user', 'a', 'changed', '{"groups":{"added":["g-1"],"removed":[]}}'),
  (2, 1550000000, 'user', 'a', 'changed', '{"groups":{"added":[],"removed":["g-1"]}}'),
  (3, 1650000000, 'user', 'a', 'changed', '{"groups":{"added":["g-9","g-1"],"removed":[]}}'),
  (3, 1660000000, 'user', 'b', 'changed', '{"products":{"added":["app-1"],"removed":[]},"groups":{"added":["g-2"]}}'),
  (3, 1670000000, 'user', 'a', 'changed', '{"platform_roles":{"added":["atlassian/org-admin"],"removed":[]}}'),
  (4, 1680000000, 'user', 'c', 'appeared', NULL);
"#,
        )
        .unwrap();
    mirror
}

fn said(person: &AccessHolder) -> String {
    let second = |at: Option<jiff::Timestamp>| at.map_or(0, jiff::Timestamp::as_second);
    let active = match (person.last_active, person.activity_known) {
        (Some(at), _) => at.as_second().to_string(),
        (None, true) => "never".to_owned(),
        (None, false) => "unknown".to_owned(),
    };
    format!(
        "{} active {active} since {}",
        person.account,
        second(person.since)
    )
}

#[test]
fn members_people_and_holders_with_what_is_unknown() {
    let home = tempfile::tempdir().unwrap();
    let mirror = mirror(home.path());
    for (held, people, known, unknown) in [
        (
            Held::Group("g-1"),
            vec![
                "b active never since 0",
                "a active 1700000000 since 1650000000",
                "c active unknown since 1680000000",
            ],
            3,
            1,
        ),
        (
            Held::App("app-1"),
            vec![
                "b active never since 1660000000",
                "a active 1600000000 since 0",
                "c active unknown since 1680000000",
            ],
            3,
            1,
        ),
        (
            Held::Role("atlassian/org-admin"),
            vec!["a active 1700000000 since 1670000000"],
            2,
            2,
        ),
        (Held::Group("g-2"), Vec::new(), 3, 1),
        (Held::Group("nowhere"), Vec::new(), 3, 1),
    ] {
        let found = mirror.access_holders(held).unwrap();
        let words: Vec<String> = found.people.iter().map(said).collect();
        assert_eq!(words, people, "{held:?}");
        assert_eq!((found.known, found.unknown), (known, unknown), "{held:?}");
    }
}
