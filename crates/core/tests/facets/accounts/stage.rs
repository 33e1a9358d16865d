//! Managed accounts of a simulated organization, and runs that change them.

use std::collections::BTreeMap;
use std::ops::Deref;

use atlctl_core::apply::Run;
use atlctl_core::change::{Facet, Live, Target, Value, read_live};
use atlctl_core::plan::Row;
use atlctl_sim::{SimAccount, SimConfig};
use jiff::Timestamp;

use crate::harness::{Harness, PACE, block_on, row, several};

pub struct Stage {
    harness: Harness,
    pub people: Vec<SimAccount>,
}

impl Deref for Stage {
    type Target = Harness;
    fn deref(&self) -> &Harness {
        &self.harness
    }
}

impl Stage {
    /// So many active managed accounts whose life, address and profile can be changed.
    pub fn new(people: usize) -> Self {
        let harness = Harness::new(SimConfig::default(), PACE);
        let mut accounts = harness.control().accounts();
        accounts
            .retain(|one| one.managed && one.status == "active" && !one.synced && !one.org_admin);
        accounts.truncate(people);
        assert_eq!(accounts.len(), people);
        Self {
            harness,
            people: accounts,
        }
    }

    /// A row that changes the account of this person.
    pub fn row(&self, person: usize, facet: &Facet, before: &str, to: &str) -> Row {
        let person = &self.people[person];
        let account = Target::Account(person.account_id.clone());
        Row {
            email: Some(person.email.clone()),
            ..row(facet, Some(&account), before, to)
        }
    }

    pub fn begin(&self, rows: Vec<Row>) -> Run {
        self.harness
            .begin(self.plan(several(), rows), self.settings())
    }

    /// The live values of what these rows change.
    pub fn live(&self, rows: &[Row]) -> Live {
        let items = rows
            .iter()
            .map(|row| (row.facet.clone(), row.target().unwrap()));
        let items: Vec<_> = items.collect();
        let (wire, now) = (self.wire(), Timestamp::now());
        let read = block_on(read_live(&wire, &items, now, &mut |_| ()));
        let (live, refused) = read.unwrap();
        assert!(refused.is_empty(), "{refused:?}");
        live
    }

    /// A person's state in truth.
    pub fn truth(&self, person: usize) -> serde_json::Value {
        let state = self.sim.control().state(false);
        let mut all = state["people"].as_array().unwrap().iter();
        let id = self.people[person].account_id.as_str();
        all.find(|one| one["id"] == id).unwrap().clone()
    }

    pub fn email(&self, person: usize) -> String {
        self.truth(person)["email"].as_str().unwrap().to_owned()
    }

    /// How often this call succeeded for each account.
    pub fn succeeded(&self, call: &str) -> BTreeMap<String, u32> {
        let calls = self.sim.control().calls().into_iter();
        calls
            .filter(|one| one.call == call)
            .map(|one| (one.target, one.succeeded))
            .collect()
    }
}

/// The live value of a row.
pub fn value<'a>(live: &'a Live, row: &Row) -> Option<&'a Value> {
    live.value(&row.target().unwrap(), &row.facet)
}
