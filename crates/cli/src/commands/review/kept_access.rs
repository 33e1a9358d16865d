//! Apps and roles in apps that a reviewer keeps, and that the removal of another access would take away.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use atlctl_core::change::facet::app_role::AppRole;
use atlctl_core::change::facet::membership::Membership;
use atlctl_core::change::facet::platform_role::PlatformRole;
use atlctl_core::change::{FacetKind, mirrored_group_roles};
use atlctl_core::plan::Wanted;
use atlctl_core::review::{Decision, Ends, KeptAccess, ReviewRow, Scope, ScopeKind};

use super::removals::Removals;
use crate::changes::access_of;
use crate::error::CliResult;

/// An app, or a role in one, that a reviewer keeps.
struct Kept<'a> {
    row: &'a ReviewRow,
    scope: &'a Scope,
}

impl Kept<'_> {
    fn access(&self) -> KeptAccess<'_> {
        KeptAccess {
            app: &self.scope.id,
            role: self.scope.role.as_deref(),
        }
    }
}

impl Removals<'_> {
    /// Leaves out what would take from people an app or a role in an app that a reviewer decided to keep.
    ///
    /// # Errors
    /// When the mirror or Atlassian fails.
    pub fn spare_kept(&self, rows: &mut [Wanted]) -> CliResult<()> {
        let kept = self.kept_apps();
        let mut of_people: BTreeMap<String, (Vec<usize>, Vec<Ends>)> = BTreeMap::new();
        for (at, row) in rows.iter().enumerate() {
            let account = row.found.person.as_ref().map(|person| &person.account_id);
            let account = account.filter(|account| kept.contains_key(account.as_str()));
            let (Some(account), None) = (account, &row.obstacle) else {
                continue;
            };
            if let Some(ends) = self.ends(row)? {
                let of = of_people.entry(account.as_str().to_owned()).or_default();
                of.0.push(at);
                of.1.push(ends);
            }
        }
        if of_people.is_empty() {
            return Ok(());
        }
        let accounts: Vec<String> = of_people.keys().cloned().collect();
        let apps = accounts
            .iter()
            .filter_map(|account| kept.get(account.as_str()));
        let apps: BTreeSet<String> = apps.flatten().map(|kept| kept.scope.id.clone()).collect();
        let apps: Vec<String> = apps.into_iter().collect();
        let directory = self.directory.find(self.mirror)?;
        let wire = self.signed.wire(&self.context.org()?);
        let access = access_of(self.context, &wire, &directory, &accounts, &apps)?;
        for (account, (places, changes)) in &of_people {
            for kept in kept.get(account.as_str()).into_iter().flatten() {
                let keeps = kept.access();
                let paths = access
                    .as_ref()
                    .and_then(|all| all.paths(account, keeps.app));
                let (said, ending) = match &paths {
                    Some(paths) => ("would take away", keeps.ended_by(paths, changes)),
                    None => {
                        let may =
                            |at: &usize| changes.get(*at).is_some_and(|one| keeps.may_end_by(one));
                        let all = 0..changes.len();
                        ("may take away", all.filter(may).collect())
                    }
                };
                let why = format!(
                    "{said} {}, which {} decided to keep",
                    kept.row.access, kept.row.reviewer
                );
                for place in ending.iter().filter_map(|at| places.get(*at)) {
                    leave_out(rows, places, *place, &why);
                }
            }
        }
        Ok(())
    }

    /// The apps and roles in apps that reviewers decided to keep, by account.
    fn kept_apps(&self) -> HashMap<&str, Vec<Kept<'_>>> {
        let scopes = self.started.scopes.iter().map(|entry| &entry.scope);
        let scopes: HashMap<String, &Scope> = scopes
            .filter(|scope| matches!(scope.kind, ScopeKind::App | ScopeKind::AppRole))
            .map(|scope| (scope.label(), scope))
            .collect();
        let mut all: HashMap<&str, Vec<Kept<'_>>> = HashMap::new();
        for row in self.rows {
            let answer = self.answers.get(&row.row);
            let is_kept = answer.is_some_and(|answer| answer.decision == Some(Decision::Keep));
            if let (true, Some(scope)) = (is_kept, scopes.get(&row.access)) {
                let of = all.entry(&row.account).or_default();
                of.push(Kept { row, scope });
            }
        }
        all
    }

    /// What a row of the plan ends; `None` for what changes no access, as with a group of an identity provider.
    fn ends(&self, row: &Wanted) -> CliResult<Option<Ends>> {
        let (kind, of) = (row.facet.kind, row.facet.of.as_slice());
        Ok(match of {
            [_, group] if kind == FacetKind::of(&Membership) => {
                let facts = self.mirror.group_facts(group)?;
                if facts.is_some_and(|facts| facts.of_provider()) {
                    return Ok(None);
                }
                Some(Ends::Group {
                    id: group.clone(),
                    gives: mirrored_group_roles(self.mirror, group)?,
                })
            }
            [_, role, app] if kind == FacetKind::of(&AppRole) => Some(Ends::Role {
                role: role.clone(),
                resource: app.clone(),
            }),
            _ if kind == FacetKind::of(&PlatformRole) => Some(Ends::OrganizationRole),
            _ => None,
        })
    }
}

/// Leaves out a row, and the person's other rows of the same decisions: without it, they would take away only a part.
fn leave_out(rows: &mut [Wanted], places: &[usize], place: usize, why: &str) {
    let mut left = vec![place];
    while let Some(at) = left.pop() {
        let Some(row) = rows.get_mut(at).filter(|row| row.obstacle.is_none()) else {
            continue;
        };
        row.obstacle = Some(why.to_owned());
        let decisions = row.review_rows.clone();
        let is_same = |at: &usize| {
            let row = rows.get(*at);
            row.is_some_and(|row| row.review_rows.iter().any(|id| decisions.contains(id)))
        };
        left.extend(places.iter().copied().filter(is_same));
    }
}
