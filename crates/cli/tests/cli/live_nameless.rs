//! `--live` lists, where the service has entries without an account ID.

use serde_json::json;
use wiremock::ResponseTemplate;

use crate::common::api_server::Place;

/// They are nobody that a command could name: no row of them, which nothing distinguishes, and no silence.
#[test]
fn entries_without_an_account_are_counted() {
    let entry = |id: Option<&str>, email: &str| json!({"accountId": id, "email": email, "name": "x", "status": "active", "claimStatus": "managed"});
    let place = Place::new(ResponseTemplate::new(200).set_body_json(json!({
        "data": [
            entry(None, "invited@x.example"),
            entry(Some("u1"), "u1@x.example"),
            entry(Some(""), "empty@x.example"),
            json!({"email": "also@x.example"}),
        ],
        "links": {},
    })))
    .key();
    insta::assert_snapshot!(place.run(&["user", "list", "--live", "-o", "csv", "--columns", "email,account_id"]), @"
    email,account_id
    u1@x.example,u1
    ------- stderr -------
    From Atlassian: o-1.
    Warning: 3 entries without an account ID left out
    [exit status: 0]
    ");
    insta::assert_snapshot!(place.run(&["user", "show", "invited@x.example", "--live"]), @"
    ------- stderr -------
    Warning: 3 entries without an account ID left out
    Error: no person has the email address or account ID invited@x.example; Atlassian returned someone else
    Hint: search for them: atlctl user list --live --search invited@x.example
    [exit status: 2]
    ");
    insta::assert_snapshot!(place.run(&["sync"]), @r#"
    ------- stderr -------
    Warning: 3 entries in the list of people without an account ID: left out
    Warning: Atlassian did not report people's groups, apps and roles; they are unknown
    Read 4 directories, 4 domains, 4 apps, 4 groups, 1 person, 0 roles of groups, 4 API tokens, 4 API keys, 4 OAuth clients, 4 organization policies.
    Warning: the people may not be complete: Atlassian reports no total, so what it listed (1 person) may not be everyone
    Warning: the organization could not be read this time: the response has no organization (HTTP 200; GET /admin/v1/orgs/{orgId}); never read so far
    Warning: the policies of people could not be read this time: the response is not valid JSON for this call (line 1, column 0) (HTTP 200; POST /admin/control/v1/orgs/{orgId}/users/auth-policies/bulk-fetch); never read so far
    Warning: the service accounts could not be read this time: the response has no list "items" (HTTP 200; GET /admin/api-access/v1/orgs/{orgId}/service-accounts); never read so far
    Warning: the credentials of service accounts could not be read this time: the response is not valid JSON for this call (line 1, column 0) (HTTP 200; GET /admin/api-access/v1/orgs/{orgId}/service-accounts/api-tokens); never read so far
    Hint: to read only what failed: atlctl sync --only org,policies,service-accounts,service-account-credentials
    Hint: next, query the mirror: atlctl user list --inactive 90d
    [exit status: 3]
    "#);
}
