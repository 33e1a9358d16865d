//! `--live`, where the service has something that only looks like what was asked for.

use serde_json::json;
use wiremock::ResponseTemplate;

use crate::common::api_server::Place;

#[test]
fn what_looks_the_same_is_neither_taken_nor_suggested() {
    let place = Place::new(ResponseTemplate::new(200).set_body_json(json!({
        "data": [
            {"id": "g-1", "name": "site-admins\u{200b}"},
            {"id": "g-2", "name": "s\u{456}te-admins"},
            {"id": "g-3", "name": "site-admins-all"},
        ],
        "links": {},
    })))
    .key();
    insta::assert_snapshot!(place.run(&["group", "show", "site-admins", "--live"]), @r#"
    ------- stderr -------
    Error: no group "site-admins" in the organization; did you mean "site-admins-all"?
    [exit status: 2]
    "#);
}
