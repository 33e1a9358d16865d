//! Changes on the original user management, through the portal's own calls: planned, rehearsed, applied, proven by a list, and
//! not undone.

use atlctl_sim::{SimAccount, SimConfig};
use serde_json::Value;

use crate::common::{Output, Place};

const OWN: &str =
    "Note: the requests use the portal's own call, which Atlassian does not document; known from";

fn config() -> SimConfig {
    SimConfig {
        old_user_management: true,
        ..SimConfig::default()
    }
}

fn place() -> Place {
    let place = Place::with_session(config());
    place.run(&["sync", "-q"]).expect(0);
    place
}

/// Active people who are no admins.
fn people(place: &Place) -> Vec<SimAccount> {
    let mut people = place.control().accounts();
    people.retain(|one| one.managed && one.status == "active" && !one.org_admin && !one.synced);
    people
}

/// Everyone's roles are unknown there, and who may be an admin is left out unless included.
const SURE: [&str; 4] = ["--include-unknown-roles", "--yes", "--confirm", "1"];

/// What a command prints, each space once: tables break lines.
fn said(output: &Output) -> String {
    let all = format!("{}\n{}", output.stdout, output.stderr);
    all.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn calls(place: &Place) -> Vec<(&'static str, u32)> {
    let calls = place.control().calls().into_iter();
    calls.map(|call| (call.call, call.processed)).collect()
}

fn group_id(place: &Place, name: &str) -> Option<String> {
    let state = place.control().state(false);
    let groups = state["groups"].as_array().unwrap();
    let group = groups.iter().find(|one| one["name"] == name)?;
    Some(group["id"].as_str().unwrap().to_owned())
}

fn person(place: &Place, id: &str) -> Value {
    let state = place.control().state(false);
    let people = state["people"].as_array().unwrap();
    people.iter().find(|one| one["id"] == id).unwrap().clone()
}

#[test]
fn people_are_removed_from_the_only_site() {
    let place = place();
    let one = &people(&place)[0];
    let remove = ["user", "remove", &one.email];
    // Who may be an admin is left out.
    let held = place.run(&[&remove[..], &["--dry-run"]].concat());
    assert!(said(&held).contains("roles unknown"), "{held}");
    let plan = place.run(&[&remove[..], &["--include-unknown-roles", "--dry-run"]].concat());
    assert!(
        said(&plan).contains(&format!("{OWN} three sources")),
        "{plan}"
    );
    assert!(said(&plan).contains("cannot be undone"), "{plan}");
    assert!(said(&plan).contains("from acme.atlassian.net"), "{plan}");
    let rehearsed = place.run(&[&remove[..], &["--include-unknown-roles", "--rehearse"]].concat());
    rehearsed.expect(0);
    assert!(calls(&place).is_empty());
    let unsure = place.run(&[&remove[..], &["--include-unknown-roles", "--yes"]].concat());
    assert!(said(&unsure).contains("--confirm 1"), "{unsure}");
    unsure.expect(5);
    let done = place.run(&[&remove[..], &SURE].concat());
    assert!(said(&done).contains("1 done"), "{done}");
    assert_eq!(calls(&place), [("portal-remove", 1)]);
    assert_eq!(person(&place, &one.account_id)["access"], "no_membership");
    // The same again has nothing to do, and no undo brings them back.
    let again = place.run(&[&remove[..], &SURE[..2]].concat());
    assert!(said(&again).contains("is not in this site"), "{again}");
    let undo = place.run(&["undo", "last", "--yes"]);
    assert!(
        said(&undo).contains("comes back by an invitation"),
        "{undo}"
    );
    assert_eq!(calls(&place), [("portal-remove", 1)]);
}

#[test]
fn to_suspend_is_to_deactivate_in_the_site() {
    let place = place();
    let one = &people(&place)[0];
    let suspend = ["user", "suspend", &one.email];
    let plan = place.run(&[&suspend[..], &["--include-unknown-roles", "--dry-run"]].concat());
    assert!(
        said(&plan).contains("Deactivate people in acme.atlassian.net"),
        "{plan}"
    );
    assert!(
        said(&plan).contains("atlctl knows no call that activates them again"),
        "{plan}"
    );
    assert!(
        said(&plan).contains(&format!("{OWN} three sources")),
        "{plan}"
    );
    place
        .run(&[&suspend[..], &["--include-unknown-roles", "--rehearse"]].concat())
        .expect(0);
    let done = place.run(&[&suspend[..], &SURE].concat());
    assert!(said(&done).contains("1 done"), "{done}");
    assert_eq!(calls(&place), [("portal-deactivate", 1)]);
    assert_eq!(person(&place, &one.account_id)["access"], "suspended");
    // The mirror has the portal's own word by now.
    let listed = place.run(&["user", "show", &one.email, "-o", "json", "-q"]);
    assert!(
        listed.stdout.contains("\"status\":\"not active\""),
        "{listed}"
    );
    let again = place.run(&[&suspend[..], &SURE[..2]].concat());
    assert!(
        said(&again).contains("is not active in this site already"),
        "{again}"
    );
    let undo = place.run(&["undo", "last", "--yes"]);
    assert!(
        said(&undo).contains("atlctl knows no call that activates people in a site again"),
        "{undo}"
    );
    assert_eq!(calls(&place), [("portal-deactivate", 1)]);
    // No call is known for the way back.
    let restore = place.run(&["user", "restore", &one.email, "--yes"]);
    assert!(
        said(&restore).contains("atlctl help portal-calls"),
        "{restore}"
    );
    assert_ne!(restore.code, 0);
}

#[test]
fn groups_are_created_and_filled_but_nobody_is_taken_out() {
    let place = place();
    let all = people(&place);
    let create = ["group", "create", "night-shift", "--description", "Nights"];
    let plan = place.run(&[&create[..], &["--dry-run"]].concat());
    assert!(said(&plan).contains(&format!("{OWN} one source")), "{plan}");
    place
        .run(&[&create[..], &["--rehearse"]].concat())
        .expect(0);
    let created = place.run(&[&create[..], &["--yes", "--confirm", "1"]].concat());
    assert!(said(&created).contains("1 done"), "{created}");
    let id = group_id(&place, "night-shift").unwrap();
    // The mirror knows it, with its ID.
    let known = place.run(&["group", "show", "night-shift", "-o", "json", "-q"]);
    assert!(known.stdout.contains(&id), "{known}");
    let add = ["group", "add", "night-shift", &all[0].email, &all[1].email];
    let sure = ["--include-unknown-roles", "--yes", "--confirm", "2"];
    let plan = place.run(&[&add[..], &["--include-unknown-roles", "--dry-run"]].concat());
    assert!(
        said(&plan).contains(&format!("{OWN} one source, which does not show the result")),
        "{plan}"
    );
    place
        .run(&[&add[..], &["--include-unknown-roles", "--rehearse"]].concat())
        .expect(0);
    let added = place.run(&[&add[..], &sure].concat());
    assert!(said(&added).contains("2 done"), "{added}");
    assert_eq!(
        calls(&place),
        [
            ("portal-add-members", 1),
            ("portal-add-members", 1),
            ("portal-create-group", 1)
        ]
    );
    let members = place.run(&["group", "members", "night-shift", "-o", "id", "-q"]);
    assert_eq!(members.stdout.lines().count(), 2, "{members}");
    let undo = place.run(&["undo", "last", "--yes"]);
    assert!(
        said(&undo).contains("atlctl knows no call of it that removes people from a group"),
        "{undo}"
    );
    let remove = ["group", "remove", "night-shift", &all[0].email];
    let remove = place.run(&[&remove[..], &sure[..2]].concat());
    assert!(
        said(&remove).contains("atlctl knows no call that removes people"),
        "{remove}"
    );
    // A list makes the group equal as far as calls are known.
    place.env.file(
        "shift.csv",
        format!("email\n{}\n{}\n", all[1].email, all[2].email),
    );
    let sync = ["group", "sync", "night-shift", "--csv", "shift.csv"];
    let sync = place.run(&[&sync[..], &SURE].concat());
    assert!(
        said(&sync).contains("atlctl knows no call that removes people"),
        "{sync}"
    );
    assert!(said(&sync).contains("1 done"), "{sync}");
    for (one, is_in) in [
        (&all[0], true),
        (&all[1], true),
        (&all[2], true),
        (&all[3], false),
    ] {
        let groups = person(&place, &one.account_id)["groups"].clone();
        assert_eq!(
            groups.as_array().unwrap().contains(&id.as_str().into()),
            is_in
        );
    }
}

#[test]
fn an_api_key_alone_is_refused_with_what_to_do() {
    let place = Place::with_key(config());
    let _ = place.run(&["sync", "-q"]);
    let one = &people(&place)[0];
    for change in [
        &["user", "remove", &one.email][..],
        &["user", "suspend", &one.email],
        &["group", "create", "night-shift"],
    ] {
        let output = place.run(&[change, &["--yes"]].concat());
        assert!(
            said(&output).contains("an API key cannot make these"),
            "{change:?}: {output}"
        );
        assert!(
            said(&output).contains("atlctl auth login"),
            "{change:?}: {output}"
        );
        assert_eq!(output.code, 4, "{change:?}: {output}");
    }
    assert!(calls(&place).is_empty());
}

#[test]
fn a_site_is_named_by_address_or_id_and_never_guessed() {
    let place = place();
    let one = &people(&place)[0];
    let remove = |site: &str| {
        let args = ["user", "remove", &one.email, "--site", site];
        place.run(&[&args[..], &["--include-unknown-roles", "--dry-run"]].concat())
    };
    let id = place.sim.site_id();
    for site in [
        id.as_str(),
        "acme.atlassian.net",
        "https://acme.atlassian.net/",
    ] {
        remove(site).expect(0);
    }
    let unknown = remove("other.atlassian.net");
    assert!(said(&unknown).contains("no site"), "{unknown}");
    unknown.expect(2);
    // Where the portal does not list the site, nobody is known to be in it.
    let nobody = remove("00000000-0000-4000-8000-000000000000");
    assert!(said(&nobody).contains("not reported"), "{nobody}");
    // With directories, there is no site to choose.
    let newer = Place::synced();
    let refused = newer.run(&["user", "remove", &one.email, "--site", &id]);
    assert!(
        said(&refused).contains("this one has directories"),
        "{refused}"
    );
    refused.expect(2);
}

/// The list that proves a change says nothing when it is not whole.
#[test]
fn a_lost_answer_is_read_and_an_unproven_change_is_unknown() {
    let place = place();
    let all = people(&place);
    place
        .control()
        .fault("* @portal-remove 1x reset after")
        .unwrap();
    let remove = ["user", "remove", &all[0].email, "--settle", "0.2"];
    let done = place.run(&[&remove[..], &SURE].concat());
    assert!(said(&done).contains("1 done"), "{done}");
    place
        .control()
        .fault("* @portal-deactivate 1x 503 after")
        .unwrap();
    let suspend = ["user", "suspend", &all[1].email, "--settle", "0.2"];
    let done = place.run(&[&suspend[..], &SURE].concat());
    assert!(said(&done).contains("1 done"), "{done}");
    assert_eq!(
        calls(&place),
        [("portal-deactivate", 1), ("portal-remove", 1)]
    );
}

/// Lists and offboarding change access where the commands of their own do: in the site.
#[test]
fn a_list_and_offboarding_change_access_in_the_site() {
    let place = place();
    let all = people(&place);
    place.env.file(
        "list.csv",
        format!(
            "Email,Action\n{},suspend\n{},remove\n",
            all[0].email, all[1].email
        ),
    );
    let sure = ["--include-unknown-roles", "--yes", "--confirm", "2"];
    let changed = place.run(&[&["change", "--csv", "list.csv"], &sure[..]].concat());
    assert!(said(&changed).contains("2 done"), "{changed}");
    assert!(
        said(&changed).contains("atlctl knows no call that activates them again"),
        "{changed}"
    );
    assert_eq!(
        calls(&place),
        [("portal-deactivate", 1), ("portal-remove", 1)]
    );
    let offboard = [
        "user",
        "offboard",
        &all[2].email,
        "--keep",
        "tokens",
        "--then",
        "suspend",
    ];
    let done = place.run(&[&offboard[..], &SURE].concat());
    assert!(said(&done).contains("1 done"), "{done}");
    assert!(said(&done).contains("groups and roles stay"), "{done}");
}

#[test]
fn of_several_sites_one_is_named_and_the_others_are_told() {
    let place = place();
    let one = &people(&place)[0];
    let db = rusqlite::Connection::open(place.mirror()).unwrap();
    let sql = "UPDATE mirror_workspace SET host_url = 'https://second.atlassian.net', \
               id = substr(id, 1, instr(id, ':site/') + 5) || '11111111-1111-4111-8111-111111111111' \
               WHERE id = (SELECT max(id) FROM mirror_workspace)";
    assert_eq!(db.execute(sql, []).unwrap(), 1);
    let suspend = [
        "user",
        "suspend",
        &one.email,
        "--include-unknown-roles",
        "--dry-run",
    ];
    let refused = place.run(&suspend);
    assert_eq!(refused.code, 2, "{refused}");
    assert!(
        said(&refused).contains("the organization has 2 sites"),
        "{refused}"
    );
    let site = place.run(&[&suspend[..], &["--site", "acme.atlassian.net"]].concat());
    assert!(
        said(&site).contains(
            "changes access to the site acme.atlassian.net only; access to other sites stays: second.atlassian.net"
        ),
        "{site}"
    );
    place.env.file(
        "list.csv",
        format!(
            "Email,Action,Site\n{},suspend,acme.atlassian.net\n{},remove,third.example\n",
            one.email, one.email
        ),
    );
    let list = [
        "change",
        "--csv",
        "list.csv",
        "--include-unknown-roles",
        "--dry-run",
        "--skip-problems",
    ];
    let listed = place.run(&list);
    assert!(
        said(&listed).contains("access to other sites stays: second.atlassian.net"),
        "{listed}"
    );
    assert!(said(&listed).contains("third.example"), "{listed}");
}
