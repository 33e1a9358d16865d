//! The shipped rules on events as the simulated audit log writes them.

use std::collections::BTreeSet;

use crate::common::Place;
use crate::events::place;

/// The rules that raised an alert, each with what the event was about.
fn alerts(place: &Place) -> BTreeSet<(String, String)> {
    let output = place.run(&["-q", "event", "watch", "--since", "1h", "-o", "jsonl"]);
    assert_eq!(output.code, 0, "{output}");
    let lines = output.stdout.lines();
    lines
        .map(|line| {
            let alert: serde_json::Value = serde_json::from_str(line).unwrap();

            let of = |field: &str| alert[field].as_str().unwrap().to_owned();
            (
                of("rule"),
                alert["target_names"][0].as_str().unwrap().to_owned(),
            )
        })
        .collect()
}

fn done(place: &Place, args: &[&str]) {
    let output = place.run(&[args, &["--yes"]].concat());
    assert_eq!(output.code, 0, "{output}");
}

#[test]
fn every_way_to_become_an_admin_raises_an_alert() {
    let place = place();
    place.run(&["-q", "sync"]).expect(0);
    // What the organization begins with is known now.
    alerts(&place);
    let people = place.control().accounts();
    let plain = |one: &&atlctl_sim::SimAccount| {
        one.status == "active" && !one.org_admin && one.email.ends_with("@acme.example")
    };
    let mut plain = people.iter().filter(plain);
    let (over_org, as_user, member) = (
        plain.next().unwrap(),
        plain.next().unwrap(),
        plain.next().unwrap(),
    );
    done(&place, &["group", "create", "night shift"]);
    done(&place, &["group", "create", "wiki-admins"]);
    done(&place, &["role", "grant", "org-admin", &over_org.email]);
    done(
        &place,
        &[
            "role",
            "grant",
            "user",
            &as_user.email,
            "--app",
            "jira-software",
        ],
    );
    done(
        &place,
        &[
            "role",
            "grant",
            "admin",
            "--group",
            "night shift",
            "--app",
            "confluence",
        ],
    );
    done(&place, &["group", "add", "wiki-admins", &member.email]);
    let found = alerts(&place);
    let expected = [
        ("org-admin-granted", over_org.name.as_str()),
        ("group-admin-role-granted", "night shift"),
        ("admin-group-member-added", member.name.as_str()),
    ];
    let expected: BTreeSet<(String, String)> = expected
        .into_iter()
        .map(|(rule, name)| (rule.to_owned(), name.to_owned()))
        .collect();
    assert_eq!(found, expected);
}
