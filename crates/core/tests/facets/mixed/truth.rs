//! What is true of a row in a state of a simulated organization.

use atlctl_core::change::facet::app_role::{HELD, NOT_HELD};
use atlctl_core::change::facet::credential::{REVOKED, VALID};
use atlctl_core::change::facet::directory_access::{self};
use atlctl_core::change::facet::email;
use atlctl_core::change::facet::membership::{IN, OUT};
use atlctl_core::change::facet::{group_exists, invitation, lifecycle, site_access, site_status};
use atlctl_core::change::{Target, Value};
use atlctl_core::plan::Row;
use serde_json::{Value as Json, json};

pub fn list<'a>(json: &'a Json, name: &str) -> &'a [Json] {
    json[name].as_array().unwrap()
}

pub fn text(json: &Json) -> String {
    json.as_str().unwrap().to_owned()
}

/// The value that a row's target has in truth.
pub fn truth(state: &Json, row: &Row) -> Value {
    let of = &row.facet.of;
    let target = row.target().unwrap();
    let account = row.account.as_deref();
    let person = list(state, "people").iter().find(|one| match &target {
        Target::Address(address) => one["email"] == address.as_str(),
        _ => account.is_some_and(|id| one["id"] == id),
    });
    let group = list(state, "groups").iter().find(|one| match &target {
        Target::GroupName(name) => one["name"] == name.as_str(),
        other => one["id"] == other.id(),
    });
    let has = |one: Option<&Json>, name: &str, value: &Json| {
        one.is_some_and(|one| list(one, name).contains(value))
    };
    let either = |yes: bool, one: &str, other: &str| Value::from(if yes { one } else { other });
    let is = |name: &str, value: &str| person.is_some_and(|one| one[name] == value);
    let listed = |name: &str| list(state, name).contains(&target.id().into());
    match row.facet.kind.name() {
        "policy" => person.and_then(|one| one["policy"].as_str()).into(),
        "directory-access" => either(
            is("access", "active"),
            directory_access::ACTIVE,
            if is("access", "suspended") {
                directory_access::SUSPENDED
            } else {
                directory_access::REMOVED
            },
        ),
        "lifecycle" if of[0] == "deletion" => either(
            is("lifecycle", "for_deletion"),
            lifecycle::TO_BE_DELETED,
            if is("lifecycle", "deactivated") {
                lifecycle::DEACTIVATED
            } else {
                lifecycle::KEPT
            },
        ),
        "lifecycle" => either(
            is("lifecycle", "active"),
            lifecycle::ACTIVE,
            lifecycle::DEACTIVATED,
        ),
        "email" => email::address(person.unwrap()["email"].as_str().unwrap()),
        "profile" => {
            assert_eq!(of[0], "job-title");
            person.unwrap()["profile"]["job_title"].as_str().into()
        }
        "membership" => {
            // Of a group that the same plan creates, the name alone is known.
            let mut groups = list(state, "groups").iter();
            let named = of.get(2).map(String::as_str).unwrap_or_default();
            let id = groups.find(|one| one["id"] == of[1].as_str() || one["name"] == named);
            let id = id.map_or(Json::Null, |one| one["id"].clone());
            either(has(person, "groups", &id), IN, OUT)
        }
        "app-role" => {
            let role = json!([of[2], of[1]]);
            either(has(person.or(group), "roles", &role), HELD, NOT_HELD)
        }
        "platform-role" => either(
            person.is_some_and(|one| one["org_admin"] == true),
            HELD,
            NOT_HELD,
        ),
        "api-token" => {
            let valid = has(person, "tokens", &target.id().into());
            either(valid, VALID, REVOKED)
        }
        "api-key" => either(listed("api_keys"), VALID, REVOKED),
        "oauth-client" => either(listed("oauth_clients"), VALID, REVOKED),
        "service-account" => either(robot(state, &target).is_some(), VALID, REVOKED),
        "service-account-tokens" => {
            let robot = robot(state, &target).unwrap();
            either(!list(robot, "tokens").is_empty(), VALID, REVOKED)
        }
        "invitation" => either(
            person.is_some_and(|one| one["access"] == "active"),
            invitation::INVITED,
            invitation::ABSENT,
        ),
        "site-access" => either(
            is("access", "no_membership"),
            site_access::REMOVED,
            site_access::PRESENT,
        ),
        "site-status" => either(
            is("status", "active"),
            site_status::ACTIVE,
            site_status::NOT_ACTIVE,
        ),
        "group-exists" => either(group.is_some(), group_exists::PRESENT, group_exists::ABSENT),
        other => panic!("what is true of {other}?"),
    }
}

fn robot<'a>(state: &'a Json, target: &Target) -> Option<&'a Json> {
    let mut all = list(state, "service_accounts").iter();
    all.find(|one| one["id"] == target.id())
}
