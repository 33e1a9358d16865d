//! `api`: which path is meant, and what is tried next where the portal does not know it.

use atlctl_sim::SimConfig;
use tokio::runtime::Runtime;
use wiremock::matchers::any;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::common::{Env, Output, Place};

/// A server that answers everything with `{}`, and what it was asked.
struct Answering {
    env: Env,
    server: MockServer,
    runtime: Runtime,
}

impl Answering {
    fn new(answer: ResponseTemplate) -> Self {
        let runtime = Runtime::new().unwrap();
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
        Self {
            env,
            server,
            runtime,
        }
    }

    fn ok() -> Self {
        Self::new(ResponseTemplate::new(200).set_body_raw("{}", "application/json"))
    }

    fn asked(&self) -> Vec<String> {
        let requests = self
            .runtime
            .block_on(self.server.received_requests())
            .unwrap();
        requests
            .iter()
            .map(|request| {
                let query = request
                    .url
                    .query()
                    .map_or(String::new(), |query| format!("?{query}"));
                format!("{} {}{query}", request.method, request.url.path())
            })
            .collect()
    }

    fn run(&self, args: &[&str]) -> Output {
        self.env.run(&[&["api"], args].concat())
    }
}

#[test]
fn every_way_to_write_a_path() {
    let place = Answering::ok();
    let own = format!("{}/admin/v1/orgs", place.server.uri());
    for path in [
        "/admin/v1/orgs",
        "admin/v1/orgs",
        "//admin/v1/orgs",
        "https://api.atlassian.com/admin/v1/orgs",
        "C:/Program Files/Git/admin/v1/orgs",
        r"C:\Program Files\Git\admin\v1\orgs",
        &own,
    ] {
        place.run(&[path]).expect(0);
        place.run(&["get", path]).expect(0);
    }
    let asked = place.asked();
    assert_eq!(asked.len(), 14);
    assert!(
        asked.iter().all(|line| line == "GET /admin/v1/orgs"),
        "{asked:?}"
    );
    insta::assert_snapshot!(place.run(&["C:/Program Files/Git/admin/v1/orgs"]), @"
    {}
    ------- stderr -------
    Git Bash (MSYS) changed the path; taken as /admin/v1/orgs.
    [exit status: 0]
    ");
}

#[test]
fn names_in_braces() {
    let mut place = Answering::ok();
    for path in [
        "https://api.atlassian.com/admin/v1/orgs/{orgId}/domains",
        "admin/v1/orgs/{org}/domains",
    ] {
        place.run(&[path]).expect(0);
    }
    place
        .run(&["adminhub/um/site/{site}/users", "--site", "s-1"])
        .expect(0);
    place.env.var("ATLCTL_SITE", "s-2");
    place
        .run(&["https://admin.atlassian.com/gateway/api/adminhub/um/site/{cloudId}/users?count=2"])
        .expect(0);
    assert_eq!(
        place.asked(),
        [
            "GET /admin/v1/orgs/o-1/domains",
            "GET /admin/v1/orgs/o-1/domains",
            "GET /gateway/api/adminhub/um/site/s-1/users",
            "GET /gateway/api/adminhub/um/site/s-2/users?count=2",
        ]
    );
    place.env.var("ATLCTL_SITE", "");
    let run = |args: &[&str]| place.run(args).to_string();
    insta::assert_snapshot!(run(&["DELETE", "https://api.atlassian.com/admin/v2/orgs/{orgId}/directories/{directoryId}/users/{accountId}"]), @"
    ------- stderr -------
    Error: the path has no value for {directoryId}, {accountId}
    Hint: replace each {name} with a value; atlctl fills in {org} and {site}
    Hint: for all directories, use - as {directoryId}
    [exit status: 2]
    ");
    let output = run(&["adminhub/um/site/{site}/users"]);
    assert!(output.contains("--site ID"), "{output}");
    assert_eq!(place.asked().len(), 4);
}

#[test]
fn mistakes_are_explained() {
    let place = Answering::ok();
    let run = |args: &[&str]| place.run(args).to_string();
    for (args, what) in [
        (&["GET"][..], "the path is missing"),
        (&[], "the path is missing"),
        (&["C:/work/x"], "is a Windows path"),
        (
            &["https://evil.example/admin/v1/orgs"],
            "is on another host",
        ),
        (&["//evil.example/admin"], "is on another host"),
        (
            &["https://admin.atlassian.com/o/1/members"],
            "is a portal page",
        ),
        (&["admin//v1"], "two slashes"),
        (&["admin/v1/orgs%252fx"], "encoded twice"),
        (&["FETCH", "admin/v1/orgs"], "unknown method"),
        (&["admin/v1/orgs", "--input", "-"], "has no body"),
    ] {
        let output = run(args);
        assert!(
            output.contains(what) && output.contains("[exit status: 2]"),
            "{args:?} {output}"
        );
    }
    assert_eq!(place.asked().len(), 0);
}

/// What changes something is asked about, and the two calls that are not made are not made, however their
/// paths are written.
#[test]
fn odd_paths_get_past_no_rule() {
    let place = Answering::ok();
    for (method, path) in [
        ("DELETE", "admin/api-access/v1/orgs/{org}/api-tokens%00"),
        ("DELETE", "admin/api-access/v1/orgs/{org}/api-tokens%3f"),
        ("DELETE", "admin/api-access/v1/orgs/{org}/api-tokens%2523"),
        ("DELETE", "admin/api-access/v1/orgs/{org}/api-tokens%5c"),
        ("DELETE", "admin/api-access/v1/orgs/{org}/api-tokens;x"),
        ("DELETE", "admin/api-access/v1/orgs/{org}%2Fapi-tokens"),
        (
            "DELETE",
            "https://api.atlassian.com/admin/api-access/v1/orgs/{orgId}/api-tokens",
        ),
        (
            "DELETE",
            "C:/Program Files/Git/admin/api-access/v1/orgs/{org}/api-tokens",
        ),
        ("POST", "users/a/manage/lifecycle/disable;/search"),
    ] {
        place.run(&[method, path, "--yes"]).expect(2);
    }
    for path in [
        "users/a/manage/lifecycle/disable/search",
        "admin/v2/orgs/{org}%2Fx/workspaces",
    ] {
        place.run(&["POST", path]).expect(5);
    }
    assert_eq!(place.asked().len(), 0);
}

#[test]
fn not_found_names_the_other_forms() {
    let body = r#"{"key":"notFound","context":{"message":"notFound"}}"#;
    let place = Answering::new(ResponseTemplate::new(404).set_body_raw(body, "application/json"));
    let hints = |path: &str| -> Vec<String> {
        let output = place.run(&[path]);
        assert_eq!(output.code, 1, "{output}");
        let hints = output
            .stderr
            .lines()
            .filter_map(|line| line.split_once("path: "));
        hints.map(|(_, command)| command.to_owned()).collect()
    };
    let (org, site, by_org) = (
        "atlctl api 'adminhub/um/org/{org}/users'",
        "atlctl api 'adminhub/um/site/{site}/users'",
        "atlctl api 'adminhub/um/site/{org}/users'",
    );
    assert_eq!(hints("adminhub/um/site/{org}/users"), [org, site]);
    assert_eq!(hints("adminhub/um/site/s-1/users"), [org, by_org]);
    assert_eq!(
        hints("/gateway/api/adminhub/um/org/o-1/users?count=5"),
        [site, by_org]
    );
    assert!(hints("admin/v1/orgs/x").is_empty());
    assert!(hints("adminhub/organization/x").is_empty());
}

/// The three forms, with the ids that are known of themselves.
#[test]
fn the_site_comes_from_the_mirror() {
    let place = Place::with_session(SimConfig::default());
    let users = |id: &str| place.run(&["api", &format!("adminhub/um/site/{id}/users?count=3")]);
    let by_org = users("{org}");
    assert!(by_org.stdout.starts_with("{\"total\":200"), "{by_org}");
    let unknown = users("{site}");
    assert!(unknown.stderr.contains("atlctl sync"), "{unknown}");
    assert_eq!(unknown.code, 1, "{unknown}");
    place.run(&["sync"]).expect(0);
    assert_eq!(users("{site}").stdout, by_org.stdout);
}
