//! What people are invited to: groups, and roles in apps. Each name is looked up once.

use std::collections::{BTreeSet, HashMap};

use atlctl_api::{Client, OrgId};
use atlctl_core::change::facet::invitation::Invite as Grants;
use atlctl_core::change::{KnownRole, RoleScope};
use atlctl_core::input::{Position, Problem, Reason};
use atlctl_core::store::{App, Mirror};

use super::invited_people::RowGrants;
use crate::changes::DirectoryOption;
use crate::commands::group;
use crate::commands::role::{note_of_sandbox, one_app};
use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};
use crate::ui::display;

/// The ID of a group; a role and the ID of its app; why a name cannot be used.
type Found<T> = HashMap<String, Result<T, String>>;

/// Finds groups and apps by their names.
pub struct GrantFinder<'a> {
    context: &'a Context,
    service: (&'a Client, &'a OrgId),
    mirror: &'a Mirror,
    directory: &'a DirectoryOption,
    groups: Found<String>,
    roles: Found<(String, String)>,
    /// An error that is of no row, such as a lost connection. Nothing more is looked up after it.
    failed: Option<CliError>,
}

impl<'a> GrantFinder<'a> {
    pub fn new(
        context: &'a Context,
        service: (&'a Client, &'a OrgId),
        mirror: &'a Mirror,
        directory: &'a DirectoryOption,
    ) -> Self {
        Self {
            context,
            service,
            mirror,
            directory,
            groups: HashMap::new(),
            roles: HashMap::new(),
            failed: None,
        }
    }

    /// Adds groups and apps that the command line names for everyone.
    ///
    /// # Errors
    /// When one is unknown, or Atlassian fails.
    pub(super) fn add(
        &self,
        grants: &mut Grants,
        groups: &[String],
        apps: &[String],
    ) -> CliResult<()> {
        for name in groups {
            push(&mut grants.groups, self.group(name)?);
        }
        for name in apps {
            push(&mut grants.roles, role(self.mirror, name)?);
        }
        Ok(())
    }

    /// What the reader of the plan must know of the apps that are named, for everyone or in rows.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub(super) fn notes(&self, for_everyone: &[String]) -> CliResult<Vec<String>> {
        let mut notes = BTreeSet::new();
        for name in for_everyone.iter().chain(self.roles.keys()) {
            if let Ok((_, app)) = role(self.mirror, name) {
                notes.extend(note_of_sandbox(
                    self.mirror,
                    app_and_role(name).0,
                    None,
                    &app,
                )?);
            }
        }
        Ok(notes.into_iter().collect())
    }

    /// Adds the groups and apps of a row. Names without a result are those of rows that are left out.
    pub fn add_row(&self, grants: &mut Grants, row: &RowGrants) {
        let groups = row.groups.iter().filter_map(|name| self.groups.get(name));
        for group in groups.flatten() {
            push(&mut grants.groups, group.clone());
        }
        let roles = row.apps.iter().filter_map(|name| self.roles.get(name));
        for role in roles.flatten() {
            push(&mut grants.roles, role.clone());
        }
    }

    /// Looks up what a row names, and says what of it cannot be used.
    pub fn problems(&mut self, at: Option<Position>, row: &RowGrants) -> Vec<Problem> {
        let mut problems = Vec::new();
        for name in &row.groups {
            let found = match self.groups.get(name) {
                Some(known) => known.clone().map(|_| ()),
                None => {
                    let found = self.looked_up(|finder| finder.group(name));
                    let Some(found) = found else { return problems };
                    let is = found.clone().map(|_| ());
                    self.groups.insert(name.clone(), found);
                    is
                }
            };
            problems.extend(problem(at, row.groups_heading.as_deref(), name, found));
        }
        for name in &row.apps {
            let found = match self.roles.get(name) {
                Some(known) => known.clone().map(|_| ()),
                None => {
                    let found = self.looked_up(|finder| role(finder.mirror, name));
                    let Some(found) = found else { return problems };
                    let is = found.clone().map(|_| ());
                    self.roles.insert(name.clone(), found);
                    is
                }
            };
            problems.extend(problem(at, row.apps_heading.as_deref(), name, found));
        }
        problems
    }

    /// The roles in the apps that a row names, each on this site if one is given: the role that the row gives where the
    /// name of the app says none. Adds what the reader of the plan must know of the apps.
    ///
    /// # Errors
    /// When an app or a role is unknown.
    pub fn roles_of_row(
        &self,
        (cell, given): (&str, Option<&str>),
        site: Option<&str>,
        notes: &mut BTreeSet<String>,
    ) -> CliResult<Vec<(String, String)>> {
        let parts = cell.split(';').map(str::trim);
        let parts = parts.filter(|part| !part.is_empty());
        let roles = parts.map(|part| {
            let (name, own) = split_role(part);
            if let (Some(own), Some(given)) = (own, given)
                && !is_same_role(own, given)
            {
                return Err(CliError::usage(format!(
                    "{:?} names the role {:?}, and the row the role {:?}",
                    display(part),
                    display(own),
                    display(given)
                )));
            }
            let app = one_app(self.mirror, name, site)?;
            notes.extend(note_of_sandbox(self.mirror, name, site, &app.id)?);
            role_in(app, own.or(given).unwrap_or(USER))
        });
        roles.collect()
    }

    /// An error that is of no row, if there was one.
    pub fn failure(&mut self) -> Option<CliError> {
        self.failed.take()
    }

    /// An error that ended the look-ups.
    ///
    /// # Errors
    /// When there was one.
    pub(super) fn check(self) -> CliResult<Self> {
        match self.failed {
            Some(error) => Err(error),
            None => Ok(self),
        }
    }

    /// A name that cannot be used is a problem of its row; any other error ends the look-ups.
    fn looked_up<T>(
        &mut self,
        find: impl FnOnce(&Self) -> CliResult<T>,
    ) -> Option<Result<T, String>> {
        if self.failed.is_some() {
            return None;
        }
        match find(self) {
            Ok(found) => Some(Ok(found)),
            Err(error) if error.kind() == Kind::Usage => Some(Err(error.to_string())),
            Err(error) => {
                self.failed = Some(error);
                None
            }
        }
    }

    fn group(&self, name: &str) -> CliResult<String> {
        let found = group::named(
            self.context,
            self.service,
            self.mirror,
            self.directory,
            name,
        )?;
        Ok(found.id)
    }
}

fn push<T: PartialEq>(all: &mut Vec<T>, one: T) {
    if !all.contains(&one) {
        all.push(one);
    }
}

fn problem(
    at: Option<Position>,
    column: Option<&str>,
    value: &str,
    found: Result<(), String>,
) -> Option<Problem> {
    let why = found.err()?;
    Some(Problem {
        at: at.unwrap_or(Position::line(0)),
        column: column.map(str::to_owned),
        value: value.to_owned(),
        reason: Reason::Command(format!("cannot be used: {why}")),
    })
}

/// The role that is given where none is named.
const USER: &str = "user";

/// The parts of `APP[:ROLE]`. IDs of apps have colons too.
fn app_and_role(text: &str) -> (&str, &str) {
    let (app, role) = split_role(text);
    (app, role.unwrap_or(USER))
}

fn split_role(text: &str) -> (&str, Option<&str>) {
    match text.rsplit_once(':') {
        Some((app, role)) if !app.starts_with("ari:") || KnownRole::named(role).is_some() => {
            (app, Some(role))
        }
        _ => (text, None),
    }
}

/// Whether two names are of one role.
fn is_same_role(one: &str, other: &str) -> bool {
    let id = |name: &str| KnownRole::named(name).map(|role| role.id);
    one.eq_ignore_ascii_case(other) || id(one).is_some() && id(one) == id(other)
}

/// The role and the app that `APP[:ROLE]` means.
fn role(mirror: &Mirror, text: &str) -> CliResult<(String, String)> {
    let (app, role) = app_and_role(text);
    role_in(one_app(mirror, app, None)?, role)
}

/// The role of an app, and the app, by their IDs.
fn role_in(app: App, role: &str) -> CliResult<(String, String)> {
    let known = KnownRole::named(role);
    let fits =
        known.is_some_and(|role| role.scope == RoleScope::App && role.fits(app.key.as_deref()));
    match known {
        Some(role) if fits => Ok((role.id.to_owned(), app.id)),
        None if role.contains('/') => Ok((role.to_owned(), app.id)),
        _ => Err(CliError::usage(format!(
            "{} has no role {:?}",
            display(&app.title()),
            display(role)
        ))
        .hint("see the roles: atlctl role grant --help")),
    }
}
