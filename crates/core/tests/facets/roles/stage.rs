//! People and groups of a simulated organization, and runs that change which roles they hold.

use std::ops::Deref;

use atlctl_core::apply::{Run, Settings};
use atlctl_core::change::{Access, AccessPath, Facet, Item, Target, Value, read_access};
use atlctl_core::report::RowOutcome;
use atlctl_sim::SimConfig;

use crate::harness::{Harness, PACE, block_on, row, several};

pub struct Stage {
    harness: Harness,
    state: serde_json::Value,
}

/// The value in the plan, the value wanted.
pub type Change<'a> = (&'a Target, &'a str, &'a str);

impl Deref for Stage {
    type Target = Harness;
    fn deref(&self) -> &Harness {
        &self.harness
    }
}

impl Stage {
    pub fn new() -> Self {
        let harness = Harness::new(SimConfig::default(), PACE);
        Self {
            state: harness.control().state(false),
            harness,
        }
    }

    /// Active people with (or without) this app's role by the app's group, none of them an admin or holding any role
    /// themselves.
    pub fn people(&self, group: &str, is_in: bool, count: usize) -> Vec<Target> {
        let group = self.group(group).id().to_owned();
        let all = self.state["people"].as_array().unwrap().iter();
        let found: Vec<Target> = all
            .filter(|one| one["status"] == "active" && one["roles"].as_array().unwrap().is_empty())
            .filter(|one| {
                one["groups"]
                    .as_array()
                    .unwrap()
                    .contains(&group.as_str().into())
                    == is_in
            })
            .take(count)
            .map(|one| Target::Account(one["id"].as_str().unwrap().to_owned()))
            .collect();
        assert_eq!(found.len(), count);
        found
    }

    pub fn suspended(&self) -> Target {
        let mut all = self.state["people"].as_array().unwrap().iter();
        let one = all.find(|one| one["status"] == "suspended").unwrap();
        Target::Account(one["id"].as_str().unwrap().to_owned())
    }

    pub fn admins(&self) -> Vec<Target> {
        let all = self.state["people"].as_array().unwrap().iter();
        let admins = all.filter(|one| one["org_admin"] == true);
        admins
            .map(|one| Target::Account(one["id"].as_str().unwrap().to_owned()))
            .collect()
    }

    pub fn group(&self, name: &str) -> Target {
        let mut groups = self.state["groups"].as_array().unwrap().iter();
        let group = groups.find(|one| one["name"] == name).unwrap();
        Target::Group(group["id"].as_str().unwrap().to_owned())
    }

    /// The resource on which a group gives a role.
    pub fn app_of(&self, group: &str) -> String {
        let mut groups = self.state["groups"].as_array().unwrap().iter();
        let group = groups.find(|one| one["name"] == group).unwrap();
        group["roles"][0][0].as_str().unwrap().to_owned()
    }

    /// The roles assigned to a person or a group, in truth, as `resource role`.
    pub fn assigned(&self, target: &Target) -> Vec<(String, String)> {
        let state = self.control().state(false);
        let list = if matches!(target, Target::Group(_)) {
            "groups"
        } else {
            "people"
        };
        let mut all = state[list].as_array().unwrap().iter();
        let one = all.find(|one| one["id"] == target.id()).unwrap();
        let roles = one["roles"].as_array().unwrap().iter();
        let text = |value: &serde_json::Value| value.as_str().unwrap().to_owned();
        roles.map(|role| (text(&role[0]), text(&role[1]))).collect()
    }

    pub fn begin(&self, facet: &Facet, changes: &[Change<'_>]) -> Run {
        let changes = changes.iter();
        let rows = changes.map(|(target, before, to)| row(facet, Some(target), before, to));
        let settings = Settings {
            visible: Settings::default().visible,
            ..self.settings()
        };
        self.harness
            .begin(self.plan(several(), rows.collect()), settings)
    }

    /// Applies the changes; the outcome of each.
    pub fn apply(&self, facet: &Facet, changes: &[Change<'_>]) -> Vec<(RowOutcome, String)> {
        let mut run = self.begin(facet, changes);
        self.go(&mut run);
        self.results(&run)
    }

    pub fn read(&self, facet: &Facet, targets: &[Target]) -> Vec<Option<Value>> {
        let items: Vec<Item> = targets
            .iter()
            .map(|target| Item {
                target: target.clone(),
                of: facet.of.clone(),
            })
            .collect();
        block_on(facet.kind.read(&self.wire(), &items, &mut |_| ())).unwrap()
    }

    pub fn access(&self, people: &[Target], app: &str) -> (Access, Vec<Vec<AccessPath>>) {
        let accounts: Vec<String> = people.iter().map(|one| one.id().to_owned()).collect();
        let apps = [app.to_owned()];
        let wire = self.wire();
        let access = block_on(read_access(&wire, "-", &accounts, &apps, &mut |_| ())).unwrap();
        let paths = accounts
            .iter()
            .map(|account| access.paths(account, app).unwrap());
        let paths = paths.collect();
        (access, paths)
    }
}
