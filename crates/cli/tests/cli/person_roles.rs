//! A person's roles in apps: the same wherever they are shown, and as old as their reading.

use atlctl_sim::{SimAccount, SimConfig};
use serde_json::Value;

use crate::moving::Place;

fn json(place: &Place, args: &[&str]) -> Value {
    let output = place.env.run(&[args, &["-q", "-o", "json"]].concat());
    assert_eq!(output.code, 0, "{output}");
    serde_json::from_str(&output.stdout).unwrap()
}

/// Somebody with the role of an admin of Bitbucket, assigned to them, and nothing else there.
fn assigned() -> (Place, SimAccount, String) {
    let place = Place::new(SimConfig::default());
    let users = json(&place, &["user", "list", "--app", "bitbucket"]);
    let has = |one: &SimAccount| {
        let users = users.as_array().unwrap();
        users
            .iter()
            .any(|user| user["account_id"] == one.account_id)
    };
    let person = place
        .movable()
        .into_iter()
        .find(|one| !one.synced && !has(one))
        .unwrap();
    let app = json(
        &place,
        &[
            "sql",
            "SELECT id FROM workspace WHERE product_key LIKE 'bitbucket%'",
        ],
    );
    let app = app[0]["id"].as_str().unwrap().to_owned();
    let path = format!(
        "/admin/v1/orgs/{}/users/{}/roles/assign",
        place.sim.org_id(),
        person.account_id
    );
    let role = format!(r#"{{"role":"atlassian/admin","resource":"{app}"}}"#);
    let (status, said) = place.control().as_another("POST", &path, &role);
    assert!((200..300).contains(&status), "{status} {said}");
    let sync = ["sync", "-q", "--roles-budget", "500"];
    assert_eq!(place.env.run(&sync).code, 0);
    (place, person, app)
}

#[test]
fn a_role_that_is_assigned_is_shown_everywhere() {
    let (place, person, app) = assigned();
    let shown = json(&place, &["user", "show", &person.email]);
    let roles = shown["app_roles"].as_array().unwrap();
    let one = roles.iter().find(|one| one["app_id"] == app.as_str());
    let one = one.unwrap_or_else(|| panic!("{shown}"));
    assert_eq!(
        (&one["role"], &one["from"]),
        (&"atlassian/admin".into(), &"assigned".into())
    );
    assert_eq!(shown["app_roles_known"], true, "{shown}");
    let table = place.env.run(&["user", "show", &person.email]);
    assert!(
        table.stdout.contains("Bitbucket (acme.atlassian.net): "),
        "{table}"
    );
    // The ways of explain, and no other.
    let explained = json(&place, &["user", "explain", &person.email]);
    let ways = |list: &Value, fields: [&str; 3]| {
        let mut ways: Vec<[String; 3]> = list
            .as_array()
            .unwrap()
            .iter()
            .map(|one| fields.map(|field| one[field].as_str().unwrap().to_owned()))
            .filter(|[app, ..]| app.contains("::site/") || app.contains("workspace"))
            .collect();
        ways.sort();
        ways
    };
    assert_eq!(
        ways(&shown["app_roles"], ["app_id", "role", "from"]),
        ways(&explained, ["app_id", "role_id", "from"])
    );
    let listed = json(
        &place,
        &["user", "list", "--role", "admin", "--app", "bitbucket"],
    );
    let mut listed = listed.as_array().unwrap().iter();
    assert!(listed.any(|one| one["account_id"] == person.account_id));
    let listed = json(&place, &["role", "list", "--app", "bitbucket"]);
    let mut listed = listed.as_array().unwrap().iter();
    assert!(listed.any(|one| one["holder_id"] == person.account_id && one["role_id"] == "atlassian/admin"));
}

/// After a change that may have changed a person's roles, each answer says how old they are.
#[test]
fn each_answer_says_how_old_the_roles_are() {
    let (place, person, _) = assigned();
    let app_role = ["--role", "admin", "--app", "bitbucket"];
    let page = ["report", "access", "--role", "admin", "--app", "bitbucket"];
    let review = [
        "review",
        "start",
        "--scope",
        "role:admin@bitbucket",
        "--reviewer",
        "ada.admin@acme.example",
    ];
    let commands: [&[&str]; 4] = [
        &["user", "show", &person.email],
        &[&["user", "list"][..], &app_role].concat(),
        &["role", "list", "--app", "bitbucket"],
        &page,
    ];
    let old = "may be out of date: something changed after";
    for command in commands {
        let output = place.env.run(command);
        assert!(!format!("{output}").contains(old), "{command:?} {output}");
    }
    let leave = ["group", "remove", "jira-users", &person.email, "--yes"];
    for change in [&leave[..], &["sync", "-q"]] {
        assert_eq!(place.env.run(change).code, 0, "{change:?}");
    }
    for command in commands {
        let output = place.env.run(command);
        assert_eq!(output.code, 0, "{command:?} {output}");
        assert!(format!("{output}").contains(old), "{command:?} {output}");
    }
    let shown = json(&place, &["user", "show", &person.email]);
    assert_eq!(shown["app_roles_known"], false, "{shown}");
    let output = place.env.run(&review);
    assert!(
        output.stderr.contains("by a role that was read up to"),
        "{output}"
    );
}

/// Where nobody's own roles were read, a list of an app does not pass for all of them.
#[test]
fn roles_that_were_never_read_are_said_to_be_unknown() {
    let place = Place::new(SimConfig::default());
    let output = place.env.run(&["role", "list", "--app", "bitbucket"]);
    assert!(
        output.stderr.contains(
            "Roles assigned to people were not read; more people may have a role in this app"
        ),
        "{output}"
    );
    let person = place.movable().remove(0);
    let shown = json(&place, &["user", "show", &person.email]);
    assert_eq!(shown["app_roles_known"], false, "{shown}");
}

/// The directories of a person: by the only one that there is, by none, and by groups where there are several.
#[test]
fn directories_are_said_where_they_are_known() {
    let place = Place::new(SimConfig::default());
    let person = place.movable().into_iter().find(|one| !one.synced).unwrap();
    let show = ["user", "show", &person.email];
    let both = |place: &Place| {
        let live = json(place, &[&show[..], &["--live"]].concat());
        let shown = json(place, &show);
        for field in ["directories", "directories_known"] {
            assert_eq!(shown[field], live[field], "{field}");
        }
        shown
    };
    let shown = both(&place);
    assert_eq!(shown["directories"][0]["name"], "Acme directory", "{shown}");
    assert_eq!(shown["directories_known"], true);
    let table = place.env.run(&show);
    assert!(table.stdout.contains("Directories"), "{table}");
    // Of several directories, only those of groups are sure.
    let mirror = rusqlite::Connection::open(place.mirror()).unwrap();
    mirror
        .execute_batch(
            "CREATE TEMP TABLE one AS SELECT * FROM mirror_directory; UPDATE one SET id = 'other', name = 'Other'; \
             INSERT INTO mirror_directory SELECT * FROM one;",
        )
        .unwrap();
    let shown = json(&place, &show);
    assert_eq!(shown["directories"].as_array().unwrap().len(), 1, "{shown}");
    assert_eq!(shown["directories_known"], false);
    mirror
        .execute("DELETE FROM mirror_directory WHERE id = 'other'", [])
        .unwrap();
    // Who was removed is in none.
    let remove = ["user", "remove", &person.email, "--yes", "--confirm", "1"];
    place.env.run(&remove).expect(0);
    let shown = both(&place);
    assert_eq!(shown["directories"], serde_json::json!([]), "{shown}");
    assert_eq!(shown["directories_known"], true);
}
