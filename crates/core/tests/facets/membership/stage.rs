//! People of a simulated organization and a group, and runs that change who is in it.

use std::ops::Deref;

use atlctl_core::apply::Run;
use atlctl_core::change::facet::membership::Membership;
use atlctl_core::change::{Facet, FacetKind, Item, Target, Value};
use atlctl_core::plan::{Kind, Row};
use atlctl_sim::SimConfig;

use crate::harness::{Harness, PACE, block_on, row};

pub struct Stage {
    harness: Harness,
    pub people: Vec<String>,
    /// The directory and the group.
    pub of: Vec<String>,
}

impl Deref for Stage {
    type Target = Harness;
    fn deref(&self) -> &Harness {
        &self.harness
    }
}

impl Stage {
    /// So many active people who are no admins, and a group.
    pub fn new(group: &str, people: usize) -> Self {
        let harness = Harness::new(SimConfig::default(), PACE);
        let state = harness.control().state(false);
        let groups = state["groups"].as_array().unwrap();
        let group = groups.iter().find(|one| one["name"] == group).unwrap();
        let all = state["people"].as_array().unwrap().iter();
        let people: Vec<String> = all
            .filter(|one| one["status"] == "active" && one["org_admin"] == false)
            .filter(|one| one["managed"] == true)
            .take(people)
            .map(|one| one["id"].as_str().unwrap().to_owned())
            .collect();
        let path = format!("/admin/v2/orgs/{}/directories", harness.sim.org_id());
        let (_, told) = harness.control().as_another("GET", &path, "");
        let told: serde_json::Value = serde_json::from_str(&told).unwrap();
        let directory = told["data"][0]["directoryId"].as_str().unwrap().to_owned();
        Self {
            of: vec![directory, group["id"].as_str().unwrap().to_owned()],
            harness,
            people,
        }
    }

    fn facet(&self) -> Facet {
        Facet::about(FacetKind::of(&Membership), self.of.clone())
    }

    pub fn begin(&self, before: &str, to: &str) -> Run {
        let facet = self.facet();
        let people = self.people.iter();
        let rows = people.map(|one| row(&facet, Some(&Target::Account(one.clone())), before, to));
        let kind = Kind::Set {
            facet: facet.clone(),
            to: to.into(),
        };
        self.begin_rows(kind, rows.collect())
    }

    pub fn begin_rows(&self, kind: Kind, rows: Vec<Row>) -> Run {
        self.harness.begin(self.plan(kind, rows), self.settings())
    }

    /// Who is in the group, in truth.
    pub fn inside(&self) -> Vec<bool> {
        let state = self.control().state(false);
        let all = state["people"].as_array().unwrap();
        let of = |account: &String| {
            let one = all.iter().find(|one| one["id"] == account.as_str());
            let groups = one.unwrap()["groups"].as_array().unwrap().clone();
            groups.iter().any(|group| *group == self.of[1].as_str())
        };
        self.people.iter().map(of).collect()
    }

    /// Another administrator puts somebody in, or takes them out.
    pub fn put(&self, at: usize, is_in: bool) {
        let (org, group) = (self.sim.org_id(), &self.of[1]);
        let path = format!("/admin/v2/orgs/{org}/directories/-/groups/{group}/memberships");
        let account = &self.people[at];
        if is_in {
            let body = format!("{{\"accountId\":\"{account}\"}}");
            drop(self.control().as_another("POST", &path, &body));
        } else {
            let path = format!("{path}/{account}");
            drop(self.control().as_another("DELETE", &path, ""));
        }
        self.control().settle();
        assert_eq!(self.inside()[at], is_in);
    }

    /// Reads, and says with how many requests.
    pub fn read(&self, items: &[Item]) -> (Vec<Option<Value>>, usize) {
        let before = self.control().requests().len();
        let kind = FacetKind::of(&Membership);
        let wire = self.wire();
        let read = block_on(kind.read(&wire, items, &mut |_| ())).unwrap();
        (read, self.control().requests().len() - before)
    }
}
