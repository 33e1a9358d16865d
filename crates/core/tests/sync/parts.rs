//! Every part of the organization, against the simulated one: what is read, what is remembered, and what a credential
//! that may not read a part leaves as it was.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

use atlctl_api::{Bases, Client};
use atlctl_core::store::Mirror;
use atlctl_core::sync::{self, Outcome, Stage, SyncError, SyncOptions, SyncReport};
use atlctl_sim::{Control, Running, SimConfig, Simulator};
use jiff::Timestamp;

use crate::{count, query};

/// Where each part is read, and its view.
pub const ROUTES: [(&str, Stage, &str); 10] = [
    ("* */v1/orgs/ORG/api-tokens*", Stage::Tokens, "token"),
    ("* */api-keys", Stage::Keys, "api_key"),
    (
        "* */v1/orgs/ORG/service-accounts",
        Stage::ServiceAccounts,
        "service_account",
    ),
    (
        "* */service-accounts/api-tokens",
        Stage::ServiceAccountCredentials,
        "service_account_credential",
    ),
    (
        "* */v1/orgs/ORG/oauth-clients",
        Stage::OAuthClients,
        "oauth_client",
    ),
    ("GET */orgs/*/policies", Stage::OrgPolicies, "org_policy"),
    (
        "GET */groups/*/role-assignments",
        Stage::GroupRoles,
        "group_role",
    ),
    (
        "GET */users/*/role-assignments",
        Stage::UserRoles,
        "user_role_read",
    ),
    ("* /scim/*", Stage::ScimLinks, "scim_link"),
    ("GET */events-stream", Stage::Events, "event"),
];

/// A simulated organization and its mirror.
pub struct Stand {
    pub sim: Running,
    dir: tempfile::TempDir,
}

/// The time in the organization, and of the first sync.
pub const NOW: &str = "2026-11-24T09:00:00Z";

impl Stand {
    pub async fn new(people: usize) -> Self {
        let config = SimConfig {
            people,
            now: Some(NOW.parse().unwrap()),
            ..SimConfig::default()
        };
        Self {
            sim: Simulator::start(config).await.unwrap(),
            dir: tempfile::tempdir().unwrap(),
        }
    }

    pub fn control(&self) -> Control {
        self.sim.control()
    }

    pub fn path(&self) -> PathBuf {
        self.dir.path().join("mirror.sqlite")
    }

    pub fn client(&self) -> Client {
        let second = std::time::Duration::from_secs(1);
        Client::builder()
            .bases(Bases::parse(&self.sim.api_base(), &self.sim.portal_base()).unwrap())
            .api_key(self.sim.api_key().into())
            .directory_key(
                self.sim.scim_directory_id().into(),
                self.sim.scim_directory_key().into(),
            )
            .no_proxy(true)
            .max_wait(second, std::time::Duration::from_millis(50))
            .build()
            .unwrap()
    }

    pub fn options(&self) -> SyncOptions {
        let now: Timestamp = NOW.parse().unwrap();
        SyncOptions {
            clock: Arc::new(move || now),
            commit_pages: 1,
            roles_budget: 1_000,
            scim_directories: vec![self.sim.scim_directory_id().into()],
            ..SyncOptions::new(self.sim.org_id().into())
        }
    }

    pub async fn sync(&self, options: &SyncOptions) -> Result<SyncReport, SyncError> {
        let mirror = Mirror::open(self.path())?;
        sync::run(&self.client(), &mirror, options, &|_| ()).await
    }

    pub async fn whole(&self) -> SyncReport {
        self.sync(&self.options()).await.unwrap()
    }

    pub fn count(&self, sql: &str) -> i64 {
        count(&self.path(), sql)
    }

    pub fn query(&self, sql: &str) -> Vec<String> {
        query(&self.path(), sql)
    }

    /// Answers the route with the fault; ORG in it stands for the organization.
    pub fn fault(&self, route: &str, fault: &str) {
        let route = route.replace("ORG", &self.sim.org_id());
        self.control().fault(&format!("{route} {fault}")).unwrap();
    }

    /// Makes a change as another administrator would.
    pub fn act(&self, method: &str, path: &str, body: &str) {
        let path = path.replace("ORG", &self.sim.org_id());
        let (status, answer) = self.control().as_another(method, &path, body);
        assert!(status < 300, "{status} {answer}");
    }
}

pub fn only(options: SyncOptions, parts: &[Stage]) -> SyncOptions {
    SyncOptions {
        parts: parts.iter().copied().collect(),
        ..options
    }
}

/// The parts that came with this format, and the view that shows each.
pub const VIEWS: [(Stage, &str); 9] = [
    (Stage::GroupRoles, "group_role"),
    (Stage::UserRoles, "user_role_read"),
    (Stage::Tokens, "token"),
    (Stage::Keys, "api_key"),
    (Stage::ServiceAccounts, "service_account"),
    (
        Stage::ServiceAccountCredentials,
        "service_account_credential",
    ),
    (Stage::OAuthClients, "oauth_client"),
    (Stage::OrgPolicies, "org_policy"),
    (Stage::ScimLinks, "scim_link"),
];

#[tokio::test]
async fn every_part_is_read() {
    let stand = Stand::new(60).await;
    let report = stand.whole().await;
    assert!(report.complete, "{report:?}");
    let read: BTreeSet<Stage> = report.stages.iter().map(|stage| stage.stage).collect();
    // The audit log is read when it is asked for.
    let all = Stage::ALL
        .into_iter()
        .filter(|stage| *stage != Stage::Events);
    assert_eq!(read, all.collect());
    for (stage, view) in VIEWS {
        let part = report.stage(stage).unwrap();
        assert_eq!(part.outcome, Outcome::Complete, "{part:?}");
        let rows = stand.count(&format!("SELECT count(*) FROM {view}"));
        assert!(rows > 0, "{view} is empty");
        assert_eq!(part.rows, rows.unsigned_abs(), "{view}");
    }
    // What is new to the mirror is no change.
    assert_eq!(stand.count("SELECT count(*) FROM change"), 0);
    assert_eq!(
        stand.query("SELECT part || ' ' || state || ' ' || read_at FROM part WHERE state <> 'complete' OR read_at <> '2026-11-24T09:00:00Z'"),
        Vec::<String>::new()
    );
    assert_eq!(stand.count("SELECT count(*) FROM part"), 16);
}

#[tokio::test]
async fn nothing_changed_is_no_change() {
    let stand = Stand::new(60).await;
    stand.whole().await;
    let report = stand.whole().await;
    assert!(report.complete);
    assert_eq!(
        stand.query("SELECT thing || ' ' || id || ' ' || kind FROM change"),
        Vec::<String>::new()
    );
}

#[tokio::test]
async fn roles_say_where_they_come_from() {
    let stand = Stand::new(60).await;
    stand.whole().await;
    // Every group that gives a role gives it to its members, and reading each of them says the same.
    assert_eq!(
        stand.count(
            "SELECT count(*) FROM user_role_grant WHERE origin = 'group_direct' AND group_id IS NULL"
        ),
        0,
        "each role by a group is explained by one"
    );
    let derived = stand.count(
        "SELECT count(DISTINCT account_id || app_id || role) FROM user_role_grant WHERE source = 'derived'",
    );
    let read = stand.count("SELECT count(*) FROM mirror_user_grant WHERE by_group");
    assert!(derived > 0);
    assert_eq!(derived, read);
    for origin in ["direct", "inferred"] {
        let rows = stand.count(&format!(
            "SELECT count(*) FROM user_role_grant WHERE origin = '{origin}' AND source = 'read'"
        ));
        assert!(rows > 0, "{origin}");
    }
    // Without a budget, what follows from groups is there, and the rest is not made up.
    let stand = Stand::new(60).await;
    let options = SyncOptions {
        roles_budget: 0,
        ..stand.options()
    };
    let report = stand.sync(&options).await.unwrap();
    assert!(report.complete && report.stage(Stage::UserRoles).is_none());
    assert_eq!(
        stand.query("SELECT DISTINCT source || ' ' || coalesce(origin, 'unknown') FROM user_role_grant ORDER BY 1"),
        ["derived group_direct", "people unknown"]
    );
}

#[tokio::test]
async fn a_budget_is_kept_and_goes_round() {
    let stand = Stand::new(50).await;
    let options = SyncOptions {
        roles_budget: 20,
        ..stand.options()
    };
    let asked = || {
        let requests = stand.control().requests();
        let of = |path: &str| path.contains("/users/") && path.contains("/role-assignments");
        requests.iter().filter(|one| of(&one.path)).count()
    };
    let all = {
        let report = stand.sync(&options).await.unwrap();
        let part = report.stage(Stage::UserRoles).unwrap();
        assert_eq!((part.outcome, part.rows), (Outcome::Inexact, 20));
        let note = part.note.as_deref().unwrap();
        assert!(note.contains("20 of"), "{note}");
        assert!(report.complete, "a budget makes nothing incomplete");
        stand.count("SELECT count(*) FROM user WHERE NOT gone")
    };
    assert_eq!(asked(), 20);
    let mut syncs = 1;
    while stand.count("SELECT count(*) FROM user_role_read") < all {
        stand.sync(&options).await.unwrap();
        syncs += 1;
        assert!(syncs < 10);
    }
    assert_eq!(syncs, (all + 19) / 20);
}

#[tokio::test]
async fn a_part_that_may_not_be_read_spoils_nothing() {
    // The audit log is read only when asked for.
    let asked = |(_, stage, _): &(&str, Stage, &str)| *stage != Stage::Events;
    for (refused, stage, view) in ROUTES.into_iter().filter(asked) {
        let stand = Stand::new(30).await;
        stand.fault(refused, "403");
        let report = stand.whole().await;
        let part = report.stage(stage).unwrap();
        assert_eq!(part.outcome, Outcome::Unavailable, "{refused}: {part:?}");
        let why = part.note.as_deref().unwrap();
        assert!(why.contains("403"), "{why}");
        assert!(
            report.complete,
            "{stage}: the organization is complete without"
        );
        assert_eq!(
            report.stage(Stage::Users).unwrap().outcome,
            Outcome::Complete
        );
        assert_eq!(stand.count(&format!("SELECT count(*) FROM {view}")), 0);
        assert_eq!(
            stand.query(&format!(
                "SELECT state || coalesce(read_at, ' never') FROM part WHERE part = '{stage}'"
            )),
            ["unavailable never"]
        );
        // Read for the first time later on, it is no news.
        stand.control().clear_faults();
        stand.whole().await;
        let rows = stand.count(&format!("SELECT count(*) FROM {view}"));
        assert!(rows > 0, "{view}");
        assert_eq!(stand.count("SELECT count(*) FROM change"), 0, "{stage}");
        // Refused once more, what was read stays, and how old it is too.
        stand.fault(refused, "403");
        stand.whole().await;
        assert_eq!(stand.count(&format!("SELECT count(*) FROM {view}")), rows);
        assert_eq!(
            stand.query(&format!(
                "SELECT state || ' ' || sync || ' ' || last_sync FROM part WHERE part = '{stage}'"
            )),
            ["unavailable 2 3"]
        );
    }
}

#[tokio::test]
async fn some_parts_leave_the_others() {
    let stand = Stand::new(40).await;
    stand.whole().await;
    let later = SyncOptions {
        clock: Arc::new(|| "2026-11-25T09:00:00Z".parse().unwrap()),
        ..stand.options()
    };
    stand.control().clear_calls();
    let before = stand.control().requests().len();
    let report = stand
        .sync(&only(later, &[Stage::Tokens, Stage::Keys]))
        .await
        .unwrap();
    assert!(report.complete && report.sync == 2);
    let requests = stand.control().requests();
    let paths: Vec<&str> = requests[before..]
        .iter()
        .map(|one| one.path.as_str())
        .collect();
    assert!(
        paths.iter().all(|path| path.contains("/api-access/")),
        "{paths:?}"
    );
    assert_eq!(
        stand.query("SELECT part FROM part WHERE read_at > '2026-11-25' ORDER BY 1"),
        ["keys", "tokens"]
    );
    for view in ["user", "\"group\"", "service_account"] {
        assert_eq!(
            stand.count(&format!("SELECT count(*) FROM {view} WHERE gone")),
            0
        );
    }
    assert_eq!(stand.count("SELECT count(*) FROM change"), 0);
    // Policies of the people that are in the mirror, without reading people.
    let report = stand
        .sync(&only(stand.options(), &[Stage::Policies]))
        .await
        .unwrap();
    assert_eq!(
        report.stage(Stage::Policies).unwrap().rows,
        stand
            .count("SELECT count(*) FROM user WHERE managed")
            .unsigned_abs()
    );
}

#[tokio::test]
async fn what_was_revoked_is_gone_and_what_is_new_appeared() {
    let stand = Stand::new(60).await;
    stand.whole().await;
    let gone = stand
        .query("SELECT id FROM token ORDER BY id LIMIT 1")
        .remove(0);
    let owner = stand
        .query(&format!("SELECT account_id FROM token WHERE id = '{gone}'"))
        .remove(0);
    stand.act(
        "DELETE",
        &format!("/users/{owner}/manage/api-tokens/{gone}"),
        "",
    );
    let key = stand
        .query("SELECT id FROM api_key ORDER BY id LIMIT 1")
        .remove(0);
    stand.act(
        "PATCH",
        &format!("/admin/api-access/v1/orgs/ORG/api-keys/revoke/{key}"),
        "{}",
    );
    let (group, directory) = {
        let group = stand
            .query("SELECT group_id FROM group_role ORDER BY 1 LIMIT 1")
            .remove(0);
        let directory = stand
            .query(&format!(
                "SELECT directory_id FROM \"group\" WHERE id = '{group}'"
            ))
            .remove(0);
        (group, directory)
    };
    let held = stand
        .query(&format!(
            "SELECT app_id || ' ' || role FROM group_role WHERE group_id = '{group}'"
        ))
        .remove(0);
    let (app, role) = held.split_once(' ').unwrap();
    stand.act(
        "POST",
        &format!(
            "/admin/v2/orgs/ORG/directories/{directory}/groups/{group}/role-assignments/revoke"
        ),
        &format!(r#"{{"resourceId":"{app}","roleId":"{role}"}}"#),
    );
    let report = stand.whole().await;
    assert!(report.complete, "{report:?}");
    let changes = stand.query(
        "SELECT thing || ' ' || id || ' ' || kind FROM change WHERE thing NOT IN ('user', 'group') ORDER BY 1",
    );
    let mut want = vec![
        format!("api_key {key} gone"),
        format!("group_role {group} {app} {role} gone"),
        format!("token {gone} gone"),
    ];
    want.sort();
    assert_eq!(changes, want);
    assert_eq!(stand.query("SELECT id FROM token WHERE gone"), [gone]);
}

#[tokio::test]
async fn no_secret_is_stored() {
    let stand = Stand::new(60).await;
    stand.whole().await;
    for table in [
        "mirror_token",
        "mirror_api_key",
        "mirror_service_account",
        "mirror_service_account_credential",
        "mirror_oauth_client",
        "mirror_scim_link",
    ] {
        for raw in stand.query(&format!("SELECT lower(raw) FROM {table}")) {
            for word in ["secret", "\"token\"", "password", "atatt", "atctt"] {
                assert!(!raw.contains(word), "{table}: {raw}");
            }
        }
    }
}
