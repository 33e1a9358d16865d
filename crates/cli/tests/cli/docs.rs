//! Every command in README and docs/guide is run as it is written.

use serde_json::json;
use tokio::runtime::Runtime;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use atlctl_sim::SimConfig;

use crate::common::{Env, Page, Place};
use crate::script;

/// Every page is run by one of the tests below; a new one must be named here.
#[test]
fn every_page_is_run() {
    let here = std::path::Path::new(env!("CARGO_MANIFEST_DIR"));
    let tests = std::fs::read_to_string(here.join("tests/cli/docs.rs")).unwrap();
    for entry in std::fs::read_dir(here.join("../../docs/guide")).unwrap() {
        let name = entry.unwrap().file_name().into_string().unwrap();
        assert!(
            tests.contains(&format!("\"docs/guide/{name}\"")),
            "docs/guide/{name} is run by no test of tests/cli/docs.rs"
        );
    }
}

#[test]
fn readme() {
    Page::read("README.md").check(&Env::new());
}

#[test]
fn api() {
    // Any answer will do: the page shows none.
    let runtime = Runtime::new().unwrap();
    let answer = ResponseTemplate::new(200)
        .set_body_json(json!({"data": [], "users": [], "groups": [], "total": 0}));
    let server = runtime.block_on(async {
        let server = MockServer::start().await;
        Mock::given(any()).respond_with(answer).mount(&server).await;
        server
    });
    let mut env = Env::new();
    env.var("ATLCTL_API_BASE", &server.uri())
        .var(
            "ATLCTL_PORTAL_BASE",
            &format!("{}/gateway/api", server.uri()),
        )
        .var("ATLCTL_ORG", "o-1")
        .var("ATLCTL_API_KEY", "ATCTT-canary-key")
        .var("ATLCTL_SESSION_TOKEN", "aGVhZA.Y2FuYXJ5.c2ln");
    Page::read("docs/guide/api.md").check(&env);
    assert!(runtime.block_on(server.received_requests()).unwrap().len() >= 8);
}

#[test]
fn simulator() {
    Page::read("docs/concepts/simulator.md").check(&Env::new());
}

#[test]
fn sign_in() {
    let place = Place::new(SimConfig::default());
    let copied = place.control().capture_curl();
    place.env.private("copied.txt", copied);
    place.env.private("key.txt", place.sim.api_key());
    Page::read("docs/guide/sign-in.md").check(&place.env);
}

#[test]
fn mirror() {
    let place = Place::with_key(SimConfig::default());
    place.env.file(
        "managed-accounts.csv",
        place.control().managed_accounts_csv(),
    );
    Page::read("docs/guide/mirror.md").check(&place.env);
}

#[test]
fn history() {
    let place = crate::history_actors::since_monday();
    Page::read("docs/guide/history.md").check(&place.env);
}

#[test]
fn from_the_script() {
    if script::python() {
        Page::read("docs/guide/from-the-script.md").check(&script::place().env);
    }
}

#[test]
fn export() {
    Page::read("docs/guide/export.md").check(&Place::with_key(SimConfig::default()).env);
}

#[test]
fn import() {
    let place = Place::with_key(SimConfig::default());
    place.env.file(
        "managed-accounts.csv",
        place.control().managed_accounts_csv(),
    );
    Page::read("docs/guide/import.md").check(&place.env);
}

#[test]
fn questions() {
    let place = Place::with_key(SimConfig::default());
    place.env.file(
        "managed-accounts.csv",
        place.control().managed_accounts_csv(),
    );
    Page::read("docs/guide/questions.md").check(&place.env);
}

#[test]
fn review() {
    let place = crate::moving::Place::new(atlctl_sim::SimConfig::default());
    Page::read("docs/guide/review.md").check(&place.env);
}

#[test]
fn access_review() {
    let place = crate::moving::Place::new(atlctl_sim::SimConfig::default());
    Page::read("docs/guide/access-review.md").check(&place.env);
}

#[test]
fn audit_log() {
    let place = Place::with_key(SimConfig::default());
    Page::read("docs/guide/audit-log.md").check(&place.env);
}

#[test]
fn groups() {
    let place = crate::moving::Place::new(atlctl_sim::SimConfig::default());
    Page::read("docs/guide/groups.md").check(&place.env);
}

#[test]
fn reports() {
    let place = crate::moving::Place::new(atlctl_sim::SimConfig::default());
    Page::read("docs/guide/reports.md").check(&place.env);
}

#[test]
fn change_list() {
    let place = crate::moving::Place::new(atlctl_sim::SimConfig::default());
    Page::read("docs/guide/change-list.md").check(&place.env);
}

#[test]
fn policy_move() {
    let place = crate::moving::Place::new(atlctl_sim::SimConfig::default());
    Page::read("docs/guide/policy-move.md").check(&place.env);
}

#[test]
fn tokens() {
    let place = Place::with_session(SimConfig::default());
    Page::read("docs/guide/tokens.md").check(&place.env);
}

#[test]
fn inviting() {
    let place = Place::with_session(SimConfig::default());
    place.run(&["sync"]).expect(0);
    Page::read("docs/guide/inviting.md").check(&place.env);
}

#[test]
fn leaving() {
    let place = Place::with_session(SimConfig::default());
    place.run(&["sync"]).expect(0);
    Page::read("docs/guide/leaving.md").check(&place.env);
}

#[test]
fn apps_and_seats() {
    let place = crate::moving::Place::new(atlctl_sim::SimConfig::default());
    Page::read("docs/guide/apps-and-seats.md").check(&place.env);
}

#[test]
fn change_accounts() {
    let place = crate::moving::Place::new(SimConfig {
        people: 5_000,
        ..SimConfig::default()
    });
    crate::account_lists::write(&place);
    Page::read("docs/guide/change-accounts.md").check(&place.env);
}
