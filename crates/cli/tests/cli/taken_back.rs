//! A run changes something, somebody else takes it back, and the next sync shows what is there: for every kind of change.

use std::collections::BTreeSet;

use atlctl_core::change::FacetKind;
use atlctl_sim::SimConfig;

use crate::common::Env;
use crate::moving::Place;

/// A change, its way back, and the kind of facet that it changes. Words in `{}` are filled in.
const CHANGES: &[(&str, &str, &str)] = &[
    (
        "membership",
        "group remove jira-users {in}",
        "group add jira-users {in}",
    ),
    (
        "membership",
        "group add jira-users {out}",
        "group remove jira-users {out}",
    ),
    ("directory-access", "user suspend {0}", "user restore {0}"),
    (
        "directory-access",
        "user remove {1}",
        "user invite {1} --group jira-users",
    ),
    ("lifecycle", "user deactivate {2}", "user activate {2}"),
    ("lifecycle", "user delete {3}", "user cancel-delete {3}"),
    (
        "policy",
        "policy move {4} --to Contractors",
        "policy move {4} --to {policy}",
    ),
    (
        "email",
        "user set-email {5} --to new.one@acme.example",
        "user set-email new.one@acme.example --to {5}",
    ),
    (
        "profile",
        "user update {6} --job-title Pilot",
        "user update {6} --job-title Clerk",
    ),
    (
        "platform-role",
        "role grant org-admin {7}",
        "role revoke org-admin {7}",
    ),
    (
        "app-role",
        "role grant user {8} --app jira",
        "role revoke user {8} --app jira",
    ),
    (
        "group-exists",
        "group create Night-Shift",
        "group delete Night-Shift",
    ),
    (
        "invitation",
        "user invite new.two@acme.example --group jira-users",
        "user remove new.two@acme.example",
    ),
    // Nothing brings these back.
    ("api-token", "token revoke {token}", ""),
    ("api-key", "key revoke {key} --include-own-key", ""),
    ("service-account", "service-account delete {robot}", ""),
    (
        "service-account-tokens",
        "service-account revoke-tokens {robot2}",
        "",
    ),
    (
        "oauth-client",
        "service-account delete-clients {client}",
        "",
    ),
];

/// What a mirror says of what is there now. The columns of syncs differ between mirrors.
const SAID: &[(&str, &str)] = &[
    (
        "user WHERE NOT gone",
        "account_id, email, name, status, account_status, membership_status, claim_status, org_admin, job_title, policy_id",
    ),
    ("user_group", "account_id, group_id"),
    ("user_app", "account_id, app_id"),
    ("user_role", "account_id, role"),
    ("\"group\" WHERE NOT gone", "id, name, members, users"),
    ("token WHERE NOT gone", "id"),
    ("api_key WHERE NOT gone", "id"),
    ("service_account WHERE NOT gone", "id"),
    ("service_account_credential WHERE NOT gone", "id"),
    ("oauth_client WHERE NOT gone", "id"),
];

fn said(env: &Env) -> BTreeSet<String> {
    let mut lines = BTreeSet::new();
    for (view, columns) in SAID {
        let output = env.run(&[
            "sql",
            &format!("SELECT {columns} FROM {view}"),
            "-q",
            "-o",
            "csv",
        ]);
        assert_eq!(output.code, 0, "{output}");
        lines.extend(output.stdout.lines().map(|line| format!("{view}: {line}")));
    }
    lines
}

/// Another administrator, whose own mirror was made just now.
fn another(place: &Place) -> Env {
    let mut env = Env::new();
    for name in [
        "ATLCTL_API_BASE",
        "ATLCTL_PORTAL_BASE",
        "ATLCTL_ORG",
        "ATLCTL_API_KEY",
    ] {
        env.var(name, &place.env.get(name).unwrap());
    }
    let output = env.run(&["sync", "-q"]);
    assert_eq!(output.code, 0, "{output}");
    for policy in place.control().policies() {
        let named = env.run(&["policy", "name", &policy.id, &policy.name, "-q"]);
        assert_eq!(named.code, 0, "{named}");
    }
    env
}

/// Changes something, and confirms with the number that the program asks for.
fn change(env: &Env, words: &str) {
    let mut args: Vec<&str> = words.split(' ').collect();
    args.extend(["--yes", "-q"]);
    let mut output = env.run(&args);
    if let (5, Some((_, number))) = (output.code, output.stderr.rsplit_once("--confirm ")) {
        let number = number.split_whitespace().next().unwrap().to_owned();
        output = env.run(&[&args[..], &["--confirm", &number]].concat());
    }
    assert_eq!(output.code, 0, "{words}: {output}");
}

#[test]
fn what_somebody_else_takes_back_is_in_the_mirror_after_the_next_sync() {
    let place = Place::new(SimConfig::default());
    let control = place.control();
    let members = BTreeSet::from_iter(place.ids(&["group", "members", "jira-users"]));
    let people: Vec<_> = place
        .movable()
        .into_iter()
        .filter(|one| !one.synced)
        .collect();
    let policy = people[0].policy.clone().unwrap();
    let (inside, outside): (Vec<_>, Vec<_>) = people
        .iter()
        .partition(|one| members.contains(&one.account_id));
    let robots = place.ids(&["service-account", "list"]);
    let clients = place.ids(&["service-account", "clients"]);
    let fill = |words: &str| {
        let mut words = words
            .replace("{in}", &inside[9].email)
            .replace("{out}", &outside[0].email)
            .replace("{policy}", &policy)
            .replace("{token}", &place.ids(&["token", "list"])[0])
            .replace("{key}", place.ids(&["key", "list"]).last().unwrap())
            .replace("{robot}", &robots[0])
            .replace("{robot2}", &robots[1])
            .replace("{client}", &clients[0]);
        for (at, person) in inside.iter().take(9).enumerate() {
            words = words.replace(&format!("{{{at}}}"), &person.email);
        }
        words
    };
    let before = said(&place.env);
    let ours: Vec<String> = CHANGES.iter().map(|(_, ours, _)| fill(ours)).collect();
    for words in &ours {
        change(&place.env, words);
    }
    let changed = said(&place.env);
    let other = another(&place);
    for (_, _, theirs) in CHANGES.iter().filter(|(_, _, theirs)| !theirs.is_empty()) {
        change(&other, &fill(theirs));
    }
    control.settle();
    let output = place.env.run(&["sync", "--full", "--accept-gone"]);
    assert_eq!(output.code, 0, "{output}");
    // Also of those who were put back before the first sync after the run.
    let back = "back in the group jira-users after run";
    assert!(output.stderr.contains(back), "{output}");
    assert!(output.stderr.contains(&inside[9].email), "{output}");
    let mirrored = said(&place.env);
    let truth = said(&another(&place));
    let wrong: Vec<_> = mirrored.symmetric_difference(&truth).collect();
    assert!(wrong.is_empty(), "{wrong:#?}");
    // The runs changed the mirror, and what they changed came back.
    assert!(before.difference(&changed).count() > 10);
    assert!(before.difference(&mirrored).count() < before.difference(&changed).count());
    let tried: BTreeSet<&str> = CHANGES.iter().map(|(kind, _, _)| *kind).collect();
    // The portal's own calls have no way back, and are for organizations without directories.
    let all: BTreeSet<&str> = FacetKind::all()
        .map(|kind| kind.name())
        .filter(|name| !["site-access", "site-status"].contains(name))
        .collect();
    assert_eq!(tried, all);
}
