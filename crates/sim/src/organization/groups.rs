//! Groups: everyone, departments, products, teams.

use super::facts::Facts;
use super::names::DEPARTMENTS;
use super::person::Person;
use super::product::SANDBOX;
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
        if let Some(loaded) = &self.loaded {
            return loaded.groups.len();
        }
        FIXED.len() + DEPARTMENTS.len() + 1 + self.teams()
    }

    fn teams(&self) -> usize {
        (self.people / TEAM).clamp(1, 2000)
    }

    /// The name of a group.
    pub fn group_name(&self, group: usize) -> String {
        if let Some(loaded) = &self.loaded {
            let group = loaded.groups.get(group);
            return group.map(|group| group.name.clone()).unwrap_or_default();
        }
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
        if let Some(loaded) = &self.loaded {
            let group = loaded.groups.get(group);
            return group.map(|group| group.id.clone()).unwrap_or_default();
        }
        let id = uuid(self.seed ^ 0x6709, group as u64);
        format!("{}{group:08x}", id.get(..28).unwrap_or_default())
    }

    /// The number of the group with this id.
    pub fn index_of_group(&self, id: &str) -> Option<usize> {
        if let Some(loaded) = &self.loaded {
            return loaded.index_of_group(id);
        }
        let hex = id.get(id.len().checked_sub(8)?..)?;
        let group = usize::from_str_radix(hex, 16).ok()?;
        (group < self.groups() && self.group_id(group) == id).then_some(group)
    }

    /// Whether an identity provider fills the group.
    pub fn group_is_synced(&self, group: usize) -> bool {
        if let Some(loaded) = &self.loaded {
            return loaded.groups.get(group).is_some_and(|group| group.synced);
        }
        // Departments come from the identity provider.
        (FIXED.len()..FIXED.len() + DEPARTMENTS.len()).contains(&group)
    }

    /// Whether the group can be deleted.
    pub fn group_is_deletable(&self, group: usize) -> bool {
        if let Some(loaded) = &self.loaded {
            return loaded
                .groups
                .get(group)
                .is_some_and(|group| group.deletable);
        }
        group > 1 && !self.group_is_synced(group)
    }

    /// The groups a person is in.
    pub fn groups_of(&self, person: &Person) -> Vec<usize> {
        if let Some(loaded) = &self.loaded {
            return loaded.groups_of(person.index).to_vec();
        }
        let mut groups = Vec::with_capacity(6);
        if person.managed {
            groups.push(0);
        }
        if person.org_admin {
            groups.push(1);
        }
        for (product, _) in &person.products {
            // The sandbox has no group of its own.
            if *product < SANDBOX {
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
