//! What was read of people's own roles stays, with its age, until something may have changed them.

use atlctl_sim::{SimAccount, SimConfig};

use crate::moving::Place;

const DIRECT: &str =
    "SELECT count(*) FROM user_role_grant WHERE source = 'read' AND origin = 'group_direct'";

fn said(place: &Place, args: &[&str]) -> (String, String) {
    let output = place.env.run(args);
    assert_eq!(output.code, 0, "{output}");
    (output.stdout, output.stderr)
}

/// A member of jira-users who is no admin, and the path of their membership.
fn member(place: &Place) -> (SimAccount, String) {
    let ids = said(place, &["group", "members", "jira-users", "-q", "-o", "id"]).0;
    let mut people = place.movable().into_iter();
    let person = people
        .find(|one| !one.synced && ids.contains(&one.account_id))
        .unwrap();
    let group = said(
        place,
        &["group", "list", "--search", "jira-users", "-q", "-o", "id"],
    )
    .0;
    let directory = said(place, &["directory", "list", "-q", "-o", "id"]).0;
    let path = format!(
        "/admin/v2/orgs/{}/directories/{}/groups/{}/memberships/{}",
        place.sim.org_id(),
        directory.trim(),
        group.trim(),
        person.account_id
    );
    (person, path)
}

#[test]
fn a_role_from_a_group_ends_with_the_membership() {
    let place = Place::new(SimConfig::default());
    said(&place, &["sync", "-q", "--roles-budget", "500"]);
    let (person, path) = member(&place);
    let app = [
        "user",
        "explain",
        &person.email,
        "--app",
        "jira-software",
        "--site",
        "acme.atlassian.net",
    ];
    let (before, unknown) = said(&place, &app);
    assert!(before.contains("group jira-users"), "{before}");
    assert!(!unknown.contains("out of date"), "{unknown}");
    let (shown, _) = said(&place, &["group", "show", "jira-users"]);
    assert!(shown.contains("the only access for"), "{shown}");
    assert_eq!(place.control().as_another("DELETE", &path, "").0, 204);
    said(&place, &["sync", "-q"]);
    let (after, unknown) = said(&place, &app);
    assert!(
        !after.contains("jira-users") && !after.contains("does not list"),
        "{after}"
    );
    assert!(
        unknown.contains("Roles assigned to this person may be out of date"),
        "{unknown}"
    );
    assert!(unknown.contains("may be out of date"), "{unknown}");
    assert!(
        said(&place, &["sql", DIRECT, "-q", "-o", "csv"])
            .0
            .ends_with("\n0\n")
    );
    // The roles of the other members are as they were read.
    let (shown, _) = said(&place, &["group", "show", "jira-users"]);
    assert!(shown.contains("the only access for"), "{shown}");
    let list = ["user", "list", "--role", "admin", "--app", "jira-software"];
    let (_, unknown) = said(&place, &list);
    assert!(
        unknown.contains("Roles assigned to some people may be out of date"),
        "{unknown}"
    );
    // Read again, all is known again.
    said(&place, &["sync", "-q", "--roles-budget", "500"]);
    let (_, unknown) = said(&place, &list);
    assert!(!unknown.contains("out of date"), "{unknown}");
}

/// A sync outdates what was read of those alone who changed.
#[test]
fn a_sync_without_changes_outdates_no_roles() {
    let place = Place::new(SimConfig::default());
    said(&place, &["sync", "-q", "--roles-budget", "500"]);
    let sql = "SELECT email FROM user_role_read WHERE outdated";
    let outdated = || said(&place, &["sql", sql, "-q", "-o", "csv"]).0;
    for more in ["--full", "--accept-gone"] {
        said(&place, &["sync", "-q", more]);
        assert_eq!(outdated(), "email\n");
    }
    let (person, path) = member(&place);
    assert_eq!(place.control().as_another("DELETE", &path, "").0, 204);
    said(&place, &["sync", "-q"]);
    assert_eq!(outdated(), format!("email\n{}\n", person.email));
    // The event of that is older than the next reading.
    let read = [
        "sync",
        "-q",
        "--only",
        "user-roles",
        "--roles-budget",
        "500",
    ];
    let (_, told) = said(&place, &["sync", "--only", "user-roles"]);
    let all = said(
        &place,
        &[
            "sql",
            "SELECT count(*) FROM user WHERE NOT gone",
            "-q",
            "-o",
            "csv",
        ],
    )
    .0;
    let all = all.lines().last().unwrap();
    assert!(
        told.contains(&format!("Reading the roles of up to {all} people")),
        "{told}"
    );
    said(&place, &read);
    said(&place, &["sync", "-q"]);
    assert_eq!(outdated(), "email\n");
}

/// Who changed since the reading comes first.
#[test]
fn the_budget_goes_first_to_who_changed() {
    let place = Place::new(SimConfig::default());
    said(&place, &["sync", "-q", "--roles-budget", "500"]);
    let (person, path) = member(&place);
    assert_eq!(place.control().as_another("DELETE", &path, "").0, 204);
    said(&place, &["sync", "-q"]);
    said(
        &place,
        &["sync", "-q", "--only", "user-roles", "--roles-budget", "1"],
    );
    let sql = "SELECT outdated FROM user_role_read ORDER BY outdated DESC LIMIT 1";
    let (read, _) = said(&place, &["sql", sql, "-q", "-o", "csv"]);
    assert_eq!(read, "outdated\n0\n", "{}", person.email);
}

/// A list says how old a part is that the last sync could not read.
#[test]
fn what_the_last_sync_could_not_read_is_not_synced_just_now() {
    let place = Place::new(SimConfig::default());
    place.control().fault("* */users/search 403").unwrap();
    let output = place.env.run(&["sync", "-q"]);
    assert_ne!(output.code, 0, "{output}");
    for args in [
        &["user", "list"][..],
        &["group", "members", "jira-users"],
        &["snapshot", "diff", "--of", "people"],
        // It counts the members.
        &["group", "list"],
    ] {
        let (_, age) = said(&place, args);
        assert!(age.contains("the last sync could not read it"), "{age}");
    }
    let (_, age) = said(&place, &["domain", "list"]);
    assert!(!age.contains("could not read it"), "{age}");
}

/// The same where a run of ours ends the membership, before any other sync; and a role that a run grants is there.
#[test]
fn what_a_run_changes_of_roles_is_known_at_once() {
    let place = Place::new(SimConfig::default());
    said(&place, &["sync", "-q", "--roles-budget", "500"]);
    let (person, _) = member(&place);
    let email = person.email.as_str();
    said(
        &place,
        &["group", "remove", "jira-users", email, "--yes", "-q"],
    );
    let explain = ["user", "explain", email, "--app", "jira-software"];
    let explain = [&explain[..], &["--site", "acme.atlassian.net"]].concat();
    let (after, unknown) = said(&place, &explain);
    assert!(
        !after.contains("jira-users") && !after.contains("does not list"),
        "{after}"
    );
    assert!(unknown.contains("may be out of date"), "{unknown}");
    let grant = ["role", "grant", "user", email, "--app", "jira-software"];
    let grant = [&grant[..], &["--site", "acme.atlassian.net", "--yes", "-q"]].concat();
    said(&place, &grant);
    let sql = format!(
        "SELECT role, origin FROM user_role_grant WHERE email = '{email}' AND origin = 'direct'"
    );
    let (held, _) = said(&place, &["sql", &sql, "-q", "-o", "csv"]);
    assert!(held.contains("atlassian/user,direct"), "{held}");
    let (after, _) = said(&place, &explain);
    assert!(after.contains("  assigned"), "{after}");
}
