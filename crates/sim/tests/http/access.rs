//! Groups, members, roles, licenses and invitations.

use atlctl_sim::{SimAccount, SimConfig};
use serde_json::{Value, json};

use crate::changes::{DIRECTORY, code, group, id, ordinary, place, row, some};
use crate::client::{Answer, Place};

fn group_id(place: &Place, name: &str) -> String {
    group(place, name)["id"].as_str().unwrap().to_owned()
}

fn add(place: &Place, group: &str, account: &SimAccount) -> Answer {
    let body = json!({ "accountId": account.account_id }).to_string();
    place.key(
        "POST",
        &format!("{DIRECTORY}/groups/{group}/memberships"),
        &body,
    )
}

fn remove(place: &Place, group: &str, account: &SimAccount) -> Answer {
    let path = format!("{DIRECTORY}/groups/{group}/memberships/{}", id(account));
    place.key("DELETE", &path, "")
}

fn apps(place: &Place, account: &SimAccount) -> Vec<String> {
    let row = row(place, account);
    let apps = row["productAccess"].as_array().unwrap().iter();
    apps.map(|app| app["id"].as_str().unwrap().to_owned())
        .collect()
}

fn app(place: &Place, kind: &str) -> String {
    format!("ari:cloud:{kind}::site/{}", place.running.site_id())
}

/// Someone with or without an app.
fn person(place: &Place, app: &str, with: bool) -> SimAccount {
    let people = ordinary(place).into_iter();
    let mut fits = people.filter(|a| apps(place, a).iter().any(|known| known == app) == with);
    fits.next().unwrap()
}

#[test]
fn members_come_and_go_and_apps_follow_their_groups() {
    let place = place();
    let confluence = app(&place, "confluence");
    let users = group_id(&place, "confluence-users");
    let newcomer = &person(&place, &confluence, false);
    assert_eq!(add(&place, &users, newcomer).status, 204);
    assert!(apps(&place, newcomer).contains(&confluence));
    let body = json!({ "groupIds": [users], "limit": 100 }).to_string();
    let path = format!("{DIRECTORY}/users/search");
    let page = place.key("POST", &path, &body).json();
    assert!(page.to_string().contains(&newcomer.account_id));
    let by_resource = json!({ "resourceIds": [confluence], "emails": [newcomer.email] });
    let page = place.key("POST", &path, &by_resource.to_string()).json();
    assert_eq!(page["data"].as_array().unwrap().len(), 1);
    let again = add(&place, &users, newcomer);
    assert_eq!(
        (again.status, code(&again)),
        (409, json!("ADMIN-UAM-409-2"))
    );
    place.running.control().set_quiet_members(true);
    assert_eq!(add(&place, &users, newcomer).status, 204);
    assert_eq!(remove(&place, &users, newcomer).status, 204);
    assert!(!apps(&place, newcomer).contains(&confluence));
    assert_eq!(remove(&place, &users, newcomer).status, 404);
    let nobody = place.key(
        "POST",
        &format!("{DIRECTORY}/groups/{users}/memberships"),
        r#"{"accountId":"nobody"}"#,
    );
    assert_eq!(
        (nobody.status, code(&nobody)),
        (404, json!("ADMIN-UAM-404-1"))
    );
    // The name of the first version's body is not one of this.
    let old = place.key(
        "POST",
        &format!("{DIRECTORY}/groups/{users}/memberships"),
        r#"{"account_id":"x"}"#,
    );
    assert_eq!(old.status, 400);
}

#[test]
fn a_license_is_a_limit_for_groups_and_roles() {
    let place = place();
    let control = place.running.control();
    let confluence = app(&place, "confluence");
    let users = group_id(&place, "confluence-users");
    let newcomer = &person(&place, &confluence, false);
    let member = &person(&place, &confluence, true);
    let usage = |place: &Place| {
        let page = place
            .key("POST", "/admin/v2/orgs/{org}/workspaces", "{}")
            .json();
        let all = page["data"].as_array().unwrap().clone();
        let one = all.into_iter().find(|w| w["id"] == json!(confluence));
        one.unwrap()["attributes"].clone()
    };
    let used = usage(&place)["usage"].as_u64().unwrap();
    assert!(control.set_license("confluence", Some(usize::try_from(used).unwrap())));
    assert!(!control.set_license("nothing", None));
    assert_eq!(usage(&place)["capacity"], json!(used));
    let full = add(&place, &users, newcomer);
    assert_eq!((full.status, code(&full)), (409, json!("ADMIN-UAM-409-3")));
    let role = json!({ "role": "atlassian/user", "resource": confluence }).to_string();
    let path = format!("/admin/v1/orgs/{{org}}/users/{}/roles/assign", id(newcomer));
    assert_eq!(code(&place.key("POST", &path, &role)), "ADMIN-UAM-409-3");
    // A seat that gets free is given to the next.
    assert_eq!(remove(&place, &users, member).status, 204);
    assert_eq!(usage(&place)["usage"], json!(used - 1));
    assert_eq!(add(&place, &users, newcomer).status, 204);
}

/// The seats that an app uses, and the people who have it.
fn users_of(place: &Place, app: &str) -> (u64, u64) {
    let page = place
        .key("POST", "/admin/v2/orgs/{org}/workspaces", "{}")
        .json();
    let all = page["data"].as_array().unwrap().clone();
    let one = all.into_iter().find(|one| one["id"] == json!(app)).unwrap();
    let path = format!("{DIRECTORY}/users/count?resourceIds={app}");
    let have = place.key("GET", &path, "").json();
    (
        one["attributes"]["usage"].as_u64().unwrap(),
        have["count"].as_u64().unwrap(),
    )
}

#[test]
fn suspended_and_deactivated_people_use_no_seats() {
    let place = place();
    let confluence = app(&place, "confluence");
    let member = &person(&place, &confluence, true);
    let (used, have) = users_of(&place, &confluence);
    let verbs = [
        (format!("{DIRECTORY}/users/{}/suspend", id(member)), 1),
        (format!("{DIRECTORY}/users/{}/restore", id(member)), 0),
        (format!("/users/{}/manage/lifecycle/disable", id(member)), 1),
        (format!("/users/{}/manage/lifecycle/enable", id(member)), 0),
    ];
    for (path, freed) in verbs {
        assert_eq!(place.key("POST", &path, "{}").status, 204);
        assert_eq!(users_of(&place, &confluence), (used - freed, have));
    }
}

#[test]
fn who_had_an_app_through_a_deleted_group_loses_it_at_once() {
    let place = place();
    let confluence = app(&place, "confluence");
    let users = group_id(&place, "confluence-users");
    assert!(users_of(&place, &confluence).0 > 0);
    let path = format!("{DIRECTORY}/groups/{users}");
    assert_eq!(place.key("DELETE", &path, "").status, 204);
    assert_eq!(users_of(&place, &confluence), (0, 0));
}

#[test]
fn groups_of_an_identity_provider_and_of_the_admins_are_closed() {
    let place = place();
    let person = &ordinary(&place)[0];
    let synced = group(&place, "dept-legal");
    assert_eq!(synced["managementAccess"]["modifiable"], false);
    let synced = synced["id"].as_str().unwrap();
    assert_eq!(add(&place, synced, person).status, 403);
    let path = format!("{DIRECTORY}/groups/{synced}");
    assert_eq!(place.key("DELETE", &path, "").status, 403);
    let admins = group_id(&place, "org-admins");
    assert_eq!(add(&place, &admins, person).status, 403);
    let deactivated = &some(&place, |a| a.status == "deactivated")[0];
    let team = group_id(&place, "team-0001");
    assert_eq!(code(&add(&place, &team, deactivated)), "ADMIN-UAM-400-2");
}

#[test]
fn groups_are_created_and_deleted() {
    let place = place();
    let path = format!("{DIRECTORY}/groups");
    let body = json!({ "name": "New group", "description": "For a test" }).to_string();
    let made = place.key("POST", &path, &body);
    assert_eq!((made.status, made.body.as_str()), (201, ""));
    assert_eq!(place.key("POST", &path, &body).status, 409);
    assert_eq!(place.key("POST", &path, r#"{"title":"x"}"#).status, 400);
    let new = group(&place, "New group");
    assert_eq!(new["counts"]["users"], 0);
    let new = new["id"].as_str().unwrap();
    let person = &ordinary(&place)[0];
    assert_eq!(add(&place, new, person).status, 204);
    let groups = row(&place, person)["groups"].to_string();
    assert!(groups.contains("New group"));
    let one = format!("{path}/{new}");
    assert_eq!(
        place.key("GET", &one, "").json()["data"]["counts"]["users"],
        1
    );
    assert_eq!(place.key("DELETE", &one, "").status, 204);
    assert_eq!(place.key("GET", &one, "").status, 404);
    assert!(
        !row(&place, person)["groups"]
            .to_string()
            .contains("New group")
    );
}

fn assignments(place: &Place, account: &SimAccount) -> Vec<(String, String, Vec<String>)> {
    let path = format!(
        "{DIRECTORY}/users/{}/role-assignments?limit=100",
        id(account)
    );
    let page = place.key("GET", &path, "").json();
    let mut all = Vec::new();
    for resource in page["data"].as_array().unwrap() {
        for role in resource["roleAssignments"].as_array().unwrap() {
            let text = |value: &Value| value.as_str().unwrap().to_owned();
            let methods = role["roleAssignmentMethods"].as_array().unwrap().iter();
            all.push((
                text(&resource["resourceId"]),
                text(&role["role"]),
                methods.map(text).collect(),
            ));
        }
    }
    all
}

#[test]
fn roles_say_how_they_came_about_and_only_direct_ones_are_revoked() {
    let place = place();
    let confluence = app(&place, "confluence");
    let user = |way: &[&str]| {
        (
            confluence.clone(),
            "atlassian/user".to_owned(),
            way.iter().map(|w| (*w).to_owned()).collect::<Vec<_>>(),
        )
    };
    let person = &person(&place, &confluence, true);
    let change = |verb: &str, body: &Value| {
        let path = format!("/admin/v1/orgs/{{org}}/users/{}/roles/{verb}", id(person));
        place.key("POST", &path, &body.to_string())
    };
    let role = json!({ "role": "atlassian/user", "resource": confluence });
    assert!(assignments(&place, person).contains(&user(&["group_direct"])));
    assert_eq!(change("revoke", &role).status, 400);
    assert_eq!(change("assign", &role).status, 204);
    assert!(assignments(&place, person).contains(&user(&["direct", "group_direct"])));
    let rows = assignments(&place, person).len();
    let admin = json!({ "role": "atlassian/admin", "resource": confluence });
    assert_eq!(change("assign", &admin).status, 204);
    // A second role on a resource is a role more, but no row.
    assert_eq!(assignments(&place, person).len(), rows + 1);
    assert_eq!(change("revoke", &admin).status, 204);
    assert_eq!(change("revoke", &role).status, 204);
    assert!(assignments(&place, person).contains(&user(&["group_direct"])));
    for (body, status, error) in [
        (json!({ "role": "atlassian/user" }), 400, "ADMIN-UAM-400-5"),
        (
            json!({ "role": "boss", "resource": confluence }),
            400,
            "ADMIN-UAM-400-3",
        ),
        (
            json!({ "role": "atlassian/customer", "resource": confluence }),
            400,
            "ADMIN-UAM-400-3",
        ),
        (
            json!({ "role": "atlassian/user", "resource": "ari:nothing" }),
            404,
            "ADMIN-UAM-404-3",
        ),
        (
            json!({ "role": "atlassian/user", "resourceId": confluence }),
            400,
            "ADMIN-UAM-400-1",
        ),
    ] {
        let answer = change("assign", &body);
        assert_eq!(
            (answer.status, code(&answer)),
            (status, json!(error)),
            "{body}"
        );
    }
    let suspended = &some(&place, |a| a.status == "suspended")[0];
    let path = format!(
        "/admin/v1/orgs/{{org}}/users/{}/roles/assign",
        id(suspended)
    );
    assert_eq!(place.key("POST", &path, &role.to_string()).status, 400);
}

#[test]
fn organization_admins_come_and_go_but_one_stays() {
    let place = place();
    let person = &ordinary(&place)[0];
    let control = place.running.control();
    let change = |account: &SimAccount, verb: &str| {
        let path = format!(
            "/admin/v1/orgs/{{org}}/users/{}/role-assignments/{verb}",
            id(account)
        );
        place
            .key("POST", &path, r#"{"role":"atlassian/org-admin"}"#)
            .status
    };
    assert_eq!(change(person, "assign"), 204);
    let roles = row(&place, person)["platformRoles"].clone();
    assert_eq!(roles, json!(["atlassian/org-admin"]));
    let inferred = assignments(&place, person);
    assert!(
        inferred
            .iter()
            .any(|(_, role, ways)| role == "atlassian/admin" && ways == &["inferred".to_owned()])
    );
    assert_eq!(change(person, "revoke"), 204);
    let admins: Vec<SimAccount> = control
        .accounts()
        .into_iter()
        .filter(|a| a.org_admin)
        .collect();
    let (last, others) = admins.split_last().unwrap();
    for admin in others {
        assert_eq!(change(admin, "revoke"), 204);
    }
    assert_eq!(change(last, "revoke"), 403);
    let path = format!(
        "/admin/v1/orgs/{{org}}/users/{}/role-assignments/assign",
        id(person)
    );
    assert_eq!(
        place
            .key("POST", &path, r#"{"role":"atlassian/site-admin"}"#)
            .status,
        400
    );
}

#[test]
fn a_role_of_a_group_is_one_of_its_members() {
    let place = place();
    let confluence = app(&place, "confluence");
    let team = group_id(&place, "team-0001");
    let body = json!({ "groupIds": [team], "limit": 100, "expand": ["productAccess"] });
    let members = || {
        let path = format!("{DIRECTORY}/users/search");
        let page = place.key("POST", &path, &body.to_string()).json();
        page["data"].as_array().unwrap().clone()
    };
    let has = |row: &Value| row["productAccess"].to_string().contains(&confluence);
    assert!(!members().iter().all(has));
    let path = format!("{DIRECTORY}/groups/{team}/role-assignments");
    let role = json!({ "roleId": "atlassian/user", "resourceId": confluence }).to_string();
    assert_eq!(
        place.key("POST", &format!("{path}/assign"), &role).status,
        200
    );
    assert!(members().iter().all(has));
    let held = place.key("GET", &path, "").json();
    assert_eq!(held["data"][0]["resourceId"], json!(confluence));
    assert_eq!(held["data"][0]["defaultRole"], Value::Null);
    let other = place
        .key("GET", &format!("{path}?resourceOwners=bitbucket"), "")
        .json();
    assert_eq!(other["data"], json!([]));
    assert_eq!(
        place.key("POST", &format!("{path}/revoke"), &role).status,
        204
    );
    assert!(!members().iter().all(has));
    assert_eq!(
        place.key("POST", &format!("{path}/revoke"), &role).status,
        404
    );
    // A person's role names its parts otherwise.
    let wrong = json!({ "role": "atlassian/user", "resource": confluence }).to_string();
    assert_eq!(
        place.key("POST", &format!("{path}/assign"), &wrong).status,
        400
    );
}

#[test]
fn invitations_succeed_in_part() {
    let place = place();
    let path = "/admin/v2/orgs/{org}/users/invite";
    let confluence = app(&place, "confluence");
    let team = group_id(&place, "team-0001");
    let synced = group_id(&place, "dept-legal");
    let invite = |body: Value| place.key("POST", path, &body.to_string());
    let all = invite(json!({
        "emails": ["new.one@acme.example", "new.two@partner.example"],
        "additionalGroups": [team],
        "permissionRules": [{ "resource": confluence, "role": "atlassian/user" }],
        "sendNotification": false,
    }));
    assert_eq!(all.status, 200, "{all:?}");
    let control = place.running.control();
    let one = control.account("new.one@acme.example").unwrap();
    let two = control.account("NEW.two@partner.example").unwrap();
    assert_eq!((one.managed, two.managed), (true, false));
    assert_eq!(all.json()["data"][0]["id"], json!(one.account_id));
    assert_eq!(apps(&place, &one), [confluence.as_str()]);
    assert_eq!(row(&place, &one)["groups"][0]["id"], json!(team));
    let part = invite(json!({
        "emails": ["new.three@acme.example", "not an address"],
        "additionalGroups": [synced],
    }));
    assert_eq!(part.status, 206);
    let data = part.json()["data"].clone();
    assert_eq!(
        data[0]["results"][0]["groupAssignmentResult"][0]["status"],
        "ERROR"
    );
    assert!(data[0]["id"].is_string() && data[1].get("id").is_none());
    // Someone who was removed comes back.
    let person = &ordinary(&place)[0];
    place.key("DELETE", &format!("{DIRECTORY}/users/{}", id(person)), "");
    assert_eq!(invite(json!({ "emails": [person.email] })).status, 200);
    assert_eq!(row(&place, person)["membershipStatus"], "active");
    let many: Vec<String> = (0..26).map(|n| format!("a{n}@acme.example")).collect();
    assert_eq!(invite(json!({ "emails": many })).status, 400);
    assert_eq!(invite(json!({ "email": "a@acme.example" })).status, 400);
    let poor = Place::new(SimConfig {
        unpaid: true,
        ..SimConfig::default()
    });
    let answer = poor.key("POST", path, r#"{"emails":["a@acme.example"]}"#);
    assert_eq!(
        (answer.status, code(&answer)),
        (402, json!("ADMIN-UAM-402-1"))
    );
}
