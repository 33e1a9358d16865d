//! From decisions to the rows of a plan.

use std::collections::{BTreeMap, HashMap};

use atlctl_core::change::facet::membership::{Membership, OUT};
use atlctl_core::change::facet::platform_role::{NOT_HELD, PlatformRole};
use atlctl_core::change::{Facet, FacetKind, Target};
use atlctl_core::input::{Person, Position};
use atlctl_core::plan::{Found, Wanted, resolve_rows};
use atlctl_core::review::{Answer, Answers, Decision, ReviewRow, Scope, ScopeKind, Started};
use atlctl_core::store::{App, Mirror};

use crate::changes::{DirectoryOption, SignedIn, access_of, wanted};
use crate::commands::user::AppRemoval;
use crate::context::Context;
use crate::error::{CliError, CliResult};

/// What decisions take away.
pub(super) struct Removals<'a> {
    pub context: &'a Context,
    pub signed: &'a SignedIn,
    pub mirror: &'a Mirror,
    pub directory: &'a DirectoryOption,
    pub through_shared: bool,
    pub started: &'a Started,
    pub rows: &'a [ReviewRow],
    pub answers: &'a Answers,
}

/// A row whose access is taken away.
struct Removed<'a> {
    row: &'a ReviewRow,
    answer: &'a Answer,
    found: Found,
}

impl Removals<'_> {
    /// The rows of the plan, each once.
    ///
    /// # Errors
    /// When the mirror or Atlassian fails.
    pub fn wanted(&self) -> CliResult<Vec<Wanted>> {
        let mut all: Vec<Wanted> = Vec::new();
        for entry in &self.started.scopes {
            let removed = self.removed(&entry.scope)?;
            if removed.is_empty() {
                continue;
            }
            match entry.scope.kind {
                ScopeKind::Group => all.extend(self.of_group(&entry.scope, &removed)?),
                ScopeKind::Role => {
                    let facet = Facet::about(FacetKind::of(&PlatformRole), [&entry.scope.id]);
                    all.extend(self.one_each(&facet, NOT_HELD, &removed)?);
                }
                ScopeKind::App | ScopeKind::AppRole => {
                    all.extend(self.of_app(&entry.scope, &removed)?);
                }
            }
        }
        let mut all = each_once(all);
        self.spare_kept(&mut all)?;
        Ok(all)
    }

    fn removed(&self, scope: &Scope) -> CliResult<Vec<Removed<'_>>> {
        let label = scope.label();
        let rows = self.rows.iter().filter(|row| row.access == label);
        let removed: Vec<(&ReviewRow, &Answer)> = rows
            .filter_map(|row| {
                let answer = self.answers.get(&row.row)?;
                (answer.decision == Some(Decision::Remove)).then_some((row, answer))
            })
            .collect();
        let people: Vec<Person> = removed
            .iter()
            .map(|(row, answer)| Person {
                at: Some(Position::line(answer.line)),
                email: None,
                account: Some(row.account.clone()),
            })
            .collect();
        let found = resolve_rows(self.mirror, &people)?;
        let removed = removed.into_iter().zip(found);
        Ok(removed
            .map(|((row, answer), found)| Removed { row, answer, found })
            .collect())
    }

    fn of_group(&self, scope: &Scope, removed: &[Removed<'_>]) -> CliResult<Vec<Wanted>> {
        let directory = match &scope.directory {
            Some(directory) => directory.clone(),
            None => self.directory.find(self.mirror)?,
        };
        let of = [directory.as_str(), scope.id.as_str()];
        let facet = Facet::about(FacetKind::of(&Membership), of);
        self.one_each(&facet, OUT, removed)
    }

    fn one_each(&self, facet: &Facet, to: &str, removed: &[Removed<'_>]) -> CliResult<Vec<Wanted>> {
        let mut rows = Vec::with_capacity(removed.len());
        for one in removed {
            let mut row = wanted(self.mirror, one.found.clone(), facet, Some(to.into()))?;
            decided_by(&mut row, one);
            rows.push(row);
        }
        Ok(rows)
    }

    fn of_app(&self, scope: &Scope, removed: &[Removed<'_>]) -> CliResult<Vec<Wanted>> {
        let apps = self.mirror.apps()?;
        let known = apps.iter().find(|app| app.id == scope.id).cloned();
        let mut app = App::default();
        app.id.clone_from(&scope.id);
        let app = known.unwrap_or(app);
        let directory = self.directory.find(self.mirror)?;
        let accounts: Vec<String> = removed.iter().map(|one| one.row.account.clone()).collect();
        let wire = self.signed.wire(&self.context.org()?);
        let of = std::slice::from_ref(&app.id);
        let read = access_of(self.context, &wire, &directory, &accounts, of)?;
        let Some(access) = read else {
            return Err(CliError::failed(
                "access cannot be removed safely without knowing where it comes from",
            )
            .hint("sign in as an organization admin: atlctl auth login"));
        };
        let removal = AppRemoval {
            mirror: self.mirror,
            access: &access,
            app: &app,
            apps,
            directory: &directory,
            through_shared: self.through_shared,
            names_app: true,
            role: scope.role.as_deref(),
        };
        let kept = self.kept_memberships();
        let mut all = Vec::new();
        for one in removed {
            let mut rows = Vec::new();
            removal.add(&one.found, &mut rows, &mut BTreeMap::new())?;
            let contradicted = rows.iter().find_map(|row| {
                let group = row.facet.of.get(1)?;
                let is_membership = row.facet.kind == FacetKind::of(&Membership);
                let kept = kept.get(&(one.row.account.as_str(), group.as_str()));
                kept.filter(|_| is_membership)
            });
            if let Some(kept) = contradicted {
                let mut row = removal.nothing(&one.found)?;
                row.obstacle = Some(format!(
                    "gets {} from {}, which {} decided to keep",
                    removal.it(),
                    kept.access,
                    kept.reviewer
                ));
                rows = vec![row];
            }
            for row in &mut rows {
                decided_by(row, one);
            }
            all.extend(rows);
        }
        Ok(all)
    }

    /// The memberships that reviewers decided to keep, by account and group.
    fn kept_memberships(&self) -> HashMap<(&str, &str), &ReviewRow> {
        let groups = self.started.scopes.iter().map(|entry| &entry.scope);
        let groups: HashMap<String, &str> = groups
            .filter(|scope| scope.kind == ScopeKind::Group)
            .map(|scope| (scope.label(), scope.id.as_str()))
            .collect();
        let kept = self.rows.iter().filter(|row| {
            let answer = self.answers.get(&row.row);
            answer.is_some_and(|answer| answer.decision == Some(Decision::Keep))
        });
        kept.filter_map(|row| {
            let group = groups.get(&row.access)?;
            Some(((row.account.as_str(), *group), row))
        })
        .collect()
    }
}

/// An app may be taken away by leaving a group that is in the review itself: the first row carries out both decisions.
fn each_once(rows: Vec<Wanted>) -> Vec<Wanted> {
    let mut places: HashMap<(Target, Facet), usize> = HashMap::new();
    let mut all: Vec<Wanted> = Vec::with_capacity(rows.len());
    for row in rows {
        let target = row.target();
        let place = target.map(|target| {
            *places
                .entry((target, row.facet.clone()))
                .or_insert(all.len())
        });
        match place.and_then(|place| all.get_mut(place)) {
            Some(first) => first.review_rows.extend(row.review_rows),
            None => all.push(row),
        }
    }
    all
}

/// Says in a row of the plan which decision it carries out, whose it is, and why.
fn decided_by(row: &mut Wanted, one: &Removed<'_>) {
    row.review_rows = vec![one.row.row.clone()];
    let mut said = format!("decided by {}", one.row.reviewer);
    if let Some(note) = &one.answer.note {
        said = format!("{said}: {note}");
    }
    row.change_reason = Some(said);
}
