//! The page of what changed, in a browser.

use atlctl_core::report::{changes, report_page};
use atlctl_core::store::{Edit, Mirror, Moment, RunEdit, RunSource};
use jiff::Timestamp;

use crate::browser;
use crate::org::{DAY, NOW, Org, column, figure};
use crate::tags;

/// An organization with a snapshot, and a run that put so many people into a group since, each named like an attack.
fn changed(people: i64) -> (Org, Vec<String>) {
    let org = Org::new(5, people);
    org.db
        .execute_batch(
            "INSERT OR IGNORE INTO mirror_recorded SELECT value, 1 FROM json_each('[\"users\",\"groups\",\"policies\",\"tokens\",\"keys\"]');
             INSERT OR IGNORE INTO mirror_snapshot VALUES (1, 0);
             INSERT INTO mirror_group (no, id, name, seen, first_sync) VALUES (900, 'g-new', '<img src=x onerror=alert(1)>', 1, 1);
             UPDATE mirror_user SET groups_known = 1;",
        )
        .unwrap();
    let accounts = org.texts("SELECT account_id FROM mirror_user WHERE gone_sync IS NULL");
    let at = Timestamp::from_second(NOW - DAY).unwrap();
    let run = RunSource {
        id: "run-1",
        planned_at: at,
    };
    let edits: Vec<RunEdit<'_>> = accounts
        .iter()
        .map(|account| RunEdit {
            account: account.as_str().into(),
            field: "group",
            before: None,
            after: Some("g-new"),
            name: None,
            at,
            made: true,
            edits: vec![Edit::Member {
                group: "g-new",
                is_in: true,
            }],
        })
        .collect();
    Mirror::open(org.mirror.path())
        .unwrap()
        .note_edits(run, edits)
        .unwrap();
    (org, accounts)
}

#[test]
fn in_a_browser_changes_are_searched_and_hostile_names_are_text() {
    let (org, accounts) = changed(300);
    let report = changes(&org.request(), Moment::Sync(1)).unwrap();
    let added = org.number("SELECT count(*) FROM mirror_membership m JOIN mirror_group g ON g.no = m.group_no WHERE g.id = 'g-new'");
    assert_eq!(added, accounts.len() as i64);
    assert_eq!(figure(&report, "memberships_added"), Some(added));
    let mut ids = column(&report, "changes", "id");
    ids.sort();
    assert_eq!(ids, accounts);
    assert!(
        column(&report, "changes", "run")
            .iter()
            .all(|run| run == "run-1")
    );
    let page = report_page(&report);
    let (document, log) = browser::open_and_log(&page, "");
    assert_eq!(log, "", "nothing is asked of a network, and nothing fails");
    // Changes that were not read may be missing.
    assert!(document.contains(&format!(
        ">{added} changes; there may be more, showing 1 to "
    )));
    assert!(document.contains("&lt;img src=x onerror=alert(1)&gt;"));
    let one = browser::open(&page, &format!("#changes.q={}", accounts[0]));
    assert!(one.contains(&format!(" of {added} changes")), "a search");
    assert!(document.contains("Changes since "));
    assert_eq!(tags(&document, "img"), 0);
    assert_eq!(tags(&document, "script"), 2);
}
