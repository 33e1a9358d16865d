//! `role` and `user remove-access`: who gets a role, who loses an app, and who is left alone.

use atlctl_sim::{SimAccount, SimConfig};

use crate::group_members::members;
use crate::moving::Place;

/// People who are in the group, or are not.
fn people(place: &Place, group: &str, is_in: bool) -> Vec<SimAccount> {
    let inside = members(place, group);
    let mut people = place.movable();
    people.retain(|one| inside.contains(&one.email) == is_in);
    people
}

#[test]
fn a_role_is_granted_and_revoked_and_an_undo_turns_it_back() {
    let place = Place::new(SimConfig::default());
    let one = people(&place, "bitbucket-users", false).remove(0).email;
    let grant = ["role", "grant", "user", &one, "--app", "bitbucket"];
    let with = |more: &[&'static str]| place.run(&[&grant[..], more].concat());
    insta::assert_snapshot!("role_grant_plan", with(&["--dry-run"]));
    insta::assert_snapshot!("role_grant_without_yes", with(&[]));
    insta::assert_snapshot!("role_grant", with(&["--yes"]));
    insta::assert_snapshot!("role_grant_again", with(&["--yes"]));
    let listed = place.run(&["role", "list", &one, "-o", "csv"]);
    assert!(
        listed
            .stdout
            .contains("User,Bitbucket (acme.atlassian.net),assigned"),
        "{listed}"
    );
    insta::assert_snapshot!("role_undo", place.run(&["undo", "last", "--yes"]));
    let listed = place.run(&["role", "list", &one, "-o", "csv"]);
    assert!(!listed.stdout.contains("Bitbucket"), "{listed}");
}

#[test]
fn a_role_from_a_group_cannot_be_revoked_from_the_person() {
    let place = Place::new(SimConfig::default());
    let one = people(&place, "bitbucket-users", true).remove(0).email;
    let revoke = [
        "role",
        "revoke",
        "user",
        &one,
        "--app",
        "bitbucket",
        "--yes",
    ];
    insta::assert_snapshot!("role_revoke_of_a_group", place.run(&revoke));
    assert_eq!(place.control().calls().len(), 0);
}

#[test]
fn roles_and_apps_are_named_in_words() {
    let place = Place::new(SimConfig::default());
    let one = people(&place, "bitbucket-users", false).remove(0).email;
    let grant = |role: &str, more: &[&str]| {
        place.run(&[&["role", "grant", role, &one, "--dry-run"], more].concat())
    };
    insta::assert_snapshot!("role_unknown", grant("owner", &["--app", "confluence"]));
    insta::assert_snapshot!("role_without_app", grant("user", &[]));
    insta::assert_snapshot!(
        "role_of_another_app",
        grant("customer", &["--app", "confluence"])
    );
    insta::assert_snapshot!("role_with_app", grant("org-admin", &["--app", "jira"]));
    let titled = grant("Product admin", &["--app", "jira"]);
    assert!(titled.stderr.contains("App admin of Jira"), "{titled}");
    let sandbox = grant(
        "user",
        &["--app", "jira", "--site", "acme-sandbox-110.atlassian.net"],
    );
    assert!(sandbox.stderr.contains("acme-sandbox"), "{sandbox}");
}

/// The app outside the sandbox is meant, which the plan of every change says, with the name of the other one.
#[test]
fn a_plan_says_which_app_is_not_meant() {
    let place = Place::new(SimConfig::default());
    let one = people(&place, "bitbucket-users", false).remove(0).email;
    place.env.file(
        "list.csv",
        format!("email,action,role,app\n{one},grant,user,jira\n"),
    );
    place
        .env
        .file("new.csv", "email,apps\nn1@acme.example,jira:user\n");
    let sandbox = "jira-software@acme-sandbox-110.atlassian.net";
    let note = format!("stays unchanged; to change it, name it {sandbox}");
    for command in [
        &["role", "grant", "user", &one, "--app", "jira"][..],
        &["role", "revoke", "user", &one, "--app", "jira-software"],
        &[
            "role",
            "grant",
            "user",
            "--group",
            "bitbucket-users",
            "--app",
            "jira",
        ],
        &["change", "--csv", "list.csv"],
        &["user", "invite", "n1@acme.example", "--app", "jira"],
        &["user", "invite", "--csv", "new.csv"],
    ] {
        let planned = place.run(&[command, &["--dry-run"]].concat());
        assert!(planned.stderr.contains(&note), "{planned}");
    }
    // Names of one app need no note.
    for app in [sandbox, "jira-software@acme.atlassian.net", "confluence"] {
        let planned = place.run(&["role", "grant", "user", &one, "--app", app, "--dry-run"]);
        assert!(
            planned.code == 0 && !planned.stderr.contains("stays unchanged"),
            "{planned}"
        );
    }
}

#[test]
fn organization_admins_come_and_go_but_not_yourself() {
    let place = Place::new(SimConfig::default());
    let one = people(&place, "bitbucket-users", false).remove(0).email;
    let grant = ["role", "grant", "org-admin", &one, "--yes"];
    insta::assert_snapshot!("role_org_admin", place.run(&grant));
    let mut admins: Vec<String> = place
        .control()
        .accounts()
        .into_iter()
        .filter(|one| one.org_admin)
        .map(|one| one.email)
        .collect();
    admins.sort();
    let admins: Vec<&str> = admins.iter().map(String::as_str).collect();
    let revoke = [&["role", "revoke", "org-admin", "--yes"], &admins[..]].concat();
    let revoked = place.run(&revoke);
    let left = place.control().accounts().into_iter();
    let left = left.filter(|one| one.org_admin && one.managed && one.status == "active");
    assert!(left.count() > 0, "{revoked}");
    insta::assert_snapshot!("role_org_admins_revoked", revoked);
}

#[test]
fn roles_are_listed_of_a_person_a_group_and_an_app() {
    let place = Place::new(SimConfig::default());
    let one = people(&place, "bitbucket-users", true).remove(0).email;
    insta::assert_snapshot!("role_list", place.run(&["role", "list"]));
    insta::assert_snapshot!("role_list_of_a_person", place.run(&["role", "list", &one]));
    let explain = ["user", "explain", &one, "--app", "bitbucket"];
    insta::assert_snapshot!("user_explain", place.run(&explain));
    let of = |flag: &str, name: &str| place.run(&["role", "list", flag, name]);
    insta::assert_snapshot!("role_list_of_a_group", of("--group", "bitbucket-users"));
    insta::assert_snapshot!("role_list_of_an_app", of("--app", "bitbucket"));
}

#[test]
fn a_group_gives_its_members_an_app() {
    let place = Place::new(SimConfig::default());
    let grant = [
        "role",
        "grant",
        "user",
        "--group",
        "team-0001",
        "--app",
        "bitbucket",
        "--yes",
    ];
    // It gives all members the app, and they are more than one plan may change.
    insta::assert_snapshot!("role_grant_to_many", place.run(&grant));
    let grant = [&grant[..], &["--max-changes", "53"]].concat();
    insta::assert_snapshot!("role_grant_to_a_group", place.run(&grant));
    let listed = place.run(&["role", "list", "--app", "bitbucket", "-o", "csv"]);
    assert!(listed.stdout.contains("team-0001"), "{listed}");
    let undone = place.run(&["undo", "last", "--yes", "--max-changes", "53"]);
    assert_eq!(undone.code, 0, "{undone}");
    let listed = place.run(&["role", "list", "--app", "bitbucket", "-o", "csv"]);
    assert!(!listed.stdout.contains("team-0001"), "{listed}");
}

#[test]
fn an_app_is_taken_away_by_what_gives_it() {
    let place = Place::new(SimConfig::default());
    let inside = people(&place, "bitbucket-users", true);
    let [one, two] = [0, 1].map(|at| inside[at].email.clone());
    // The first has the role by hand, too; a third has no access.
    let by_hand = place.run(&["role", "grant", "user", &one, "--app", "bitbucket", "--yes"]);
    assert_eq!(by_hand.code, 0, "{by_hand}");
    let three = people(&place, "bitbucket-users", false).remove(0).email;
    let take = [
        "user",
        "remove-access",
        &one,
        &two,
        &three,
        "--app",
        "bitbucket",
    ];
    insta::assert_snapshot!(
        "remove_access_plan",
        place.run(&[&take[..], &["--dry-run"]].concat())
    );
    insta::assert_snapshot!(
        "remove_access",
        place.run(&[&take[..], &["--yes"]].concat())
    );
    let after = members(&place, "bitbucket-users");
    assert!(!after.contains(&one) && !after.contains(&two));
    insta::assert_snapshot!(
        "remove_access_again",
        place.run(&[&take[..], &["--yes"]].concat())
    );
    insta::assert_snapshot!(
        "remove_access_undone",
        place.run(&["undo", "last", "--yes"])
    );
}

#[test]
fn a_group_that_gives_other_apps_is_left_only_when_asked() {
    let place = Place::new(SimConfig::default());
    let one = people(&place, "bitbucket-users", true).remove(0).email;
    let share = [
        "role",
        "grant",
        "user",
        "--group",
        "bitbucket-users",
        "--app",
        "confluence",
        "--yes",
    ];
    let shared = place.run(&share);
    assert_eq!(shared.code, 0, "{shared}");
    let take = [
        "user",
        "remove-access",
        &one,
        "--app",
        "bitbucket",
        "--dry-run",
    ];
    insta::assert_snapshot!("remove_access_shared", place.run(&take));
    let asked = [&take[..], &["--through-shared-groups"]].concat();
    insta::assert_snapshot!("remove_access_through_shared", place.run(&asked));
}

/// Their membership could not be given back, and they take no seat.
#[test]
fn deactivated_people_stay_in_their_groups() {
    let place = Place::new(SimConfig::default());
    let one = people(&place, "bitbucket-users", true).remove(0).email;
    let gone = place.run(&["user", "deactivate", &one, "--yes"]);
    assert_eq!(gone.code, 0, "{gone}");
    let synced = place.run(&["sync"]);
    assert_eq!(synced.code, 0, "{synced}");
    let take = ["user", "remove-access", &one, "--app", "bitbucket", "--yes"];
    insta::assert_snapshot!("remove_access_of_deactivated", place.run(&take));
    assert!(members(&place, "bitbucket-users").contains(&one));
}

#[test]
fn an_app_alone_selects_nobody() {
    let place = Place::new(SimConfig::default());
    insta::assert_snapshot!(
        "remove_access_of_nobody",
        place.run(&["user", "remove-access", "--app", "confluence"])
    );
    insta::assert_snapshot!(
        "remove_access_of_no_app",
        place.run(&["user", "remove-access", "--inactive", "90d"])
    );
}

/// What would remain is said of each app; roles that were never read may hide another way.
#[test]
fn what_would_remain_without_a_group_is_said() {
    let place = Place::new(SimConfig::default());
    let person = &place.movable()[0].email;
    let explain = ["user", "explain", person, "--app", "jira"];
    let without = [&explain[..], &["--without-group", "jira-users"]].concat();
    insta::assert_snapshot!("user_explain_without", place.run(&without));
    // The app's default group takes them in again with the app; the mirror and Atlassian say so.
    for live in [&[][..], &["--live"]] {
        let ways = place.run(&[&explain[..], &["-o", "json"], live].concat());
        let ways: serde_json::Value = serde_json::from_str(&ways.stdout).unwrap();
        assert_eq!(ways[0]["from"], "default group jira-users", "{ways}");
        assert_eq!(ways[0]["default_group"], true, "{ways}");
    }
    let listed = place.run(&["role", "list", person, "-q", "-o", "json"]);
    let listed: serde_json::Value = serde_json::from_str(&listed.stdout).unwrap();
    assert_eq!(listed[0]["default_group"], true, "{listed}");
    // Once the roles of people were read, nothing is left open.
    place
        .run(&["sync", "--only", "user-roles", "--roles-budget", "500"])
        .expect(0);
    let known = place.run(&without);
    assert!(known.stderr.contains("access ends"), "{known}");
    let wrong = [&explain[..], &["--without-role", "wizard"]].concat();
    insta::assert_snapshot!("user_explain_without_unknown", place.run(&wrong));
    insta::assert_snapshot!(
        "user_explain_live",
        place.run(&[&explain[..], &["--live"]].concat())
    );
}

#[test]
fn roles_are_granted_to_people_whom_filters_select() {
    let place = Place::new(SimConfig::default());
    let outside = people(&place, "bitbucket-users", false);
    let (one, other) = (&outside[0].email, &outside[1].email);
    let named = ["role", "grant", "user", one, other, "--app", "bitbucket"];
    let condition = format!("email IN ('{one}', '{other}')");
    let selected = [
        "role",
        "grant",
        "user",
        "--app",
        "bitbucket",
        "--where",
        &condition,
    ];
    let rows = |args: &[&str]| {
        let more = ["--dry-run", "-o", "csv", "--sort", "email"];
        place.run(&[args, &more[..]].concat()).stdout
    };
    assert_eq!(rows(&selected), rows(&named));
    assert_eq!(rows(&named).lines().count(), 3);
    // Names and filters exclude each other, and a group's role is not given to people.
    place
        .run(&[&named[..], &["--status", "active"]].concat())
        .expect(2);
    let group = ["role", "grant", "user", "--app", "bitbucket", "--group"];
    place
        .run(&[&group[..], &["team-0001", "--status", "active"]].concat())
        .expect(2);
}

#[test]
fn a_role_that_a_group_gives_too_frees_no_seat() {
    let place = Place::new(SimConfig::default());
    let users = crate::group_members::members(&place, "jira-users");
    let people = place.without_provider(30);
    let one = people
        .iter()
        .find(|one| users.contains(&one.email))
        .unwrap();
    let role = |verb: &str, more: &[&str]| {
        let app = ["--app", "jira", "--site", "acme.atlassian.net"];
        let args = ["role", verb, "user", &one.email];
        place.run(&[&args[..], &app, more].concat())
    };
    role("grant", &["--yes"]).expect(0);
    insta::assert_snapshot!(role("revoke", &["--dry-run"]), @"
    Email                             Plan    Before  After     Reason  Effect
    rafael.richter@acme-labs.example  change  held    not held  -       keeps the role from the group
                                                                        jira-users
    ------- stderr -------
    Revoke the role User of Jira (acme.atlassian.net), in Acme (simulated)
      1  change
    Roles read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    [exit status: 0]
    ");
}
