//! What a profile with a session alone can change: the published calls through the portal, and where these refuse, the
//! portal's own.

use atlctl_sim::{SimAccount, SimConfig};

use crate::common::Place;

const NOTE: &str = "Note: uses the portal with your session";

fn place(old_user_management: bool) -> Place {
    let place = Place::with_session(SimConfig {
        old_user_management,
        ..SimConfig::default()
    });
    place.run(&["sync", "-q"]).expect(0);
    place
}

/// Active, managed accounts that are no admins.
fn people(place: &Place) -> Vec<SimAccount> {
    let mut people = place.control().accounts();
    people.retain(|one| one.managed && one.status == "active" && !one.org_admin && !one.synced);
    people
}

#[test]
fn every_kind_of_change_goes_through_the_portal_and_the_plan_says_so() {
    let place = place(false);
    let all = people(&place);
    let [a, b, c, d, e, ..] = all.as_slice() else {
        panic!("too few people")
    };
    let other = place.control().policies();
    let other = other.iter().find(|one| Some(&one.id) != e.policy.as_ref());
    for (change, confirm) in [
        (vec!["user", "suspend", &a.email], "1"),
        (vec!["user", "restore", &a.email], "1"),
        (vec!["user", "deactivate", &b.email], "1"),
        (vec!["user", "activate", &b.email], "1"),
        (vec!["user", "remove", &c.email], "1"),
        (vec!["user", "invite", "new.one@acme.example"], "1"),
        (
            vec!["user", "set-email", &d.email, "--to", "d.new@acme.example"],
            "1",
        ),
        (
            vec!["user", "update", &e.email, "--job-title", "Clerk"],
            "1",
        ),
        (vec!["group", "create", "leavers"], "1"),
        (vec!["group", "add", "team-0001", &e.email], "1"),
        (vec!["group", "delete", "leavers"], "1"),
        (vec!["role", "grant", "org-admin", &e.email], "1"),
        (
            vec!["policy", "move", &d.account_id, "--to", &other.unwrap().id],
            "1",
        ),
    ] {
        let confirm = ["--yes", "--confirm", confirm];
        let output = place.run(&[&change[..], &confirm].concat());
        assert!(output.stderr.contains(NOTE), "{change:?}: {output}");
        assert!(output.stderr.contains("1 done"), "{change:?}: {output}");
        // The way back goes the same way.
        if change[1] == "suspend" {
            let undo = place.run(&["undo", "last", "--dry-run"]);
            assert!(undo.stderr.contains(NOTE), "{undo}");
        }
    }
    let portal = |one: &atlctl_sim::SimRequest| one.path.starts_with("/gateway/api/");
    assert!(place.control().requests().iter().all(portal));
    // With an API key, the plan has nothing to say.
    let keyed = Place::synced();
    let output = keyed.run(&["user", "suspend", &a.email, "--dry-run"]);
    assert!(!output.stderr.contains(NOTE), "{output}");
}

#[test]
fn on_the_old_user_management_a_change_that_has_no_call_names_those_of_the_portal() {
    let place = place(true);
    let person = &people(&place)[0];
    for change in [
        &["user", "restore", &person.email][..],
        &["user", "invite", "new.one@acme.example"],
        &["group", "delete", "team-0001"],
        &["role", "grant", "org-admin", &person.email],
    ] {
        let output = place.run(&[change, &["--yes"]].concat());
        assert_ne!(output.code, 0, "{change:?}: {output}");
        assert!(
            output.stderr.contains("atlctl help portal-calls"),
            "{change:?}: {output}"
        );
    }
    assert!(place.control().changes().is_empty());
}

#[test]
fn what_does_not_depend_on_the_user_management_is_changed_on_the_old_one_too() {
    let place = place(true);
    let person = &people(&place)[0];
    let policies = place.control().policies();
    let other = policies
        .iter()
        .find(|one| Some(&one.id) != person.policy.as_ref());
    let change = [
        "policy",
        "move",
        &person.email,
        "--to",
        &other.unwrap().id,
        "--yes",
    ];
    let output = place.run(&[&change[..], &["--include-unknown-roles"]].concat());
    assert!(output.stderr.contains("1 done"), "{output}");
    assert!(output.stderr.contains(NOTE), "{output}");
}

/// The commands of the help topic, as they stand there.
#[test]
fn the_portals_own_calls_of_the_help_topic_do_what_they_say() {
    let place = place(true);
    let help = place.run(&["help", "portal-calls"]).stdout;
    let site = place.sim.site_id();
    let person = &people(&place)[1];
    let state = place.control().state(false);
    let group = state["groups"][0]["id"].as_str().unwrap();
    for call in [
        &[
            "adminhub/um/site/{site}/product/APP/access-config/use",
            "groups[]=GROUP",
        ][..],
        &[
            "adminhub/um/site/{site}/users/revoke-access",
            "users[]=ACCOUNT",
            "productIds[]=APP",
        ],
        &["adminhub/um/org/{org}/users/invite", "emails[]=ADDRESS"],
    ] {
        let mut words = vec!["api".to_owned(), "POST".to_owned()];
        for (at, word) in call.iter().enumerate() {
            // It is in the help as it is made here.
            assert!(help.contains(word), "{word}: {help}");
            if at > 0 {
                words.push("-f".to_owned());
            }
            words.push(
                word.replace("ACCOUNT", &person.account_id)
                    .replace("GROUP", group)
                    .replace("ADDRESS", "new.one@acme.example")
                    .replace("APP", "bitbucket"),
            );
        }
        words.extend(["--yes", "--site", &site].map(str::to_owned));
        let words: Vec<&str> = words.iter().map(String::as_str).collect();
        place.run(&words).expect(0);
    }
    let made = place.control().calls();
    let made: Vec<&str> = made.iter().map(|call| call.call).collect();
    assert_eq!(
        made,
        [
            "portal-invite",
            "portal-revoke-access",
            "portal-use-product"
        ]
    );
}
