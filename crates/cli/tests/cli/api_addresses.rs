//! `api` with addresses as browsers show them.

use crate::common::api_server::{Place, data};

#[test]
fn an_address_needs_no_https_and_takes_no_http() {
    let place = Place::new(data()).key().session();
    for address in [
        "api.atlassian.com/admin/v1/orgs",
        "admin.atlassian.com/gateway/api/me",
    ] {
        place.run(&["api", address]).expect(0);
    }
    let paths: Vec<String> = place
        .requests()
        .iter()
        .map(|request| request.url.path().to_owned())
        .collect();
    assert_eq!(paths, ["/admin/v1/orgs", "/gateway/api/me"]);
    insta::assert_snapshot!(place.run(&["api", "http://api.atlassian.com/admin/v1/orgs"]), @r#"
    ------- stderr -------
    Error: the address "http://api.atlassian.com/admin/v1/orgs" begins with http://; credentials are sent only over https://
    [exit status: 2]
    "#);
    insta::assert_snapshot!(place.run(&["api", "admin.atlassian.com/o/1/members"]), @r#"
    ------- stderr -------
    Error: the address "admin.atlassian.com/o/1/members" is a portal page, not an endpoint; portal endpoints begin with /gateway/api/
    [exit status: 2]
    "#);
    assert_eq!(place.requests().len(), 2);
}
