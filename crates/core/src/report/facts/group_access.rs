//! What groups give: apps, and more than one; by default.

use std::collections::{HashMap, HashSet};

use super::group_roles::GroupRole;
use super::groups::GroupCount;
use super::three_valued_logic::{all, either};
use crate::change::facet::membership::is_of_org_admins;
use crate::change::{KnownRole, RoleScope, opens};
use crate::store::App;

/// What a group gives, as far as it is known.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct Gives {
    /// The apps that it opens, by ID; `None` when its roles are unknown.
    pub apps: Option<Vec<String>>,
    /// Whether it gives anything; `None` when unknown.
    pub any: Option<bool>,
    /// Whether it gives more than one app.
    pub several: Option<bool>,
    /// Whether people are added to it when they get a role.
    pub is_default: Option<bool>,
    /// Whether it gives a role that administers something.
    pub administers: Option<bool>,
}

impl Gives {
    /// Of a group and its roles. Sites and the organization are no apps.
    pub fn of(group: &GroupCount, roles: Option<&Vec<GroupRole>>, apps: &HashSet<&str>) -> Self {
        let resources = group.facts.resources;
        // What it gives stands in no list of roles.
        let of_roles = Self::of_roles(resources, roles, apps);
        let of_admins = group.facts.name.as_deref().map(is_of_org_admins);
        Self {
            any: either(of_admins, of_roles.any),
            administers: either(of_admins, of_roles.administers),
            ..of_roles
        }
    }

    fn of_roles(
        resources: Option<u64>,
        roles: Option<&Vec<GroupRole>>,
        apps: &HashSet<&str>,
    ) -> Self {
        // Without a role, only the number of resources tells nothing from something that no list of roles has.
        let decides = |roles: &&Vec<GroupRole>| !roles.is_empty() || resources.is_some();
        let Some(roles) = roles.filter(decides) else {
            // What the group's entry says is known without its roles: how many resources, and not whether they are apps.
            return Self {
                any: resources.map(|of| of > 0),
                several: resources.filter(|of| *of <= 1).map(|_| false),
                ..Self::default()
            };
        };
        let mut opened: Vec<String> = roles
            .iter()
            .filter(|role| opens(&role.role) && is_of_app(role, apps))
            .map(|role| role.resource.clone())
            .collect();
        opened.sort();
        opened.dedup();
        Self {
            any: either(Some(!roles.is_empty()), resources.map(|of| of > 0)),
            several: Some(opened.len() > 1),
            is_default: Some(roles.iter().any(|role| role.is_default)),
            administers: Some(roles.iter().any(|role| role.role.ends_with("admin"))),
            apps: Some(opened),
        }
    }

    /// Whether it is a default group that gives access to more than one app, or admin rights.
    pub fn is_too_much(&self) -> Option<bool> {
        all([self.is_default, either(self.several, self.administers)])
    }
}

fn is_of_app(role: &GroupRole, apps: &HashSet<&str>) -> bool {
    let known = KnownRole::with_id(&role.role);
    let elsewhere = known.is_some_and(|known| known.scope != RoleScope::App);
    apps.contains(role.resource.as_str()) || (!elsewhere && !role.resource.contains(":platform::"))
}

/// The names of apps by ID.
pub(in super::super) fn titles(apps: &[App]) -> HashMap<&str, String> {
    apps.iter()
        .map(|app| (app.id.as_str(), app.title()))
        .collect()
}
