//! The actions of a list: what each needs and changes.

use std::collections::{BTreeSet, HashMap};

use atlctl_core::change::facet::app_role::{AppRole, HELD, NOT_HELD};
use atlctl_core::change::facet::email::Email;
use atlctl_core::change::facet::membership::{IN, OUT};
use atlctl_core::change::facet::platform_role::PlatformRole;
use atlctl_core::change::facet::policy;
use atlctl_core::change::{Facet, FacetKind, named_policy};
use jiff::Timestamp;

use super::columns::{Column, RowCells};
use crate::changes::verbs::{self, Aim};
use crate::changes::{AccessPlace, DirectoryOption, PeopleChange, SiteOption, note_of_other_sites};
use crate::commands::group::membership;
use crate::commands::role::{AppOption, NamedRole, find_role, note_of_sandbox};
use crate::commands::user::new_address;
use crate::error::{CliResult, Kind};

/// The words of the actions: those of the verbs.
pub const ACTIONS: [&str; 14] = [
    "suspend",
    "restore",
    "remove",
    "deactivate",
    "activate",
    "delete",
    "cancel-delete",
    "move",
    "add-to-group",
    "remove-from-group",
    "grant",
    "revoke",
    "set-email",
    OFFBOARD,
];

/// The action that stands for several changes of a person.
pub(super) const OFFBOARD: &str = "offboard";

/// Why a row cannot be used.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Unusable {
    /// The heading of the column with the problem.
    pub(super) column: Option<String>,
    /// The value.
    pub(super) value: String,
    /// The problem, as said of the value.
    pub(super) why: String,
}

/// Finds what the actions name: policies, groups, roles, the directory. Each group is looked up once.
pub(super) struct Aims<'a> {
    change: &'a PeopleChange<'a>,
    directory: &'a DirectoryOption,
    site: &'a SiteOption,
    /// Where access is changed, by the site that rows name.
    places: HashMap<Option<String>, Result<AccessPlace, String>>,
    /// The text of `--reason`, for rows without a reason of their own.
    reason: Option<&'a str>,
    /// The end of the days of grace of accounts that are deleted now.
    pub(super) until: Timestamp,
    found: HashMap<Vec<Option<String>>, Result<Facet, String>>,
    /// What the reader of the plan must know of the apps that rows name.
    pub(super) notes: BTreeSet<String>,
}

impl<'a> Aims<'a> {
    pub(super) fn new(
        change: &'a PeopleChange<'a>,
        (directory, site): (&'a DirectoryOption, &'a SiteOption),
        reason: Option<&'a str>,
    ) -> Self {
        Self {
            change,
            directory,
            site,
            places: HashMap::new(),
            reason,
            until: verbs::end_of_grace(change.context.now()),
            found: HashMap::new(),
            notes: BTreeSet::new(),
        }
    }

    /// What a row with this action changes.
    ///
    /// # Errors
    /// When the directory is not known: no row can be used then.
    pub(super) fn of(
        &mut self,
        action: &str,
        row: RowCells<'_>,
    ) -> CliResult<Result<Aim, Unusable>> {
        let directory = || self.directory.find(&self.change.mirror);
        Ok(Ok(match action {
            "suspend" | "remove" => return self.access(action, row),
            "restore" => verbs::restore(&directory()?),
            "deactivate" => verbs::deactivate(row.get(Column::Reason).or(self.reason)),
            "activate" => verbs::activate(),
            "delete" => verbs::delete(self.until),
            "cancel-delete" => verbs::cancel_delete(),
            "add-to-group" => return self.group(action, row, IN),
            "remove-from-group" => return self.group(action, row, OUT),
            "grant" => return self.role(action, row, HELD),
            "revoke" => return self.role(action, row, NOT_HELD),
            "move" => return Ok(self.policy(action, row)),
            _ => return Ok(new_email(action, row)),
        }))
    }

    /// Access to the directory or, on the old user management, to the site of the row.
    fn access(&mut self, action: &str, row: RowCells<'_>) -> CliResult<Result<Aim, Unusable>> {
        let site = row.get(Column::Site);
        let place = match self.places.get(&site.map(str::to_owned)) {
            Some(known) => known.clone(),
            None => {
                let found = self.site.or(site).place(self.directory, self.change);
                let place = match found {
                    Ok(place) => Ok(place),
                    Err(error) if site.is_some() && error.kind() == Kind::Usage => {
                        Err(error.to_string())
                    }
                    Err(error) => return Err(error),
                };
                if let Ok(place) = &place {
                    let note = note_of_other_sites(&self.change.mirror, place)?;
                    self.notes.extend(note);
                }
                self.places.insert(site.map(str::to_owned), place.clone());
                place
            }
        };
        Ok(match place {
            Ok(place) if action == "suspend" => {
                self.notes.extend(verbs::note_of_suspension(&place));
                Ok(verbs::suspend_at(&place))
            }
            Ok(place) => Ok(verbs::remove_at(&place)),
            Err(why) => Err(wrong(row, Column::Site, site.unwrap_or_default(), &why)),
        })
    }

    fn policy(&self, action: &str, row: RowCells<'_>) -> Result<Aim, Unusable> {
        let name = needed(action, row, Column::Policy)?;
        match named_policy(&self.change.mirror, name) {
            Ok(policy) => Ok(Aim {
                facet: Facet::new(FacetKind::of(&policy::Policy)),
                to: policy.as_str().into(),
            }),
            Err(error) => Err(wrong(row, Column::Policy, name, &error.to_string())),
        }
    }

    fn group(
        &mut self,
        action: &str,
        row: RowCells<'_>,
        to: &str,
    ) -> CliResult<Result<Aim, Unusable>> {
        let name = match needed(action, row, Column::Group) {
            Ok(name) => name,
            Err(unusable) => return Ok(Err(unusable)),
        };
        let (change, directory) = (self.change, self.directory);
        self.look_up(vec![Some(name.to_lowercase())], || {
            let service = (&change.signed.client, &change.org);
            let found = membership(change.context, service, &change.mirror, directory, name);
            found.map(|(_, facet)| facet)
        })
        .map(|found| aim(found, to).map_err(|why| wrong(row, Column::Group, name, &why)))
    }

    fn role(
        &mut self,
        action: &str,
        row: RowCells<'_>,
        to: &str,
    ) -> CliResult<Result<Aim, Unusable>> {
        let name = match needed(action, row, Column::Role) {
            Ok(name) => name,
            Err(unusable) => return Ok(Err(unusable)),
        };
        let on = AppOption {
            app: row.get(Column::App).map(str::to_owned),
            site: row.get(Column::Site).map(str::to_owned),
        };
        let key = vec![Some(name.to_lowercase()), on.app.clone(), on.site.clone()];
        let (change, directory) = (self.change, self.directory);
        let found = self.look_up(key, || {
            Ok(match find_role(&change.mirror, name, &on)? {
                NamedRole::Organization(role) => Facet::about(FacetKind::of(&PlatformRole), [role]),
                NamedRole::Resource { role, resource } => {
                    let of = [directory.find(&change.mirror)?, role, resource];
                    Facet::about(FacetKind::of(&AppRole), of)
                }
            })
        })?;
        if let (Ok(facet), Some(app)) = (&found, &on.app)
            && let Some(resource) = facet.of.last()
        {
            let note = note_of_sandbox(&change.mirror, app, on.site.as_deref(), resource)?;
            self.notes.extend(note);
        }
        Ok(aim(found, to).map_err(|why| wrong(row, Column::Role, name, &why)))
    }

    /// Looks a facet up once. A name that cannot be used is a problem of the row; other errors end the command.
    fn look_up(
        &mut self,
        key: Vec<Option<String>>,
        find: impl FnOnce() -> CliResult<Facet>,
    ) -> CliResult<Result<Facet, String>> {
        if let Some(known) = self.found.get(&key) {
            return Ok(known.clone());
        }
        let found = match find() {
            Ok(facet) => Ok(facet),
            Err(error) if error.kind() == Kind::Usage => Err(error.to_string()),
            Err(error) => return Err(error),
        };
        self.found.insert(key, found.clone());
        Ok(found)
    }
}

fn aim(found: Result<Facet, String>, to: &str) -> Result<Aim, String> {
    found.map(|facet| Aim {
        facet,
        to: to.into(),
    })
}

fn new_email(action: &str, row: RowCells<'_>) -> Result<Aim, Unusable> {
    let cell = needed(action, row, Column::NewEmail)?;
    match new_address(cell) {
        Ok(to) => Ok(Aim {
            facet: Facet::new(FacetKind::of(&Email)),
            to,
        }),
        Err(why) => Err(Unusable {
            column: row.heading(Column::NewEmail).map(str::to_owned),
            value: cell.to_owned(),
            why: why.to_string(),
        }),
    }
}

/// A cell that the action needs.
fn needed<'a>(action: &str, row: RowCells<'a>, column: Column) -> Result<&'a str, Unusable> {
    row.get(column).ok_or_else(|| {
        let what = column.example();
        let why = match row.heading(column) {
            Some(heading) => format!("needs a value in the column \"{heading}\""),
            None => format!("needs a column \"{what}\""),
        };
        Unusable {
            column: row.heading(Column::Action).map(str::to_owned),
            value: action.to_owned(),
            why,
        }
    })
}

fn wrong(row: RowCells<'_>, column: Column, value: &str, why: &str) -> Unusable {
    Unusable {
        column: row.heading(column).map(str::to_owned),
        value: value.to_owned(),
        why: format!("cannot be used: {why}"),
    }
}
