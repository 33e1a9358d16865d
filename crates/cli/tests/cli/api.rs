//! `api`: any endpoint, on either base address.

use serde_json::{Value, json};
use wiremock::ResponseTemplate;

use crate::common::Env;
use crate::common::api_server::{KEY, Place, TOKEN, data};

#[test]
fn the_body_is_printed_as_it_came() {
    let place = Place::new(data()).key();
    insta::assert_snapshot!(place.run(&["api", "GET", "/admin/v1/orgs"]), @r#"
    {"data":[{"id":"o-1"}]}
    [exit status: 0]
    "#);
    let request = place.requests().remove(0);
    assert_eq!(request.headers["authorization"], format!("Bearer {KEY}"));
}

#[test]
fn headers_with_the_names_of_cookies() {
    let answer = data().append_header(
        "set-cookie",
        "cloud.session.token=bmV3.bmV3.bmV3; Path=/; HttpOnly; Secure",
    );
    let place = Place::new(answer.append_header("set-cookie", "other=bmV3")).session();
    let output = place.run(&[
        "api",
        "-i",
        "get",
        "/gateway/api/adminhub/um/org/{org}/users?count=1",
    ]);
    let stdout: String = output
        .stdout
        .lines()
        .filter(|line| !line.starts_with("date:"))
        .map(|line| format!("{line}\n"))
        .collect();
    insta::assert_snapshot!(stdout, @r#"
    HTTP 200 OK
    set-cookie: cloud.session.token=[hidden]; Path=/; HttpOnly; Secure
    set-cookie: other=[hidden]
    content-type: application/json
    content-length: 23
    Cookies: cloud.session.token, other

    {"data":[{"id":"o-1"}]}
    "#);
    output.expect(0);
    let request = place.requests().remove(0);
    assert_eq!(request.url.path(), "/gateway/api/adminhub/um/org/o-1/users");
    assert_eq!(
        request.headers["cookie"],
        format!("cloud.session.token={TOKEN}")
    );
}

#[test]
fn fields_go_where_they_belong() {
    let place = Place::new(data()).key();
    let fields = [
        "-f",
        "searchTerm=ann",
        "-f",
        "limit:=5",
        "-f",
        "status[]=active",
        "-f",
        "status[]=suspended",
    ];
    let search = "/admin/v2/orgs/{org}/directories/-/users/search";
    place
        .run(&[&["api", "POST", search], &fields[..]].concat())
        .expect(0);
    place
        .run(&[&["api", "GET", "/admin/v1/x"], &fields[..]].concat())
        .expect(0);
    let requests = place.requests();
    let body: Value = requests[0].body_json().unwrap();
    assert_eq!(
        body,
        json!({"searchTerm": "ann", "limit": 5, "status": ["active", "suspended"]})
    );
    assert_eq!(
        requests[1].url.query(),
        Some("searchTerm=ann&limit=5&status=active&status=suspended")
    );
}

#[test]
fn a_body_from_standard_input() {
    let place = Place::new(data()).key();
    let search = "/admin/v2/orgs/{org}/directories/-/groups/search";
    let args = ["api", "POST", search, "--input", "-", "-H", "X-Test: yes"];
    place.env.run_with(&args, br#"{"limit":1}"#).expect(0);
    let request = place.requests().remove(0);
    assert_eq!(request.body, br#"{"limit":1}"#);
    assert_eq!(request.headers["x-test"], "yes");
    let output = place.env.run_with(&args, b"not json");
    insta::assert_snapshot!(output, @"
    ------- stderr -------
    Error: the body is not JSON
      Caused by: expected ident at line 1 column 2
    [exit status: 2]
    ");
    assert_eq!(place.requests().len(), 1);
}

#[test]
fn pages_are_followed() {
    let page = |n: u32, next: Value| {
        let body = json!({"data": [n], "links": {"next": next}}).to_string();
        ResponseTemplate::new(200).set_body_raw(body, "application/json")
    };
    let place = Place::with(vec![
        page(1, json!("c1")),
        page(2, json!("c2")),
        page(3, Value::Null),
    ])
    .key();
    insta::assert_snapshot!(place.run(&["api", "GET", "/admin/v1/orgs/{org}/users", "--paginate"]), @r#"
    {"data":[1],"links":{"next":"c1"}}
    {"data":[2],"links":{"next":"c2"}}
    {"data":[3],"links":{"next":null}}
    [exit status: 0]
    "#);
}

#[test]
fn a_change_needs_a_yes() {
    let place = Place::new(ResponseTemplate::new(204)).key();
    let suspend = "/admin/v2/orgs/{org}/directories/d/users/a/suspend";
    insta::assert_snapshot!(place.run(&["api", "POST", suspend]), @"
    ------- stderr -------
    Error: confirmation required: POST /admin/v2/orgs/o-1/directories/d/users/a/suspend changes something
    Hint: to make the call: atlctl api POST '/admin/v2/orgs/{org}/directories/d/users/a/suspend' --yes
    [exit status: 5]
    ");
    assert_eq!(place.requests().len(), 0);
    insta::assert_snapshot!(place.run(&["api", "POST", suspend, "--yes"]), @"[exit status: 0]");
    assert_eq!(place.requests().len(), 1);
}

/// A change that may have happened has an exit code of its own.
#[test]
fn what_became_of_a_change_may_be_unknown() {
    let page = ResponseTemplate::new(200).set_body_raw("<html>Log in", "text/html");
    for (answer, code) in [
        (ResponseTemplate::new(503), 7),
        (page, 7),
        (
            ResponseTemplate::new(302).insert_header("location", "/x"),
            7,
        ),
        (ResponseTemplate::new(401), 4),
        (ResponseTemplate::new(409), 1),
    ] {
        let place = Place::new(answer).session();
        let suspend = "/admin/v2/orgs/{org}/directories/d/users/a/suspend";
        let output = place.run(&["api", "POST", suspend, "--yes"]);
        assert_eq!(output.code, code, "{output}");
        let warned = output.stderr.contains("check before you repeat it");
        assert_eq!(warned, code == 7, "{output}");
        assert_eq!(place.requests().len(), 1);
    }
    // A read is not in doubt.
    let place = Place::new(ResponseTemplate::new(302).insert_header("location", "/x")).session();
    assert_eq!(place.run(&["api", "GET", "/admin/v1/orgs"]).code, 1);
}

#[test]
fn a_change_has_no_pages() {
    let place = Place::new(data()).key();
    let invite = "/admin/v2/orgs/{org}/users/invite";
    insta::assert_snapshot!(place.run(&["api", "POST", invite, "--paginate", "--yes"]), @"
    ------- stderr -------
    Error: POST /admin/v2/orgs/o-1/users/invite changes something, so it has no pages
    Hint: leave out --paginate
    [exit status: 2]
    ");
    assert_eq!(place.requests().len(), 0);
}

#[test]
fn two_calls_are_never_made() {
    let place = Place::new(ResponseTemplate::new(204)).key().session();
    for (method, path) in [
        ("DELETE", "/admin/api-access/v1/orgs/{org}/api-tokens"),
        ("POST", "/gateway/api/adminhub/organization/reparent"),
    ] {
        place.run(&["api", method, path, "--yes"]).expect(2);
    }
    assert_eq!(place.requests().len(), 0);
}

#[test]
fn a_failure_shows_the_answer_and_says_what_it_means() {
    let body = json!({"errors": [{"code": "ADMIN-404-2", "title": "Not found",
        "detail": "no organization \u{1b}[2J"}]});
    let answer = ResponseTemplate::new(404).set_body_raw(body.to_string(), "application/json");
    insta::assert_snapshot!(Place::new(answer).key().run(&["api", "GET", "/admin/v1/orgs/x"]), @r#"
    {"errors":[{"code":"ADMIN-404-2","detail":"no organization \u001b[2J","title":"Not found"}]}
    ------- stderr -------
    Error: Not found: no organization \u{1b}[2J (HTTP 404, ADMIN-404-2; GET /admin/v1/orgs/x)
    Hint: see the paths: https://developer.atlassian.com/cloud/admin/
    [exit status: 1]
    "#);
}

#[test]
fn an_expired_session_is_said_in_every_form() {
    let page = "<html><title>Log in</title></html>";
    for answer in [
        ResponseTemplate::new(401),
        ResponseTemplate::new(200).set_body_raw(page, "text/html"),
        ResponseTemplate::new(302).insert_header("location", "https://id.atlassian.com/login"),
        ResponseTemplate::new(403).set_body_raw(page, "text/html"),
    ] {
        let output = Place::new(answer)
            .session()
            .run(&["api", "GET", "/admin/v1/orgs"]);
        assert!(
            output
                .stderr
                .contains("set a valid credential in ATLCTL_SESSION_TOKEN"),
            "{output}"
        );
        assert!(output.stderr.contains("atlctl auth status"), "{output}");
        output.expect(4);
    }
}

#[test]
fn mistakes_are_explained() {
    let place = Place::new(data()).key();
    let run = |args: &[&str]| place.run(&[&["api"], args].concat()).to_string();
    insta::assert_snapshot!(run(&["GET", "/admin//v1/orgs"]), @r#"
    ------- stderr -------
    Error: the path "/admin//v1/orgs" has two slashes in a row
    Hint: write the path of an API, for example: atlctl api admin/v1/orgs
    Hint: see the arguments: atlctl api --help
    [exit status: 2]
    "#);
    insta::assert_snapshot!(run(&["GET", "/admin/../x"]), @r#"
    ------- stderr -------
    Error: the path "/admin/../x" has a . or .. segment
    Hint: write the path of an API, for example: atlctl api admin/v1/orgs
    Hint: see the arguments: atlctl api --help
    [exit status: 2]
    "#);
    insta::assert_snapshot!(run(&["FETCH", "/admin/v1/orgs"]), @r#"
    ------- stderr -------
    Error: unknown method: "FETCH"; use GET, POST, PUT, PATCH or DELETE
    Hint: write the path of an API, for example: atlctl api admin/v1/orgs
    Hint: see the arguments: atlctl api --help
    [exit status: 2]
    "#);
    insta::assert_snapshot!(run(&["GET", "/admin/v1/orgs", "-H", "Cookie: a=b"]), @r#"
    ------- stderr -------
    Error: atlctl sets the header "cookie" itself
    [exit status: 2]
    "#);
    insta::assert_snapshot!(run(&["GET", "/admin/v1/orgs", "-f", "limit"]), @r#"
    ------- stderr -------
    Error: "limit" is not a field
    Hint: write it as -f name=value
    [exit status: 2]
    "#);
    insta::assert_snapshot!(run(&["GET", "/admin/v1/orgs", "-f", "limit:=many"]), @r#"
    ------- stderr -------
    Error: the value of "limit" is not JSON
      Caused by: expected value at line 1 column 1
    Hint: for a text, write limit=many
    [exit status: 2]
    "#);
    insta::assert_snapshot!(run(&["GET", "/gateway/api/adminhub/um/org/{org}/users"]), @"
    ------- stderr -------
    Error: this portal call requires a browser session (GET /adminhub/um/org/{id}/users)
    Hint: to sign in with one: atlctl auth login
    Hint: see what you have: atlctl auth status
    [exit status: 4]
    ");
    assert_eq!(place.requests().len(), 0);
}

/// `--limit 2` with `--paginate` read a whole organization, and a field given twice was sent once.
#[test]
fn nothing_that_is_given_is_passed_over() {
    let place = Place::new(data()).key();
    let run = |args: &[&str]| place.run(&[&["api"], args].concat()).to_string();
    insta::assert_snapshot!(run(&["GET", "/admin/v1/orgs", "--paginate", "--limit", "2", "-o", "csv"]), @"
    ------- stderr -------
    Error: api prints the response unchanged; leave out --output, --limit
    Hint: to send a parameter to Atlassian, use a field: -f limit=5
    [exit status: 2]
    ");
    let search = "/admin/v2/orgs/{org}/directories/-/users/search";
    insta::assert_snapshot!(run(&["POST", search, "-f", "status=active", "-f", "status=suspended"]), @r#"
    ------- stderr -------
    Error: "status" is given twice
    Hint: for a list, write status[]=value each time
    [exit status: 2]
    "#);
    for fields in [["a[]=x", "a=y"], ["a=y", "a[]=x"]] {
        let output = run(&["POST", search, "-f", fields[0], "-f", fields[1]]);
        assert!(output.ends_with("[exit status: 2]"), "{output}");
    }
    assert_eq!(place.requests().len(), 0);
    // What comes is JSON anyway.
    place
        .run(&["api", "GET", "/admin/v1/orgs", "-o", "json"])
        .expect(0);
}

#[test]
fn without_a_credential() {
    let place = Place::new(data());
    insta::assert_snapshot!(place.run(&["api", "GET", "/admin/v1/orgs"]), @"
    ------- stderr -------
    Error: not signed in
    Hint: sign in: atlctl auth login
    [exit status: 4]
    ");
}

#[test]
fn requests_can_be_watched_without_secrets() {
    let place = Place::new(data()).session();
    let output = place.run(&["api", "GET", "/admin/v1/orgs", "--debug-http"]);
    assert!(output.stderr.contains("GET"), "{output}");
    assert!(output.stderr.contains("status=200"), "{output}");
    let output = place.run(&["api", "GET", "/admin/v1/orgs", "-vvv"]);
    assert!(output.stderr.contains("status=200"), "{output}");
}

#[test]
fn a_credential_goes_to_no_stranger() {
    let mut env = Env::new();
    env.var("ATLCTL_API_KEY", KEY);
    let args = ["api", "GET", "/admin/v1/orgs", "--api-base"];
    insta::assert_snapshot!(env.run(&[&args[..], &["https://evil.example"]].concat()), @"
    ------- stderr -------
    Error: the base URL https://evil.example is not an Atlassian host; credentials are sent only to Atlassian
    [exit status: 2]
    ");
    insta::assert_snapshot!(env.run(&[&args[..], &["http://api.atlassian.com"]].concat()), @"
    ------- stderr -------
    Error: the base URL http://api.atlassian.com uses http; only addresses on this machine may use http
    [exit status: 2]
    ");
}
