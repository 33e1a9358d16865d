//! People whom another administrator moved to a policy for service accounts after the last sync: the guard asks Atlassian.

use atlctl_sim::{SimAccount, SimConfig};

use crate::moving::Place;

fn suspend(place: &Place, people: &[SimAccount], more: &[&'static str]) -> String {
    let emails: Vec<&str> = people.iter().map(|person| person.email.as_str()).collect();
    let command = [&["user", "suspend"][..], &emails, more].concat();
    place.run(&command).to_string()
}

fn to_service(place: &Place, person: &SimAccount) {
    let service = place.policy("Service accounts");
    assert!(place.control().set_policy(&person.account_id, &service));
    place.control().settle();
}

#[test]
fn who_came_into_a_policy_for_service_accounts_since_the_sync_is_not_changed() {
    let place = Place::new(SimConfig::default());
    let people = place.without_provider(2);
    suspend(&place, &people, &["--plan", "suspend.json", "-q"]);
    to_service(&place, &people[0]);
    insta::assert_snapshot!(
        "service_policy_check",
        place.run(&["plan", "check", "suspend.json"])
    );
    let apply = place.run(&["-q", "apply", "suspend.json", "--yes"]);
    insta::assert_snapshot!(apply, @"
    ------- stderr -------
    Error: the plan changes rafael.richter@acme-labs.example, who is a service account (use --include-service-accounts)
    Hint: make the plan again
    [exit status: 5]
    ");
    let print = [
        "--yes",
        "-q",
        "-o",
        "csv",
        "--columns",
        "email,outcome,reason",
    ];
    insta::assert_snapshot!(suspend(&place, &people, &print), @"
    email,outcome,reason
    rafael.richter@acme-labs.example,refused,is a service account (use --include-service-accounts)
    tariq.schmidt@acme.example,done,
    [exit status: 0]
    ");
}

#[test]
fn who_left_it_since_the_sync_is_changed() {
    let place = Place::new(SimConfig::default());
    let people = place.without_provider(1);
    to_service(&place, &people[0]);
    place.sync();
    let from = place.policy(crate::moving::FROM);
    assert!(place.control().set_policy(&people[0].account_id, &from));
    place.control().settle();
    let print = ["--yes", "-q", "-o", "csv", "--columns", "outcome,reason"];
    insta::assert_snapshot!(suspend(&place, &people, &print), @"
    outcome,reason
    done,
    [exit status: 0]
    ");
}

#[test]
fn where_policies_cannot_be_read_the_plan_says_how_old_they_are() {
    let place = Place::new(SimConfig::default());
    let people = place.without_provider(2);
    place
        .control()
        .fault("POST */auth-policies/bulk-fetch 403")
        .unwrap();
    let planned = suspend(&place, &people, &["--plan", "suspend.json"]);
    let notes = |text: &str| -> Vec<String> {
        let text = text.replace("\n  ", " ");
        let notes = text.lines().filter(|line| line.contains("service account"));
        notes.map(str::to_owned).collect()
    };
    insta::assert_debug_snapshot!(notes(&planned), @r#"
    [
        "Note: this credential may not read who is in a policy for service accounts; atlctl uses the mirror's policies (read 2026-11-24 08:00 UTC)",
    ]
    "#);
    let checked = place.run(&["plan", "check", "suspend.json"]).to_string();
    assert_eq!(notes(&checked), notes(&planned));
}
