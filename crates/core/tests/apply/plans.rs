//! Plans to be applied.

use atlctl_core::plan::{Base, Kind, Origin, Plan, Row};

/// A plan of these rows.
pub fn plan(rows: Vec<Row>) -> Plan {
    Plan {
        kind: Kind::PolicyMove { to: "new".into() },
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
        },
        origin: Origin::default(),
        from: None,
        policies: Vec::new(),
        policy_unknown: 0,
        notes: Vec::new(),
        rows,
        later: Default::default(),
    }
}
