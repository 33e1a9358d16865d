//! Groups: everyone, departments, products, teams.

use super::facts::{Facts, PRODUCTS};
use super::names::DEPARTMENTS;
use super::person::Person;
use crate::rng::uuid;

/// How many people a team has, about.
const TEAM: usize = 40;
const FIXED: [&str; 6] = [
    "all-staff",
    "org-admins",
    "jira-users",
    "confluence-users",
    "jsm-agents",
    "bitbucket-users",
];
/// A group without members.
const EMPTY: &str = "old-project-2019";

impl Facts {
    /// How many groups there are.
    pub fn groups(&self) -> usize {
        FIXED.len() + DEPARTMENTS.len() + 1 + self.teams()
    }

    fn teams(&self) -> usize {
        (self.people / TEAM).clamp(1, 2000)
    }

    /// The name of a group.
    pub fn group_name(&self, group: usize) -> String {
        if let Some(name) = FIXED.get(group) {
            return (*name).to_owned();
        }
        let group = group - FIXED.len().min(group);
        if let Some((name, _)) = DEPARTMENTS.get(group) {
            return format!("dept-{}", name.to_lowercase());
        }
        match group - DEPARTMENTS.len().min(group) {
            0 => EMPTY.to_owned(),
            team => format!("team-{team:04}"),
        }
    }

    /// The ID of a group; it ends with the group's number.
    pub fn group_id(&self, group: usize) -> String {
        let id = uuid(self.seed ^ 0x6709, group as u64);
        format!("{}{group:08x}", id.get(..28).unwrap_or_default())
    }

    /// The number of the group with this id.
    pub fn index_of_group(&self, id: &str) -> Option<usize> {
        let hex = id.get(id.len().checked_sub(8)?..)?;
        let group = usize::from_str_radix(hex, 16).ok()?;
        (group < self.groups() && self.group_id(group) == id).then_some(group)
    }

    /// Whether an identity provider fills the group.
    pub fn group_is_synced(&self, group: usize) -> bool {
        // Departments come from the identity provider.
        (FIXED.len()..FIXED.len() + DEPARTMENTS.len()).contains(&group)
    }

    /// The groups a person is in.
    pub fn groups_of(&self, person: &Person) -> Vec<usize> {
        let mut groups = Vec::with_capacity(6);
        if person.managed {
            groups.push(0);
        }
        if person.org_admin {
            groups.push(1);
        }
        for (product, _) in &person.products {
            // The sandbox has no group of its own.
            if *product < PRODUCTS.len() - 1 {
                groups.push(2 + product);
            }
        }
        if person.managed {
            groups.push(FIXED.len() + person.department);
        }
        let first_team = FIXED.len() + DEPARTMENTS.len() + 1;
        let team = (self.hash(person.index) >> 40) as usize % self.teams();
        groups.push(first_team + team);
        groups
    }
}
