//! `--rehearse` of every verb: each row comes out as planned, and nothing changes at the service.

use atlctl_sim::{SimAccount, SimConfig};

use crate::group_members::members;
use crate::moving::{Place, TO};

const EMPTY: &str = "old-project-2019";
const TEAM: &str = "team-0001";

/// People of each sort that the verbs need.
struct People {
    active: Vec<SimAccount>,
    suspended: SimAccount,
    deactivated: SimAccount,
    member: String,
    with_tokens: String,
}

fn people(place: &Place) -> People {
    let active = place.movable();
    let active: Vec<SimAccount> = active.into_iter().filter(|one| !one.synced).collect();
    let all = place.control().accounts();
    let with = |status: &str| {
        let mut found = all.iter().filter(|one| one.managed && !one.org_admin);
        found.find(|one| one.status == status).unwrap().clone()
    };
    let inside = members(place, TEAM);
    let member = active.iter().find(|one| inside.contains(&one.email));
    let state = place.control().state(false);
    let mut known = state["people"].as_array().unwrap().iter();
    let owner = known.find(|one| {
        let tokens = one["tokens"].as_array();
        let id = one["id"].as_str().unwrap_or_default();
        let can = active.iter().any(|person| person.account_id == id);
        can && tokens.is_some_and(|tokens| !tokens.is_empty())
    });
    let owner = owner.unwrap()["id"].as_str().unwrap();
    People {
        with_tokens: place.control().account(owner).unwrap().email,
        suspended: with("suspended"),
        deactivated: with("deactivated"),
        member: member.unwrap().email.clone(),
        active,
    }
}

#[test]
fn every_verb_comes_out_as_planned_and_changes_nothing() {
    let place = Place::new(SimConfig::default());
    let people = people(&place);
    let one = people.active[0].email.as_str();
    place.env.file("team.csv", format!("Email\n{one}\n"));
    place.env.file(
        "list.csv",
        format!(
            "Email,Action,Policy,Group,Role,App\n{one},move,{TO},,,\n{one},add-to-group,,{EMPTY},,\n\
             {one},grant,,,viewer,confluence\n{one},suspend,,,,\n"
        ),
    );
    // The directory of the mirror has somebody to be kept from deletion.
    place
        .run(&[
            "user",
            "delete",
            people.active[1].email.as_str(),
            "--yes",
            "--confirm",
            "1",
        ])
        .expect(0);
    let to_delete = people.active[1].email.as_str();
    let granted = people.active[2].email.as_str();
    place
        .run(&[
            "role",
            "grant",
            "viewer",
            granted,
            "--app",
            "confluence",
            "--yes",
        ])
        .expect(0);
    let verbs: &[&[&str]] = &[
        &["policy", "move", one, "--to", TO],
        &["user", "suspend", one],
        &["user", "restore", &people.suspended.email],
        &["user", "remove", one],
        &["user", "deactivate", one],
        &["user", "activate", &people.deactivated.email],
        &["user", "delete", one],
        &["user", "cancel-delete", to_delete],
        &["user", "set-email", one, "--to", "new.name@acme.example"],
        &["user", "update", one, "--job-title", "Astronaut"],
        &[
            "user",
            "remove-access",
            one,
            "--app",
            "jira",
            "--site",
            "acme.atlassian.net",
            "--through-shared-groups",
        ],
        &["group", "add", EMPTY, one],
        &["group", "remove", TEAM, &people.member],
        &["group", "sync", EMPTY, "--csv", "team.csv"],
        &["group", "copy-members", TEAM, EMPTY, "--max-changes", "60"],
        &["group", "create", "Brand new"],
        &["group", "delete", EMPTY],
        &["role", "grant", "viewer", one, "--app", "confluence"],
        &["role", "revoke", "viewer", granted, "--app", "confluence"],
        &[
            "role",
            "grant",
            "viewer",
            "--group",
            EMPTY,
            "--app",
            "confluence",
        ],
        &["role", "grant", "org-admin", one],
        &[
            "user",
            "invite",
            "somebody.new@acme.example",
            "--group",
            EMPTY,
        ],
        &["user", "offboard", &people.with_tokens],
        &["token", "revoke", "--person", &people.with_tokens],
        &["change", "--csv", "list.csv"],
    ];
    let (state, calls) = (place.control().state(false), place.control().calls());
    let mut wrong = String::new();
    for verb in verbs {
        let with = [
            verb,
            &["--rehearse", "-o", "csv", "--columns", "outcome,reason"][..],
        ]
        .concat();
        let output = place.run(&with);
        let rows: Vec<&str> = output.stdout.lines().skip(1).collect();
        // Who is left out of the plan has a row of results too; 0 says that each change came out as planned.
        let done = rows.iter().any(|row| row.starts_with("done"));
        let said = output.stderr.contains("Simulated locally from the mirror");
        if output.code != 0 || !done || !said {
            wrong.push_str(&format!("\n{}\n{output}\n", verb.join(" ")));
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
    assert_eq!(place.control().calls(), calls);
    assert_eq!(place.control().state(false), state);
}

#[test]
fn what_no_copy_can_tell_is_refused() {
    let place = Place::with_session(SimConfig::default());
    let first = |list: &[&str]| {
        let output = place.run(list);
        output.stdout.lines().next().unwrap_or_default().to_owned()
    };
    for (list, verb, what) in [
        (
            &["key", "list", "-o", "id"][..],
            &["key", "revoke"][..],
            "API keys",
        ),
        (
            &["service-account", "list", "-o", "id"],
            &["service-account", "delete"],
            "service accounts",
        ),
        (
            &["service-account", "clients", "-o", "id"],
            &["service-account", "delete-clients"],
            "OAuth clients",
        ),
    ] {
        let id = first(list);
        let output = place.run(&[verb, &[id.as_str(), "--rehearse"]].concat());
        assert_eq!(output.code, 5, "{output}");
        let why = format!("the mirror does not hold {what}");
        assert!(output.stderr.contains(&why), "{output}");
        assert_eq!(output.stdout, "");
    }
    assert!(place.control().calls().is_empty());
}
