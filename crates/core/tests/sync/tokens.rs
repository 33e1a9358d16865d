//! API tokens: a later sync reads those that are new, were used or are blocked, which proves the others.

use std::sync::Arc;

use atlctl_core::history::diff;
use atlctl_core::store::{Mirror, Moment};
use atlctl_core::sync::{Outcome, Stage, SyncOptions};

use crate::parts::Stand;

const LIVE: &str = "SELECT count(*) FROM token WHERE NOT gone";

/// Options of a sync that begins at this time.
fn at(stand: &Stand, time: &'static str) -> SyncOptions {
    SyncOptions {
        clock: Arc::new(move || time.parse().unwrap()),
        parts: [Stage::Org, Stage::Groups, Stage::Users, Stage::Tokens].into(),
        ..stand.options()
    }
}

/// The queries of the requests for lists of tokens since the last call.
struct Asked(usize);

impl Asked {
    fn lists(&mut self, stand: &Stand) -> Vec<String> {
        let requests = stand.control().requests();
        let new = requests.get(self.0..).unwrap_or_default();
        let path = format!("/orgs/{}/api-tokens", stand.sim.org_id());
        let lists = new.iter().filter(|one| one.path.ends_with(&path));
        let lists = lists.map(|one| one.query.clone()).collect();
        self.0 = requests.len();
        lists
    }
}

fn is_whole(query: &str) -> bool {
    !query.contains("SearchType") && !query.contains("status=")
}

#[tokio::test]
async fn what_is_new_used_or_blocked_is_read_and_proves_the_rest() {
    let stand = Stand::new(120).await;
    let mut asked = Asked(0);
    stand
        .sync(&at(&stand, "2026-11-24T09:00:00Z"))
        .await
        .unwrap();
    assert!(asked.lists(&stand).iter().all(|query| is_whole(query)));
    let (live, rows) = (
        stand.count(LIVE),
        "SELECT id || raw || gone FROM token ORDER BY id",
    );
    let before = stand.query(rows);

    let report = stand
        .sync(&at(&stand, "2026-11-24T12:00:00Z"))
        .await
        .unwrap();
    let part = report.stage(Stage::Tokens).unwrap();
    assert_eq!(part.outcome, Outcome::Complete);
    assert_eq!(part.note, None);
    let lists = asked.lists(&stand);
    assert!(
        !lists.is_empty() && !lists.iter().any(|query| is_whole(query)),
        "{lists:?}"
    );
    assert_eq!(stand.query(rows), before);

    // One that was revoked: the counts differ, and all are read.
    let id = stand.query("SELECT id || ' ' || account_id FROM token WHERE NOT gone LIMIT 1");
    let (id, account) = id[0].split_once(' ').unwrap();
    let path = format!("/users/{account}/manage/api-tokens/{id}");
    stand.act("DELETE", &path, "");
    let report = stand
        .sync(&at(&stand, "2026-11-24T13:00:00Z"))
        .await
        .unwrap();
    assert!(report.stage(Stage::Tokens).unwrap().note.is_none());
    assert!(asked.lists(&stand).iter().any(|query| is_whole(query)));
    assert_eq!(stand.count(LIVE), live - 1);

    // One that is blocked now is in their list.
    let account =
        stand.query("SELECT account_id FROM token WHERE NOT gone AND status = 'allowed' LIMIT 1");
    stand.act(
        "POST",
        &format!("/users/{}/manage/lifecycle/disable", account[0]),
        "{}",
    );
    stand
        .sync(&at(&stand, "2026-11-24T14:00:00Z"))
        .await
        .unwrap();
    assert!(!asked.lists(&stand).iter().any(|query| is_whole(query)));
    let allowed = format!(
        "SELECT count(*) FROM token WHERE status = 'allowed' AND account_id = '{}'",
        account[0]
    );
    assert_eq!(stand.count(&allowed), 0);

    // Once a day, and when asked to, all of them.
    stand
        .sync(&at(&stand, "2026-11-24T15:00:00Z"))
        .await
        .unwrap();
    assert!(!asked.lists(&stand).iter().any(|query| is_whole(query)));
    let full = SyncOptions {
        full: true,
        ..at(&stand, "2026-11-24T15:01:00Z")
    };
    stand.sync(&full).await.unwrap();
    assert!(asked.lists(&stand).iter().any(|query| is_whole(query)));
    stand
        .sync(&at(&stand, "2026-11-25T15:02:00Z"))
        .await
        .unwrap();
    assert!(asked.lists(&stand).iter().any(|query| is_whole(query)));
    assert_eq!(stand.count(LIVE), live - 1);
}

#[tokio::test]
async fn several_cursors_read_what_one_reads() {
    let stand = Stand::new(200).await;
    let mut asked = Asked(0);
    stand
        .sync(&at(&stand, "2026-11-24T09:00:00Z"))
        .await
        .unwrap();
    let rows = "SELECT id || raw || gone FROM token ORDER BY id";
    let before = stand.query(rows);
    asked.lists(&stand);
    let several = |time| SyncOptions {
        tokens_a_cursor: 20,
        full: true,
        ..at(&stand, time)
    };
    stand.sync(&several("2026-11-24T12:00:00Z")).await.unwrap();
    let lists = asked.lists(&stand);
    assert!(
        lists.len() > 3 && !lists.iter().any(|query| is_whole(query)),
        "{lists:?}"
    );
    assert_eq!(stand.query(rows), before);
    assert_eq!(stand.count("SELECT count(*) FROM change"), 0);

    // A filter that the service does not take, or takes and ignores.
    stand
        .control()
        .fault(&format!(
            "GET */orgs/{}/api-tokens 1x 400",
            stand.sim.org_id()
        ))
        .unwrap();
    let report = stand.sync(&several("2026-11-24T12:00:00Z")).await.unwrap();
    assert_eq!(
        report.stage(Stage::Tokens).unwrap().outcome,
        Outcome::Complete
    );
    assert!(asked.lists(&stand).iter().any(|query| is_whole(query)));
    assert_eq!(stand.query(rows), before);
}

/// The tokens that the mirror has, as a sync that reads all of them has them.
async fn are_as_atlassian_says(stand: &Stand, time: &'static str) -> bool {
    let rows = "SELECT id || status || email || name FROM token WHERE NOT gone ORDER BY id";
    let mirrored = stand.query(rows);
    let full = SyncOptions {
        full: true,
        ..at(stand, time)
    };
    stand.sync(&full).await.unwrap();
    mirrored == stand.query(rows)
}

#[tokio::test]
async fn states_that_two_owners_exchange_are_read() {
    let stand = Stand::new(200).await;
    let act = |account: &str, act: &str| {
        let path = format!("/users/{account}/manage/lifecycle/{act}");
        stand.act("POST", &path, "{}");
    };
    stand
        .sync(&at(&stand, "2026-11-24T09:00:00Z"))
        .await
        .unwrap();
    // As many tokens of one who is deactivated as of one who is active.
    let with = |status: &str| {
        format!(
            "SELECT account_id, count(*) AS tokens FROM token t JOIN user u USING (account_id) WHERE NOT t.gone \
             AND t.status = '{status}' AND u.management_source = 'invited' AND u.status <> 'for_deletion' GROUP BY 1"
        )
    };
    let pair = stand.query(&format!(
        "SELECT b.account_id || ' ' || a.account_id FROM ({}) b JOIN ({}) a USING (tokens) LIMIT 1",
        with("blocked"),
        with("allowed")
    ));
    let (blocked, allowed) = pair[0].split_once(' ').unwrap();
    act(blocked, "enable");
    act(allowed, "disable");
    stand
        .sync(&at(&stand, "2026-11-24T10:00:00Z"))
        .await
        .unwrap();
    for (account, status) in [(blocked, "allowed"), (allowed, "blocked")] {
        let states = format!("SELECT DISTINCT status FROM token WHERE account_id = '{account}'");
        assert_eq!(stand.query(&states), [status]);
    }
    // The changes are of that sync.
    assert_eq!(
        stand.query("SELECT DISTINCT thing || ' ' || sync FROM change WHERE thing = 'token'"),
        ["token 2"]
    );
    assert!(are_as_atlassian_says(&stand, "2026-11-24T11:00:00Z").await);
}

#[tokio::test]
async fn tokens_bear_the_address_that_their_owner_has_now() {
    let stand = Stand::new(200).await;
    stand
        .sync(&at(&stand, "2026-11-24T09:00:00Z"))
        .await
        .unwrap();
    let owner = stand
        .query(
            "SELECT t.account_id FROM token t JOIN user u USING (account_id) \
             WHERE t.status = 'allowed' AND t.last_used < '2026-11-23' AND u.management_source = 'invited' LIMIT 1",
        )
        .remove(0);
    let email = |email: &str| {
        stand.act(
            "PUT",
            &format!("/users/{owner}/manage/email"),
            &format!(r#"{{"email":"{email}"}}"#),
        );
    };
    let of_owner = format!("SELECT DISTINCT email FROM token WHERE account_id = '{owner}'");
    email("leo.fourth@acme.example");
    let mut asked = Asked(0);
    asked.lists(&stand);
    stand
        .sync(&at(&stand, "2026-11-24T10:00:00Z"))
        .await
        .unwrap();
    assert!(!asked.lists(&stand).iter().any(|query| is_whole(query)));
    assert_eq!(stand.query(&of_owner), ["leo.fourth@acme.example"]);
    assert_eq!(
        stand.query("SELECT DISTINCT kind || ' ' || sync FROM change WHERE thing = 'token'"),
        ["changed 2"]
    );
    // It is a change of the person, told once.
    let mirror = Mirror::open_read_only(stand.path()).unwrap();
    let changes = diff(&mirror, Moment::Sync(1), None, &[]).unwrap().changes;
    let of: Vec<_> = changes.iter().map(|one| (one.of, one.column)).collect();
    assert_eq!(of, [("people", Some("email"))]);

    // Without the people, the state of the owners is unknown: all tokens are read.
    email("leo.fifth@acme.example");
    let alone = SyncOptions {
        parts: [Stage::Tokens].into(),
        ..at(&stand, "2026-11-24T11:00:00Z")
    };
    stand.sync(&alone).await.unwrap();
    assert!(asked.lists(&stand).iter().any(|query| is_whole(query)));
    assert_eq!(stand.query(&of_owner), ["leo.fifth@acme.example"]);

    // Neither where the people cannot be read.
    stand.fault("POST *users/search*", "403");
    email("leo.sixth@acme.example");
    stand
        .sync(&at(&stand, "2026-11-24T12:00:00Z"))
        .await
        .unwrap();
    assert!(asked.lists(&stand).iter().any(|query| is_whole(query)));
    assert_eq!(stand.query(&of_owner), ["leo.sixth@acme.example"]);
    stand.control().clear_faults();
    assert!(are_as_atlassian_says(&stand, "2026-11-24T13:00:00Z").await);
}
