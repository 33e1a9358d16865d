//! `--live` for single things, where the service answers with something else than what was asked for.

use serde_json::{Value, json};
use tokio::runtime::Runtime;
use wiremock::matchers::path_regex;
use wiremock::{Mock, MockServer, ResponseTemplate};

use crate::common::{Env, otherwise};

/// A service that gives these answers whatever it is asked.
struct Service {
    env: Env,
    _runtime: Runtime,
    _server: MockServer,
}

impl Service {
    fn new(answers: &[(&str, Value)]) -> Self {
        let runtime = Runtime::new().unwrap();
        let server = runtime.block_on(async {
            let server = MockServer::start().await;
            for (path, body) in answers {
                Mock::given(path_regex(*path))
                    .respond_with(ResponseTemplate::new(200).set_body_json(body))
                    .mount(&server)
                    .await;
            }
            otherwise(&server, ResponseTemplate::new(404)).await;
            server
        });
        let mut env = Env::new();
        env.var("ATLCTL_API_BASE", &server.uri())
            .var(
                "ATLCTL_PORTAL_BASE",
                &format!("{}/gateway/api", server.uri()),
            )
            .var("ATLCTL_ORG", "o-1")
            .var("ATLCTL_API_KEY", "ATCTT-canary-key");
        Self {
            env,
            _runtime: runtime,
            _server: server,
        }
    }
}

fn person(id: &str, email: &str) -> Value {
    json!({"accountId": id, "email": email, "name": id, "status": "active", "claimStatus": "managed",
        "groups": [], "productAccess": [], "platformRoles": []})
}

fn people(people: &[Value]) -> (&'static str, Value) {
    ("/users/search$", json!({"data": people, "links": {}}))
}

fn policies(of: &[(&str, &str)]) -> (&'static str, Value) {
    let of = of.iter().map(
        |(account, policy)| json!({"accountId": account, "authPolicyInfo": {"policyId": policy}}),
    );
    ("/auth-policies/bulk-fetch$", of.collect())
}

const SHOW: [&str; 5] = ["--live", "-o", "csv", "--columns", "account_id,policy_id"];

#[test]
fn a_person_is_the_one_who_was_asked_for() {
    let service = Service::new(&[
        people(&[person("u2", "u2@x.example"), person("u1", "U1@x.example")]),
        policies(&[("u3", "p-3"), ("u1", "p-1")]),
    ]);
    for name in ["u1", "u1@x.example"] {
        let output = service
            .env
            .run(&[&["user", "show", name][..], &SHOW].concat());
        assert_eq!(output.stdout, "account_id,policy_id\nu1,p-1\n", "{output}");
    }
    let output = service.env.run(&["user", "show", "u9", "--live"]);
    insta::assert_snapshot!(output, @"
    ------- stderr -------
    Error: no person has the email address or account ID u9; Atlassian returned 2 other people
    Hint: search for them: atlctl user list --live --search u9
    [exit status: 2]
    ");
}

#[test]
fn the_policy_of_another_account_is_rejected() {
    let service = Service::new(&[
        people(&[person("u1", "u1@x.example")]),
        policies(&[("u3", "p-3")]),
    ]);
    let output = service
        .env
        .run(&[&["user", "show", "u1"][..], &SHOW].concat());
    insta::assert_snapshot!(output, @"
    account_id,policy_id
    u1,unknown
    ------- stderr -------
    Warning: the policy could not be read: Atlassian returned another account
    Warning: the directories could not be read: not found, or not visible to this credential (HTTP 404; GET /admin/v2/orgs/{orgId}/directories)
    Warning: the API tokens could not be read: not found, or not visible to this credential (HTTP 404; GET /users/{account_id}/manage/api-tokens)
    [exit status: 0]
    ");
}

#[test]
fn several_people_with_one_address_are_named() {
    let service = Service::new(&[people(&[
        person("u1", "same@x.example"),
        person("u2", "same@x.example"),
        person("u1", "same@x.example"),
    ])]);
    let output = service
        .env
        .run(&["user", "show", "same@x.example", "--live"]);
    insta::assert_snapshot!(output, @"
    ------- stderr -------
    Error: 2 people have the address same@x.example: u1, u2
    Hint: choose one by its account ID
    [exit status: 2]
    ");
}

#[test]
fn people_who_do_not_match_a_filter_are_left_out() {
    let mut suspended = person("u2", "u2@x.example");
    suspended["status"] = "suspended".into();
    let service = Service::new(&[people(&[person("u1", "u1@x.example"), suspended])]);
    let output = service.env.run(&[
        "user",
        "list",
        "--live",
        "--status",
        "suspended",
        "-o",
        "id",
    ]);
    insta::assert_snapshot!(output, @"
    u2
    ------- stderr -------
    From Atlassian: o-1.
    Warning: left out 1 person that Atlassian returned although they do not match
    [exit status: 0]
    ");
}

fn groups(groups: &[(&str, &str)]) -> (&'static str, Value) {
    let groups: Vec<Value> = groups
        .iter()
        .map(|(id, name)| json!({"id": id, "name": name}))
        .collect();
    ("/groups/search$", json!({"data": groups, "links": {}}))
}

#[test]
fn a_group_is_the_one_that_was_asked_for() {
    let service = Service::new(&[groups(&[
        ("g-2", "site-admins-all"),
        ("g-1", "Site-Admins"),
    ])]);
    let columns = ["--live", "-o", "csv", "--columns", "id"];
    for name in ["site-admins", "g-1"] {
        let output = service
            .env
            .run(&[&["group", "show", name][..], &columns].concat());
        assert_eq!(output.stdout, "id\ng-1\n", "{output}");
    }
    let service = Service::new(&[groups(&[("g-2", "site-admins-all"), ("g-3", "other")])]);
    for verb in ["show", "members"] {
        let output = service.env.run(&["group", verb, "site-admins", "--live"]);
        assert_eq!(output.code, 2, "{output}");
        assert!(
            output.stderr.contains(
                "no group \"site-admins\" in the organization; did you mean \"site-admins-all\"?"
            ),
            "{output}"
        );
    }
    let service = Service::new(&[groups(&[
        ("g-1", "ops"),
        ("g-2", "Ops"),
        ("g-3", "ops-all"),
    ])]);
    let output = service.env.run(&["group", "show", "ops", "--live"]);
    insta::assert_snapshot!(output, @"
    ------- stderr -------
    Error: ops is the name of several groups: g-1, g-2
    Hint: choose one by its ID
    [exit status: 2]
    ");
}

#[test]
fn an_organization_is_the_one_that_was_asked_for() {
    let service = Service::new(&[(
        "/admin/v1/orgs/o-1$",
        json!({"data": {"id": "o-2", "type": "orgs", "attributes": {"name": "Other"}}}),
    )]);
    let output = service.env.run(&["org", "show", "--live"]);
    assert_eq!((output.code, output.stdout.as_str()), (1, ""), "{output}");
    assert!(
        output.stderr.contains("another organization: o-2"),
        "{output}"
    );
}

/// A service that ignores the filter lists everybody, and one that ignores `expand` reports nobody's groups.
#[test]
fn who_is_in_a_group_is_unknown_where_no_groups_are_reported() {
    let group =
        json!({"data": [{"id": "g-1", "name": "team", "counts": {"users": 1}}], "links": {}});
    let mut member = person("u1", "u1@x.example");
    member["groups"] = json!([{"id": "g-1", "name": "team"}]);
    let mut silent = person("u3", "u3@x.example");
    silent.as_object_mut().unwrap().remove("groups");
    let service = Service::new(&[
        ("/groups/search$", group),
        people(&[member, person("u2", "u2@x.example"), silent]),
    ]);
    insta::assert_snapshot!(
        service
            .env
            .run(&["group", "members", "team", "--live", "-o", "id"]),
        @"
    u1
    ------- stderr -------
    From Atlassian: o-1.
    Warning: left out 2 people whose groups Atlassian did not report: whether they are members is unknown
    Hint: leave out --live to use the mirror; if it is too old, first: atlctl sync
    [exit status: 3]
    "
    );
    let listed = service
        .env
        .run(&["user", "list", "--group", "team", "--live", "-o", "id"]);
    assert_eq!(
        (listed.stdout.as_str(), listed.code),
        ("u1\n", 3),
        "{listed}"
    );
}
