//! Moving people between policies.

use std::time::Duration;

use atlctl_sim::{Control, SimAccount, SimConfig, SimError, SimOrganization, SimPolicy, Simulator};
use serde_json::{Value, json};

use crate::client::Place;

fn people(control: &Control, wanted: impl Fn(&SimAccount) -> bool) -> Vec<SimAccount> {
    control.accounts().into_iter().filter(wanted).collect()
}

/// Moves; gives the task's state.
fn move_to(place: &Place, policy: &str, emails: &[&str]) -> Value {
    let path = format!("/admin/control/v1/orgs/{{org}}/auth-policy/{policy}/add-users");
    let answer = place.key("POST", &path, &json!({ "users": emails }).to_string());
    assert_eq!(answer.status, 202, "{answer:?}");
    task(place, answer.json()["taskId"].as_str().unwrap())
}

fn task(place: &Place, id: &str) -> Value {
    place
        .key(
            "GET",
            &format!("/admin/control/v1/orgs/{{org}}/auth-policy/task/{id}"),
            "",
        )
        .json()
}

fn read(place: &Place, account: &str) -> Value {
    let body = json!({ "accountIds": [account] }).to_string();
    let path = "/admin/control/v1/orgs/{org}/users/auth-policies/bulk-fetch";
    place.key("POST", path, &body).json()[0]["authPolicyInfo"]["policyId"].clone()
}

#[test]
fn each_address_is_moved_or_gets_a_reason() {
    let place = Place::new(SimConfig::default());
    let control = place.running.control();
    let policies = control.policies();
    let (from, to) = (&policies[2].id, &policies[1].id);
    let movable = people(&control, |a| {
        a.policy.as_ref() == Some(from) && a.status == "active"
    });
    let foreign = people(&control, |a| !a.managed);
    let gone = people(&control, |a| a.status == "deactivated");
    let state = move_to(
        &place,
        to,
        &[
            &movable[0].email.to_uppercase(),
            &foreign[0].email,
            &gone[0].email,
            "no@one.example",
        ],
    );
    assert_eq!(
        (&state["successCount"], &state["failureCount"]),
        (&json!(1), &json!(3))
    );
    let reasons = state["failureReasons"].as_array().unwrap();
    assert_eq!(
        reasons.len(),
        2,
        "those that failed alike come together: {reasons:?}"
    );
    assert_eq!(
        control.account(&movable[0].email).unwrap().policy.as_ref(),
        Some(to)
    );
    let changes = control.changes();
    assert_eq!(changes.len(), 1);
    assert_eq!((changes[0].from.as_ref(), &changes[0].to), (Some(from), to));
    assert_eq!(read(&place, &movable[0].account_id), json!(to));
}

#[test]
fn a_task_takes_its_time_and_readers_lag_behind() {
    let place = Place::new(SimConfig {
        task_delay: Duration::from_secs(3600),
        lag: Duration::from_secs(3600),
        ..SimConfig::default()
    });
    let control = place.running.control();
    let policies = control.policies();
    let (from, to) = (&policies[2].id, &policies[1].id);
    let person = &people(&control, |a| {
        a.policy.as_ref() == Some(from) && a.status == "active"
    })[0];
    let state = move_to(&place, to, &[&person.email]);
    assert_eq!(
        (&state["inProgressCount"], &state["successCount"]),
        (&json!(1), &json!(0))
    );
    assert_eq!(read(&place, &person.account_id), json!(from));
    control.settle();
    assert_eq!(read(&place, &person.account_id), json!(to));
}

#[test]
fn what_cannot_be_moved_at_all_is_refused() {
    let place = Place::new(SimConfig {
        add_users_limit: 2,
        ..SimConfig::default()
    });
    let policy = place.running.control().policies()[0].id.clone();
    let path = format!("/admin/control/v1/orgs/{{org}}/auth-policy/{policy}/add-users");
    for (body, status) in [
        ("{}", 400),
        (r#"{"users":[]}"#, 400),
        (r#"{"users":[1]}"#, 400),
        (r#"{"users":["a","b","c"]}"#, 400),
        ("not json", 400),
    ] {
        assert_eq!(place.key("POST", &path, body).status, status, "{body}");
    }
    let unknown = path.replace(&policy, "no-such-policy");
    assert_eq!(
        place.key("POST", &unknown, r#"{"users":["a@b.c"]}"#).status,
        404
    );
    assert!(place.running.control().changes().is_empty());
}

#[test]
fn a_forbidden_move_is_refused() {
    let place = Place::new(SimConfig {
        sessions_cannot_move: true,
        key_without_policy_scope: true,
        ..SimConfig::default()
    });
    let path = "/admin/control/v1/orgs/{org}/users/auth-policies/bulk-fetch";
    let answer = place.key("POST", path, r#"{"accountIds":[]}"#);
    assert_eq!(answer.json()["errors"][0]["code"], "ADMIN-401-2");
    assert_eq!(
        place.session("POST", path, r#"{"accountIds":[]}"#).status,
        403
    );
}

#[test]
fn a_kept_change_is_put_back_without_a_trace() {
    let place = Place::new(SimConfig::default());
    let control = place.running.control();
    let policy = control.policies()[3].id.clone();
    let person = &people(&control, |a| a.managed)[5];
    assert!(control.set_policy(&person.account_id, &policy));
    assert!(!control.set_policy("nobody", &policy));
    assert!(!control.set_policy(&person.account_id, "nothing"));
    assert_eq!(
        control.account(&person.account_id).unwrap().policy,
        Some(policy)
    );
    assert!(control.changes().is_empty());
}

#[test]
fn a_loaded_organization_moves_its_people() {
    let account = |id: &str, managed, status: &str, policy: Option<&str>| SimAccount {
        account_id: id.to_owned(),
        email: format!("{}@Example.com", id.to_uppercase()),
        name: "Some One".to_owned(),
        managed,
        status: status.to_owned(),
        org_admin: false,
        synced: false,
        policy: policy.map(str::to_owned),
    };
    let policy = |id: &str| SimPolicy {
        id: id.to_owned(),
        name: format!("Policy {id}"),
        members: 0,
    };
    let told = SimOrganization {
        id: "o-1".to_owned(),
        name: "Told".to_owned(),
        policies: vec![policy("old"), policy("new")],
        accounts: vec![
            account("a", true, "active", Some("old")),
            account("b", true, "deactivated", Some("old")),
            account("c", false, "active", None),
            account("d", true, "active", None),
        ],
    };
    let place = Place::new(SimConfig {
        organization: Some(told.clone()),
        ..SimConfig::default()
    });
    assert_eq!(place.org, "o-1");
    let control = place.running.control();
    assert_eq!(control.accounts(), told.accounts);
    assert_eq!(
        control.policies()[0],
        SimPolicy {
            members: 2,
            ..policy("old")
        }
    );
    let emails = ["a", "b", "c", "d", "e"].map(|id| format!("{id}@example.com"));
    let state = move_to(&place, "new", &emails.each_ref().map(String::as_str));
    assert_eq!(
        (&state["successCount"], &state["failureCount"]),
        (&json!(2), &json!(3))
    );
    for (id, now) in [
        ("a", json!("new")),
        ("b", json!("old")),
        ("c", json!(null)),
        ("d", json!("new")),
    ] {
        assert_eq!(read(&place, id), now, "{id}");
    }
    let unknown = "/admin/control/v1/orgs/{org}/auth-policy/other/add-users";
    assert_eq!(
        place
            .key("POST", unknown, r#"{"users":["a@example.com"]}"#)
            .status,
        404
    );
    // Its people may be real: there is no way in without the key, or a session that its owner made.
    let portal = "/gateway/api/adminhub/um/org/o-1/users";
    for path in ["/", "/login", "/__sim/requests", portal] {
        assert_eq!(
            place.ask("GET", path, "", "").unwrap().status,
            401,
            "{path}"
        );
    }
    assert_eq!(
        place
            .session("GET", "/adminhub/um/org/o-1/users", "")
            .status,
        200
    );
    let many = SimOrganization {
        policies: (0..256).map(|n| policy(&n.to_string())).collect(),
        ..told
    };
    let refused = Simulator::spawn_thread(SimConfig {
        organization: Some(many),
        ..SimConfig::default()
    });
    assert!(matches!(refused, Err(SimError::Policies { policies: 256 })));
}
