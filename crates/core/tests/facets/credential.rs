//! Credentials and invitations against the simulated organization: applied, resumed after lost answers, read under lag,
//! and refused.

mod stage;

use atlctl_core::change::facet::credential::{API_TOKEN, REVOKED, VALID};
use atlctl_core::change::facet::invitation::{ABSENT, INVITED, Invitation, Invite};
use atlctl_core::change::{Facet, FacetKind, Item, Target};
use atlctl_core::plan::Row;
use atlctl_core::report::RowOutcome;
use atlctl_sim::Facet as Lagged;

use crate::harness::row;
use stage::Stage;

#[test]
fn tokens_are_revoked_once_whatever_is_lost() {
    for fault in ["500 after", "reset after", "429"] {
        let stage = Stage::new();
        let before = stage.tokens();
        stage.fault(&format!("DELETE */api-tokens/* 2x {fault}"));
        let mut run = stage.begin(before[..4].iter().map(Stage::revoke).collect());
        stage.go(&mut run);
        let run = stage.resumed(run);
        assert_eq!(stage.outcomes(&run), [RowOutcome::Done; 4], "{fault}");
        assert_eq!(stage.tokens().len(), before.len() - 4, "{fault}");
        stage.assert_once_each();
    }
}

#[test]
fn a_token_that_is_gone_already_and_one_that_stays() {
    let stage = Stage::new();
    let before = stage.tokens();
    let mut first = stage.begin(vec![Stage::revoke(&before[0])]);
    stage.go(&mut first);
    stage.fault(&format!("DELETE *{} 403", before[1].id.as_str()));
    let mut run = stage.begin(before[..3].iter().map(Stage::revoke).collect());
    stage.go(&mut run);
    assert_eq!(
        stage.outcomes(&run),
        // It was there when the plan was made, and nobody says that it was gone before the request.
        [RowOutcome::Done, RowOutcome::Refused, RowOutcome::Done]
    );
}

#[test]
fn lag_is_waited_for() {
    let stage = Stage::new();
    stage.lag(Lagged::Credentials, 700);
    let before = stage.tokens();
    let mut run = stage.begin(before[..2].iter().map(Stage::revoke).collect());
    stage.go(&mut run);
    assert_eq!(stage.outcomes(&run), [RowOutcome::Done; 2]);
    stage.assert_once_each();
}

/// Few owners are read one by one, many from the list of the organization; both say the same.
#[test]
fn both_ways_of_reading_say_the_same() {
    let stage = Stage::new();
    let tokens = stage.tokens();
    let mut run = stage.begin(vec![Stage::revoke(&tokens[0])]);
    stage.go(&mut run);
    let items: Vec<Item> = tokens[..30]
        .iter()
        .map(|token| {
            let row = Stage::revoke(token);
            Item {
                target: row.target.unwrap(),
                of: row.facet.of,
            }
        })
        .collect();
    let kind = FacetKind::of(&API_TOKEN);
    let all = stage.read(kind, &items);
    let mut one_by_one = Vec::new();
    for item in &items {
        one_by_one.extend(stage.read(kind, std::slice::from_ref(item)));
    }
    assert_eq!(all, one_by_one);
    assert_eq!(all[0], Some(REVOKED.into()));
    assert!(all[1..].iter().all(|value| *value == Some(VALID.into())));
    // Who may not list everyone's tokens may list those of a person.
    stage.fault("GET */api-access/v1/orgs/*/api-tokens 403");
    assert_eq!(stage.read(kind, &items), all);
}

fn invitation(address: &str, group: &str) -> Row {
    let about = Invite {
        directory: "-".to_owned(),
        groups: vec![group.to_owned()],
        notify: true,
        ..Invite::default()
    }
    .about();
    let facet = Facet::about(FacetKind::of(&Invitation), about);
    let address = Target::Address(address.to_owned());
    row(&facet, Some(&address), ABSENT, INVITED)
}

fn group(stage: &Stage, name: &str) -> String {
    let state = stage.control().state(false);
    let groups = state["groups"].as_array().unwrap();
    let group = groups.iter().find(|one| one["name"] == name).unwrap();
    group["id"].as_str().unwrap().to_owned()
}

#[test]
fn an_invitation_whose_answer_is_lost_is_read_back() {
    for fault in ["500 after", "reset after"] {
        let stage = Stage::new();
        let group = group(&stage, "team-0005");
        stage.fault(&format!("POST */users/invite 1x {fault}"));
        let rows = (0..30).map(|n| invitation(&format!("new{n}@acme.example"), &group));
        let mut run = stage.begin(rows.collect());
        stage.go(&mut run);
        let run = stage.resumed(run);
        assert_eq!(stage.outcomes(&run), [RowOutcome::Done; 30], "{fault}");
        let calls = stage.control().calls();
        assert!(
            calls.iter().all(|call| call.succeeded <= 1),
            "{fault} {calls:?}"
        );
    }
}

/// One address that the service refuses does not keep the others, and has the service's reason.
#[test]
fn each_address_has_its_own_answer() {
    let stage = Stage::new();
    let group = group(&stage, "team-0005");
    let state = stage.control().state(false);
    let people = state["people"].as_array().unwrap();
    let suspended = people
        .iter()
        .find(|one| one["status"] == "suspended")
        .unwrap();
    let suspended = suspended["email"].as_str().unwrap();
    let mut run = stage.begin(vec![
        invitation("one@acme.example", &group),
        invitation(suspended, &group),
        invitation("two@acme.example", &group),
    ]);
    stage.go(&mut run);
    let ended = stage.results(&run);
    assert_eq!(ended[0].0, RowOutcome::Done, "{ended:?}");
    assert_eq!(ended[1].0, RowOutcome::Refused, "{ended:?}");
    assert_eq!(ended[2].0, RowOutcome::Done, "{ended:?}");
}
