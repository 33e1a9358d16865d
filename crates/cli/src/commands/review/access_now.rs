//! What the mirror knows, when a review is closed, of the access that it is about: who lost it in another way than by the
//! changes for their own row.

use std::collections::HashMap;

use atlctl_core::change::mirrored_group_roles;
use atlctl_core::review::{Freshness, KeptAccess, ReviewRow, RowResult, Scope, ScopeKind, Started};
use atlctl_core::store::{AccessStanding, AccessStandings, Mirror};
use atlctl_core::sync::Stage;

use super::start::freshness;
use crate::context::Context;
use crate::error::CliResult;
use crate::hint_commands;

/// The mirror, if it says more than the review's start does.
pub(super) struct ByNow {
    mirror: Option<Mirror>,
}

const NO_MIRROR: &str = "no mirror of this machine says whether the access is still there";

impl ByNow {
    /// Opens the mirror; warns where there is none that is as new as the review.
    pub fn open(context: &Context, started: &Started) -> Self {
        let mirror = context.mirror_to_plan_from().ok();
        let mirror = mirror.filter(|mirror| is_as_new(mirror, started));
        if mirror.is_none() {
            context.ui.warning(
                "no mirror of this machine is as new as the review: whether people still have what they were to keep is unknown",
            );
            context.ui.hint(format!(
                "read it before you close the review: {}",
                hint_commands::command(&["sync"])
            ));
        }
        Self { mirror }
    }

    /// How fresh the mirror is.
    ///
    /// # Errors
    /// When it cannot be read.
    pub fn freshness(&self, context: &Context, started: &Started) -> CliResult<Option<Freshness>> {
        let kinds = started.scopes.iter().map(|entry| entry.scope.kind);
        let mut parts: Vec<Stage> = kinds.flat_map(ScopeKind::parts).copied().collect();
        let mut seen = Vec::new();
        parts.retain(|part| {
            !seen.contains(part) && {
                seen.push(*part);
                true
            }
        });
        let mirror = self.mirror.as_ref();
        mirror
            .map(|mirror| freshness(context, mirror, &parts))
            .transpose()
    }

    /// The result of each row, given the review's runs.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub fn look(
        &self,
        started: &Started,
        rows: &[ReviewRow],
        results: &mut [RowResult],
    ) -> CliResult<()> {
        let mut standings: HashMap<String, AccessStandings<'_>> = HashMap::new();
        if let Some(mirror) = &self.mirror {
            for entry in &started.scopes {
                let of = mirror.access_standings(entry.scope.held())?;
                standings.insert(entry.scope.label(), of);
            }
        }
        for (row, result) in rows.iter().zip(results.iter_mut()) {
            let standing = match standings.get(&row.access) {
                Some(of) => of.of(&row.account)?,
                None => AccessStanding::Unknown,
            };
            let unknown = match self.mirror {
                Some(_) => {
                    "the mirror does not know whether the access is still there; a sync would find out"
                }
                None => NO_MIRROR,
            };
            result.as_of(standing, unknown);
        }
        self.went_with_groups(started, rows, results)
    }

    /// Names the run of an app that went with a group which a run of the review took: a sync finds it gone, and does not say
    /// why.
    fn went_with_groups(
        &self,
        started: &Started,
        rows: &[ReviewRow],
        results: &mut [RowResult],
    ) -> CliResult<()> {
        let Some(mirror) = &self.mirror else {
            return Ok(());
        };
        let scopes: HashMap<String, &Scope> = started
            .scopes
            .iter()
            .map(|entry| (entry.scope.label(), &entry.scope))
            .collect();
        let mut left: HashMap<&str, Vec<(&str, String)>> = HashMap::new();
        for (row, result) in rows.iter().zip(results.iter()) {
            let group = scopes.get(&row.access);
            let group = group.filter(|scope| scope.kind == ScopeKind::Group);
            if let (Some(group), RowResult::Removed { run }) = (group, result) {
                let of = left.entry(&row.account).or_default();
                of.push((&group.id, run.clone()));
            }
        }
        for (row, result) in rows.iter().zip(results) {
            if !matches!(result, RowResult::Gone | RowResult::AlreadyGone) {
                continue;
            }
            let app = scopes.get(&row.access);
            let app = app.filter(|scope| matches!(scope.kind, ScopeKind::App | ScopeKind::AppRole));
            let (Some(app), Some(groups)) = (app, left.get(row.account.as_str())) else {
                continue;
            };
            let access = KeptAccess {
                app: &app.id,
                role: app.role.as_deref(),
            };
            for (group, run) in groups {
                let gives = mirrored_group_roles(mirror, group)?.unwrap_or_default();
                if gives
                    .iter()
                    .any(|held| access.is(&held.role, &held.resource))
                {
                    *result = RowResult::Removed { run: run.clone() };
                    break;
                }
            }
        }
        Ok(())
    }
}

fn is_as_new(mirror: &Mirror, started: &Started) -> bool {
    let Ok(Some(sync)) = mirror.last_sync() else {
        return false;
    };
    started
        .mirror
        .started
        .is_none_or(|of_review| sync.started_at >= of_review)
}
