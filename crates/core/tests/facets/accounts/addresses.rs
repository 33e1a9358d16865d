//! Addresses, and people who trade theirs.

use atlctl_core::change::facet::email::Email;
use atlctl_core::change::{Facet, FacetKind, Value};
use atlctl_core::plan::{PastRun, Row, WayBack};
use atlctl_core::report::RowOutcome;
use atlctl_sim::Facet as Lagged;
use jiff::Timestamp;

use super::stage::{Stage, value};
use super::{FAULTS, each};
use crate::harness::several;

const THIRD: &str = "third@acme.example";

fn facet() -> Facet {
    Facet::new(FacetKind::of(&Email))
}

/// The first person trades addresses with the second one, in two steps; the third one has a new one.
fn rows(stage: &Stage) -> Vec<Row> {
    let (facet, people) = (facet(), &stage.people);
    let (a, b, c) = (&people[0].email, &people[1].email, &people[2].email);
    vec![
        stage.row(0, &facet, a, THIRD),
        Row {
            after: vec![0],
            ..stage.row(1, &facet, b, a)
        },
        stage.row(2, &facet, c, "new@acme.example"),
        Row {
            after: vec![1],
            ..stage.row(0, &facet, THIRD, b)
        },
    ]
}

fn assert_traded(stage: &Stage, what: &str) {
    let now: Vec<String> = (0..3).map(|at| stage.email(at)).collect();
    let people = &stage.people;
    let wanted = [&people[1].email, &people[0].email, "new@acme.example"];
    assert_eq!(now, wanted, "{what}");
    let counts = stage.succeeded("set-email");
    let count = |at: usize| counts[&people[at].account_id];
    assert_eq!([count(0), count(1), count(2)], [2, 1, 1], "{what}");
}

#[test]
fn two_people_trade_addresses_also_when_readers_lag() {
    let stage = Stage::new(3);
    stage.lag(Lagged::Email, 300);
    let rows = rows(&stage);
    let mut run = stage.begin(rows.clone());
    stage.go(&mut run);
    assert_eq!(stage.outcomes(&run), [RowOutcome::Done; 4]);
    assert_traded(&stage, "lag");
    // Verified later, the row whose address was one in between is as planned.
    let verified =
        atlctl_core::apply::compare(&mut run.machine, &stage.live(&rows), Timestamp::now());
    assert_eq!((verified.there, verified.elsewhere.len()), (4, 0));
}

#[test]
fn every_lost_answer_of_every_step_is_settled() {
    let cases: Vec<(&str, u32)> = FAULTS
        .iter()
        .flat_map(|fault| (0..4).map(move |skip| (*fault, skip)))
        .collect();
    each(&cases, |(fault, skip)| {
        let stage = Stage::new(3);
        stage.fault(&format!("PUT */manage/email 1x {fault} skip={skip}"));
        let mut run = stage.begin(rows(&stage));
        stage.go(&mut run);
        let run = stage.resumed(run);
        let what = format!("{fault}, {skip}");
        assert_eq!(stage.outcomes(&run), [RowOutcome::Done; 4], "{what}");
        assert_traded(&stage, &what);
    });
}

#[test]
fn a_run_that_stops_before_any_step_goes_on_with_all_of_them() {
    for skip in 0..4 {
        let stage = Stage::new(3);
        stage.fault(&format!("PUT */manage/email unauthorized skip={skip}"));
        let mut run = stage.begin(rows(&stage));
        stage.go(&mut run);
        assert!(run.machine.stopped().is_some() && run.machine.can_resume());
        let run = stage.resumed(run);
        assert_eq!(stage.outcomes(&run), [RowOutcome::Done; 4], "{skip}");
        assert_traded(&stage, "stopped");
    }
}

#[test]
fn half_a_trade_is_undone_to_where_it_began() {
    let stage = Stage::new(3);
    let mut run = stage.begin(rows(&stage));
    // The third request is the second person's.
    stage.fault("PUT */manage/email 1x 409 skip=2");
    stage.go(&mut run);
    let outcomes = stage.outcomes(&run);
    assert_eq!(outcomes[0], RowOutcome::Done, "{outcomes:?}");
    assert_eq!(outcomes[1], RowOutcome::Refused, "{outcomes:?}");
    assert_eq!(outcomes[2], RowOutcome::Done, "{outcomes:?}");
    assert_eq!(stage.email(0), THIRD);
    // A resume does not send the last step of a trade that did not happen.
    let run = stage.resumed(run);
    assert_eq!(
        stage.outcomes(&run)[3],
        RowOutcome::Skipped,
        "{:?}",
        stage.outcomes(&run)
    );
    assert_eq!(stage.email(0), THIRD);
    let changed = (0..4).filter(|at| run.machine.was_changed(*at));
    let changed = PastRun::new(run.machine.plan(), changed.collect());
    let back = WayBack::of_run(None, changed, []).unwrap();
    let back = back.rows(None, Timestamp::now()).unwrap();
    let mut ways: Vec<(Value, Value)> = back
        .iter()
        .map(|wanted| (wanted.from.clone().unwrap(), wanted.to.clone().unwrap()))
        .collect();
    ways.sort();
    let before = |at: usize| Value::from(stage.people[at].email.as_str());
    let mut expected = vec![
        (Value::from(THIRD), before(0)),
        ("new@acme.example".into(), before(2)),
    ];
    expected.sort();
    assert_eq!(ways, expected);
}

#[test]
fn an_undo_of_several_steps_goes_back_to_the_first_address() {
    let stage = Stage::new(3);
    let plan = stage.plan(several(), rows(&stage));
    let run = PastRun::new(&plan, (0..plan.rows.len()).collect());
    let back = WayBack::of_run(None, run, []).unwrap();
    let back = back.rows(None, Timestamp::now()).unwrap();
    let mut found: Vec<(String, String, String)> = Vec::new();
    for wanted in &back {
        let to = wanted.to.as_ref().and_then(Value::text).unwrap();
        let set = wanted.from.as_ref().and_then(Value::text).unwrap();
        let account = wanted.target().unwrap();
        found.push((account.id().to_owned(), set.to_owned(), to.to_owned()));
    }
    let of = |at: usize, set: &str| {
        let person = &stage.people[at];
        (
            person.account_id.clone(),
            set.to_owned(),
            person.email.clone(),
        )
    };
    let (a, b) = (&stage.people[0].email, &stage.people[1].email);
    found.sort();
    let mut wanted = vec![of(0, b), of(1, a), of(2, "new@acme.example")];
    wanted.sort();
    assert_eq!(found, wanted);
}

#[test]
fn the_addresses_of_others_are_not_read() {
    let stage = Stage::new(1);
    let others = stage.control().accounts();
    let other = others.iter().find(|one| !one.managed).unwrap();
    let row = Row {
        account: Some(other.account_id.clone()),
        ..stage.row(0, &facet(), &other.email, "x@acme.example")
    };
    let own = stage.row(0, &facet(), &stage.people[0].email, "x@acme.example");
    let live = stage.live(&[row.clone(), own.clone()]);
    assert_eq!(value(&live, &row), None);
    assert_eq!(value(&live, &own), own.before.value());
}
