//! `auth status` and `auth list` where not everything is as it should be; keys with few scopes.

use atlctl_sim::{Expiry, SimConfig};
use serde_json::json;
use tokio::runtime::Runtime;
use wiremock::matchers::{any, path};
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::common::{Env, Place, otherwise};

#[test]
fn a_key_that_works_does_not_hide_a_session_that_does_not() {
    let place = Place::with_both();
    place.control().expire(Expiry::Redirect);
    insta::assert_snapshot!(place.run(&[
        "auth",
        "status",
        "--columns",
        "works,credentials,organizations"
    ]));
}

#[test]
fn what_could_not_be_asked_is_unknown_not_no() {
    let place = Place::with_both();
    let org = place.sim.org_id();
    place.sim.stop();
    let output = place.env.run(&["auth", "status", "-o", "json"]);
    assert!(output.stdout.contains(r#""works":null"#), "{output}");
    assert!(output.stdout.contains(&org), "{output}");
    assert_eq!(output.code, 1, "{output}");
}

#[test]
fn the_end_of_a_key_is_announced_where_it_is_known() {
    let mut place = Place::new(SimConfig::default());
    let key = place.sim.api_key();
    let login = ["auth", "login", "--api-key-stdin", "--store", "file"];
    let with_end = [&login[..], &["--key-ends", "2026-12-01"]].concat();
    place.run_with(&with_end, &key).expect(0);
    insta::assert_snapshot!(place.run(&["auth", "status", "--columns", "works,api_key_ends"]), @"
    Valid         yes
    API key ends  2026-12-01 00:00 UTC
    ------- stderr -------
    Warning: the API key expires in 6 days
    [exit status: 0]
    ");
    place.env.var("ATLCTL_NOW", "2026-12-02T00:00:00Z");
    let output = place.run(&["auth", "status"]);
    assert!(
        output.stderr.contains("the API key has probably expired"),
        "{output}"
    );
    let output = place.run(&["doctor", "--json"]);
    assert!(output.stdout.contains("probably expired"), "{output}");
    // Another key has another end, or none that is known.
    place.run_with(&login, &key).expect(0);
    let output = place.run(&["auth", "status"]);
    assert!(!output.stderr.contains("Warning"), "{output}");
    let wrong = [&login[..], &["--key-ends", "soon"]].concat();
    assert_eq!(place.run_with(&wrong, &key).code, 2);
}

#[test]
fn the_end_is_announced_30_7_and_1_days_before() {
    let mut place = Place::with_both();
    let key = place.sim.api_key();
    let login = ["auth", "login", "--api-key-stdin", "--store", "file"];
    let with_end = [&login[..], &["--key-ends", "2026-12-24"]].concat();
    place.run_with(&with_end, &key).expect(0);
    // The key ends as the day begins; the session at nine o'clock of the same day.
    for (now, key, session) in [
        ("2026-11-23T23:59:59Z", None, None),
        ("2026-11-24T00:00:00Z", Some("in 30 days"), None),
        // The first day of a session that lives 30 days is no news.
        ("2026-11-25T08:00:00Z", Some("in 28 days"), None),
        (
            "2026-11-25T10:00:00Z",
            Some("in 28 days"),
            Some("in 28 days"),
        ),
        ("2026-12-17T10:00:00Z", Some("in 6 days"), Some("in 6 days")),
        ("2026-12-22T23:00:00Z", Some("in 1 day"), Some("in 1 day")),
        (
            "2026-12-23T10:00:00Z",
            Some("within a day"),
            Some("within a day"),
        ),
    ] {
        place.env.var("ATLCTL_NOW", now);
        let output = place.run(&["auth", "status"]);
        for (what, said) in [("API key", key), ("session", session)] {
            let warning = format!("the {what} expires");
            match said {
                Some(said) => assert!(
                    output.stderr.contains(&format!("{warning} {said}")),
                    "{now}, {what}: {output}"
                ),
                None => assert!(!output.stderr.contains(&warning), "{now}, {what}: {output}"),
            }
        }
    }
}

/// A server on which a key may read domains and nothing else.
fn narrow(runtime: &Runtime) -> (MockServer, Env) {
    let server = runtime.block_on(async {
        let server = MockServer::start().await;
        let domains = ResponseTemplate::new(200).set_body_json(json!({"data": []}));
        Mock::given(path("/admin/v1/orgs/o-1/domains"))
            .respond_with(domains)
            .mount(&server)
            .await;
        let refusal = json!({"errors": [{"code": "ADMIN-401-2", "title": "Insufficient scope"}]});
        otherwise(&server, ResponseTemplate::new(401).set_body_json(refusal)).await;
        server
    });
    let mut env = Env::new();
    env.var("ATLCTL_API_BASE", &server.uri())
        .var("ATLCTL_PORTAL_BASE", &server.uri());
    (server, env)
}

#[test]
fn a_key_with_few_scopes_signs_in_to_a_named_organization() {
    let runtime = Runtime::new().unwrap();
    let (_server, env) = narrow(&runtime);
    let login = ["auth", "login", "--api-key-stdin", "--store", "file"];
    insta::assert_snapshot!(env.run_with(&login, b"ATCTT-few"), @"
    ------- stderr -------
    Error: Insufficient scope (HTTP 401, ADMIN-401-2; GET /admin/v1/orgs)
    Hint: check the key in the admin portal (Settings, API keys): it may have expired or been revoked
    Hint: a key made with few scopes may not list organizations; name yours: atlctl auth login --org ID --store file
    [exit status: 4]
    ");
    let named = [&login[..], &["--org", "o-1"]].concat();
    insta::assert_snapshot!(env.run_with(&named, b"ATCTT-few"), @"
    ------- stderr -------
    Warning: the API key may not list organizations; see what works: atlctl doctor --org o-1
    Signed in to o-1 (the API key is valid; stored in a file that only you can read).
    Hint: next, mirror the organization: atlctl sync --org o-1
    [exit status: 0]
    ");
    // What signed in also works afterward.
    insta::assert_snapshot!(env.run(&["auth", "status", "--columns", "works,credentials,organization,organizations"]), @"
    Valid          yes
    Credentials    API key
    Organization   o-1
    Organizations  o-1
    ------- stderr -------
    Warning: the API key may not list organizations; see what works: atlctl doctor
    [exit status: 0]
    ");
    let other = env.run(&["auth", "status", "--org", "o-2", "--columns", "works"]);
    assert!(other.stdout.contains("no"), "{other}");
    assert_eq!(other.code, 4, "{other}");
    let wrong = [&login[..], &["--org", "o-2"]].concat();
    assert_eq!(env.run_with(&wrong, b"ATCTT-few").code, 4);
    let doctor = env.run(&["doctor", "--json"]);
    assert!(
        doctor
            .stdout
            .contains("lacks the scope read:directories:admin"),
        "{doctor}"
    );
    assert_eq!(doctor.code, 0, "{doctor}");
}

/// Refused is refused, whatever the status: scripts ask for the exit code.
#[test]
fn a_credential_that_may_nothing_does_not_work() {
    let runtime = Runtime::new().unwrap();
    let server = runtime.block_on(async {
        let server = MockServer::start().await;
        Mock::given(any())
            .respond_with(ResponseTemplate::new(403))
            .mount(&server)
            .await;
        server
    });
    let mut env = Env::new();
    env.var("ATLCTL_API_BASE", &server.uri())
        .var("ATLCTL_PORTAL_BASE", &server.uri())
        .var("ATLCTL_API_KEY", "ATCTT-none");
    insta::assert_snapshot!(env.run(&["auth", "status", "--org", "o-1", "--columns", "works"]), @"
    Valid  no
    ------- stderr -------
    Error: permission denied for this credential (HTTP 403; GET /admin/v1/orgs)
    Hint: with a session, the account must be an organization admin
    Hint: with an API key, the key needs the scope for this; a key made without scopes may do everything
    [exit status: 4]
    ");
}

#[test]
fn a_damaged_store_does_not_stop_a_sign_in_and_is_said() {
    let place = Place::with_both();
    let file = place.env.kept();
    std::fs::write(&file, "canary").unwrap();
    let output = place.run_with(&["auth", "login", "--api-key-stdin"], &place.sim.api_key());
    assert!(
        output
            .stderr
            .contains("is damaged, or atlctl did not write it; replacing it"),
        "{output}"
    );
    assert!(!output.to_string().contains("canary"));
    output.expect(0);
    // What a newer version wrote is not thrown away.
    let newer = r#"{"version":2,"session":"canary"}"#;
    std::fs::write(&file, newer).unwrap();
    let output = place.run_with(&["auth", "login", "--api-key-stdin"], &place.sim.api_key());
    assert_eq!(output.code, 1, "{output}");
    assert_eq!(std::fs::read_to_string(&file).unwrap(), newer);
}

#[test]
fn a_keyring_that_fails_hides_no_other_profile_and_is_asked_once() {
    let place = Place::with_key(SimConfig::default());
    let config = place.env.home().join(".config/atlctl/config.toml");
    let mut text = std::fs::read_to_string(&config).unwrap();
    text.push_str("\n[profile.a]\nstore = \"keyring\"\n[profile.b]\nstore = \"keyring\"\n");
    std::fs::write(&config, text).unwrap();
    insta::assert_snapshot!(place.run(&["auth", "list"]));
}
