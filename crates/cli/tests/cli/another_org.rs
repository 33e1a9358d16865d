//! A profile that is to be another organization's.

use serde_json::json;
use tokio::runtime::Runtime;
use wiremock::matchers::header;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::common::{Env, otherwise};

const SESSION: &str = "a.b.c";

/// The key of the first organization, a key of both, and a session of both.
fn two(runtime: &Runtime) -> (MockServer, Env) {
    let see = |orgs: &[&str]| {
        let orgs: Vec<_> = orgs.iter().map(|id| json!({"id": id})).collect();
        ResponseTemplate::new(200).set_body_json(json!({"data": orgs}))
    };
    let server = runtime.block_on(async {
        let server = MockServer::start().await;
        for (name, value, orgs) in [
            ("authorization", "Bearer ATCTT-first", &["o-1"][..]),
            ("authorization", "Bearer ATCTT-both", &["o-1", "o-2"]),
            ("cookie", "cloud.session.token=a.b.c", &["o-1", "o-2"]),
        ] {
            Mock::given(header(name, value))
                .respond_with(see(orgs))
                .mount(&server)
                .await;
        }
        otherwise(&server, ResponseTemplate::new(401)).await;
        server
    });
    let mut env = Env::new();
    env.var("ATLCTL_API_BASE", &server.uri())
        .var("ATLCTL_PORTAL_BASE", &server.uri());
    (server, env)
}

fn key_of(env: &Env, key: &str) {
    let login = [
        "auth",
        "login",
        "--api-key-stdin",
        "--store",
        "file",
        "--org",
        "o-1",
    ];
    env.run_with(&login, key.as_bytes()).expect(0);
}

const OTHER: [&str; 5] = ["auth", "login", "--token-stdin", "--org", "o-2"];
const SHOWN: [&str; 4] = ["auth", "list", "--columns", "org_id,credentials"];

#[test]
fn the_credential_of_the_first_organization_does_not_stay_for_the_second() {
    let runtime = Runtime::new().unwrap();
    let (_server, env) = two(&runtime);
    key_of(&env, "ATCTT-first");
    insta::assert_snapshot!(env.run_with(&OTHER, SESSION.as_bytes()), @"
    ------- stderr -------
    Error: profile default stores the API key of organization o-1, which does not work for o-2
      Caused by: this credential cannot access the organization o-2
    Hint: use a separate profile for the other organization: atlctl auth login --profile NAME --org o-2
    Hint: or sign this profile out first: atlctl auth logout
    [exit status: 2]
    ");
    insta::assert_snapshot!(env.run(&SHOWN), @"
    ID   Credentials
    o-1  API key
    [exit status: 0]
    ");
    // Only looking is no gift.
    let only = [&OTHER[..], &["--store", "none"]].concat();
    env.run_with(&only, SESSION.as_bytes()).expect(0);
    env.run(&["auth", "logout"]).expect(0);
    env.run_with(&OTHER, SESSION.as_bytes()).expect(0);
    insta::assert_snapshot!(env.run(&SHOWN), @"
    ID   Credentials
    o-2  session
    [exit status: 0]
    ");
}

#[test]
fn a_credential_of_both_organizations_stays() {
    let runtime = Runtime::new().unwrap();
    let (_server, env) = two(&runtime);
    key_of(&env, "ATCTT-both");
    env.run_with(&OTHER, SESSION.as_bytes()).expect(0);
    insta::assert_snapshot!(env.run(&SHOWN), @"
    ID   Credentials
    o-2  session, API key
    [exit status: 0]
    ");
}

/// One that takes the place of the other leaves none behind.
#[test]
fn a_credential_of_the_same_kind_takes_the_place() {
    let runtime = Runtime::new().unwrap();
    let (_server, env) = two(&runtime);
    key_of(&env, "ATCTT-first");
    let login = ["auth", "login", "--api-key-stdin", "--org", "o-2"];
    env.run_with(&login, b"ATCTT-both").expect(0);
    insta::assert_snapshot!(env.run(&SHOWN), @"
    ID   Credentials
    o-2  API key
    [exit status: 0]
    ");
}
