//! A run that was undone already, and whose changes somebody else made again since: that is their decision, and no
//! undo of the run takes it back unless that is asked for.

use std::collections::BTreeSet;

use atlctl_core::change::FacetKind;
use atlctl_sim::SimConfig;

use crate::common::Output;
use crate::moving::Place;

/// Kinds of changes, each with a change. Words in `{}` are people.
const CHANGES: &[(&str, &str)] = &[
    ("membership", "group remove jira-users {in}"),
    ("membership", "group add old-project-2019 {0}"),
    ("directory-access", "user suspend {1}"),
    ("directory-access", "user remove {2}"),
    ("lifecycle", "user deactivate {3}"),
    ("lifecycle", "user delete {4}"),
    ("policy", "policy move {5} --to Contractors"),
    ("email", "user set-email {6} --to new.name@acme.example"),
    ("profile", "user update {7} --job-title Pilot"),
    ("platform-role", "role grant org-admin {8}"),
    ("app-role", "role grant user {9} --app bitbucket"),
    ("group-exists", "group create Night-Shift"),
    (
        "group-exists",
        "group delete old-project-2019 --max-changes 100",
    ),
    (
        "invitation",
        "user invite new.two@acme.example --group old-project-2019",
    ),
];

/// An organization that keeps its changes, so that somebody else can make them again.
fn keeping() -> SimConfig {
    SimConfig {
        keep_changes: true,
        ..SimConfig::default()
    }
}

/// Runs a command, and confirms with the number that the program asks for.
fn confirmed(place: &Place, args: &[&str]) -> Output {
    let args = [args, &["--yes", "-q"]].concat();
    let output = place.run(&args);
    match output.stderr.rsplit_once("--confirm ") {
        Some((_, number)) if output.code == 5 => {
            let number = number.split_whitespace().next().unwrap();
            place.run(&[&args[..], &["--confirm", number]].concat())
        }
        _ => output,
    }
}

fn last_run(place: &Place) -> String {
    let output = place.run(&["run", "list", "-q", "-o", "id", "--limit", "1"]);
    output.stdout.trim().to_owned()
}

#[test]
fn what_somebody_made_again_after_the_undo_stays() {
    let mut place = Place::new(keeping());
    place.env.var("COLUMNS", "400");
    let control = place.control();
    let members = BTreeSet::from_iter(place.ids(&["group", "members", "jira-users"]));
    let people: Vec<_> = place
        .movable()
        .into_iter()
        .filter(|one| !one.synced && members.contains(&one.account_id))
        .collect();
    let fill = |words: &str| {
        let mut words = words.replace("{in}", &people[10].email);
        for (at, person) in people.iter().take(10).enumerate() {
            words = words.replace(&format!("{{{at}}}"), &person.email);
        }
        words
    };
    let start = control.keep();
    let mut tried = BTreeSet::new();
    for (kind, words) in CHANGES {
        let words = fill(words);
        let args: Vec<&str> = words.split(' ').collect();
        let before = control.made().len();
        confirmed(&place, &args).expect(0);
        control.settle();
        let acts = control.made()[before..].to_vec();
        let run = last_run(&place);
        confirmed(&place, &["undo", &run]).expect(0);
        control.settle();
        let undo = last_run(&place);
        match words.starts_with("group delete") {
            // It has another ID since it was created again.
            true => place.another_deletes("old-project-2019"),
            false => control.make_again(&acts),
        }
        if *kind == "policy" {
            let policy = place.policy("Contractors");
            assert!(control.set_policy(&people[5].account_id, &policy));
        }
        control.settle();
        let digest = control.digest();
        let again = confirmed(&place, &["undo", &run]);
        assert_eq!(control.digest(), digest, "{words}: {again}");
        let said = format!("was already undone by run {undo}");
        let why = again.to_string();
        assert!(
            why.contains(&said) || why.contains("somebody else created a group"),
            "{words}: {again}"
        );
        // A restore speaks of what its runs left alone.
        let restored = confirmed(&place, &["run", "restore", "2026-11-24"]);
        assert_eq!(control.digest(), digest, "{words}: {restored}");
        // It goes back where that is asked for.
        if !why.contains("somebody else") {
            // Nobody is changed by an address that the mirror does not know.
            if *kind == "email" {
                place.sync();
            }
            let asked = confirmed(&place, &["undo", &run, "--again"]);
            asked.expect(0);
            assert_ne!(control.digest(), digest, "{words}");
        }
        control.go_back(&start);
        if *kind == "email" {
            place.sync();
        }
        tried.insert(*kind);
    }
    // Credentials have no way back, and the portal's own calls are for organizations without directories.
    let none = [
        "api-token",
        "api-key",
        "service-account",
        "service-account-tokens",
        "oauth-client",
        "site-access",
        "site-status",
    ];
    let all: BTreeSet<&str> = FacetKind::all()
        .map(|kind| kind.name())
        .filter(|name| !none.contains(name))
        .collect();
    assert_eq!(tried, all);
}

#[test]
fn an_undo_of_the_undo_lets_the_run_be_undone() {
    let mut place = Place::new(SimConfig::default());
    place.env.var("COLUMNS", "400");
    let person = place.movable().remove(0).email;
    let suspended = |place: &Place| {
        let people = place.control().state(false)["people"].clone();
        let people = people.as_array().unwrap().iter();
        let mut people = people.filter(|one| one["email"] == person);
        people.next().unwrap()["access"] == "suspended"
    };
    confirmed(&place, &["user", "suspend", &person]).expect(0);
    confirmed(&place, &["undo", "20261124-1"]).expect(0);
    confirmed(&place, &["undo", "20261124-2"]).expect(0);
    assert!(suspended(&place));
    confirmed(&place, &["undo", "20261124-1"]).expect(0);
    assert!(!suspended(&place));
    // A change of its own is no undo.
    confirmed(&place, &["user", "suspend", &person]).expect(0);
    let said = confirmed(&place, &["undo", "20261124-1"]).to_string();
    assert!(
        said.contains("was changed again by run 20261124-5 since (use --again)"),
        "{said}"
    );
    assert!(suspended(&place));
}

/// Of several people, those alone whom the undo took back.
#[test]
fn what_an_undo_left_can_still_be_undone() {
    let mut place = Place::new(keeping());
    place.env.var("COLUMNS", "400");
    let people: Vec<String> = place
        .movable()
        .into_iter()
        .take(2)
        .map(|person| person.email)
        .collect();
    let before = place.control().made().len();
    confirmed(&place, &["user", "suspend", &people[0], &people[1]]).expect(0);
    let acts = place.control().made()[before..].to_vec();
    confirmed(&place, &["undo", "last", &people[0]]).expect(0);
    place.control().make_again(&acts[..1]);
    place.control().settle();
    let columns = ["--columns", "email,outcome,reason"];
    let undone = place.run(&[&["undo", "20261124-1", "--yes"][..], &columns].concat());
    insta::assert_snapshot!(undone, @"
    Email                             Outcome  Reason
    olga.park@acme-labs.example       skipped  was already undone by run 20261124-2; somebody has made the change again since (use --again)
    rafael.richter@acme-labs.example  done     -
    ------- stderr -------
    Undo of run 20261124-1, in Acme (simulated)
      1  change
      1  moved on
    Active people     179 → 180  +1
    Suspended people  10 → 9  -1
    Access read live; people from the mirror of Acme (simulated), synced 1 hour ago.
    Note: Bitbucket (acme.atlassian.net): 13 → 14 of 500 seats in use (+1)
    Note: Confluence (acme.atlassian.net): 107 → 108 of 500 seats in use (+1)
    Note: Jira (acme.atlassian.net): 150 → 151 of 500 seats in use (+1)
    Run 20261124-3
    Run 20261124-3: 1 done.
    [exit status: 0]
    ");
}
