//! How each person of a review has the access.

use std::collections::HashMap;

use atlctl_core::change::{AccessPath, mirrored_ways, opens, role_title};
use atlctl_core::review::{Scope, ScopeKind};
use atlctl_core::store::Mirror;

use crate::commands::role::way;
use crate::error::CliResult;

/// The role of somebody who uses an app and does not administer it: not worth a word.
const USER: &str = "atlassian/user";

/// The ways to a scope.
pub(super) struct Ways<'a> {
    scope: &'a Scope,
    /// By account; empty where everyone comes the same way.
    known: HashMap<String, Vec<AccessPath>>,
}

impl<'a> Ways<'a> {
    /// Reads them from the mirror.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub fn read(mirror: &Mirror, scope: &'a Scope) -> CliResult<Self> {
        let known = match scope.how() {
            Some(_) => HashMap::new(),
            None => mirrored_ways(mirror, &scope.id)?,
        };
        Ok(Self { scope, known })
    }

    /// How a person has it, such as `group jira-users`; `None` when the mirror does not know.
    pub fn of(&self, account: &str) -> Option<String> {
        if let Some(how) = self.scope.how() {
            return Some(how.to_owned());
        }
        let paths = self.known.get(account)?;
        let fits = |path: &&AccessPath| match &self.scope.role {
            Some(role) => path.role == *role,
            None => opens(&path.role),
        };
        let mut words: Vec<String> = Vec::new();
        for path in paths.iter().filter(fits) {
            let plain = self.scope.kind == ScopeKind::AppRole || path.role == USER;
            let word = match plain {
                true => way(&path.way),
                false => format!("{} ({})", way(&path.way), role_title(&path.role)),
            };
            if !words.contains(&word) {
                words.push(word);
            }
        }
        (!words.is_empty()).then(|| words.join(", "))
    }
}
