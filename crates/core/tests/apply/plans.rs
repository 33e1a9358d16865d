//! Plans to be applied.

use atlctl_core::change::facet::policy;
use atlctl_core::change::{Before, Facet, FacetKind, Live, Target};
use atlctl_core::input;
use atlctl_core::plan::{Base, FORMAT, Found, Kind, Origin, Plan, Row, Verdict, Wanted};
use atlctl_core::store::Person;
use jiff::Timestamp;

/// The facet of policies.
pub fn policy() -> Facet {
    Facet::new(FacetKind::of(&policy::Policy))
}

/// A row that moves account `a{at}` from policy `old` to `new`.
pub fn row(at: usize) -> Row {
    Row {
        line: None,
        email: Some(format!("p{at}@example.com")),
        account: Some(format!("a{at}")),
        name: None,
        target: None,
        facet: policy(),
        before: Before::Is("old".into()),
        to: Some("new".into()),
        after: Vec::new(),
        before_words: None,
        effect: None,
        ends: None,
        keeps_seat: false,
        held: None,
        change_reason: None,
        review_rows: Vec::new(),
        members: None,
        is_deactivated: false,
        is_final: false,
        verdict: Verdict::Change,
    }
}

/// A person whom a list names, and the policy `new` for them.
pub fn wanted(given: input::Person, person: Option<Person>, suggestions: Vec<String>) -> Wanted {
    let found = Found {
        given,
        person,
        suggestions,
        conflict: None,
    };
    Wanted::of_person(found, policy(), Some("new".into()))
}

/// The policies of accounts, as the service has them.
pub fn live(read: Timestamp, policies: &[(&str, Option<&str>)]) -> Live {
    let mut live = Live::at(read);
    live.kinds.insert(policy().kind);
    for (account, now) in policies {
        live.insert(
            Target::Account((*account).to_owned()),
            policy(),
            (*now).into(),
        );
    }
    live
}

/// A plan of these rows.
pub fn plan(rows: Vec<Row>) -> Plan {
    Plan {
        kind: Kind::Set {
            facet: policy(),
            to: "new".into(),
        },
        org: "org".to_owned(),
        org_name: None,
        service: "http://127.0.0.1:1".to_owned(),
        made: "2026-11-24T09:00:00Z".parse().unwrap(),
        tool: "0.0.0".to_owned(),
        actor: None,
        include: None,
        base: Base {
            sync: None,
            synced: None,
            read: None,
            unread: Vec::new(),
        },
        origin: Origin::default(),
        from: None,
        reason: None,
        ticket: None,
        until: None,
        effort: None,
        totals: Vec::new(),
        notes: Vec::new(),
        rows,
        format: FORMAT,
        equal: Vec::new(),
        later: Default::default(),
    }
}
