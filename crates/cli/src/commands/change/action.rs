//! The actions of a list: what each needs and changes.

use std::collections::{BTreeSet, HashMap};

use atlctl_core::change::facet::app_role::{AppRole, HELD, NOT_HELD};
use atlctl_core::change::facet::email::Email;
use atlctl_core::change::facet::invitation::Invite as Grants;
use atlctl_core::change::facet::membership::{IN, OUT};
use atlctl_core::change::facet::platform_role::PlatformRole;
use atlctl_core::change::facet::policy;
use atlctl_core::change::facet::profile::{FIELDS, Profile};
use atlctl_core::change::{Facet, FacetKind, named_policy};
use atlctl_core::input::Person;
use atlctl_core::plan::Wanted;
use atlctl_core::store::App;
use jiff::Timestamp;

use super::columns::{Column, RowCells};
use super::unusable_rows::{Unusable, needed, unusable, wrong};
use crate::changes::verbs::{self, Aim};
use crate::changes::{AccessPlace, DirectoryOption, PeopleChange, SiteOption, note_of_other_sites};
use crate::commands::group::membership;
use crate::commands::role::{
    AppOption, NamedRole, find_role, note_of_sandbox, only_app, why_in_list,
};
use crate::commands::user::{
    GrantFinder, Invitee, NoValues, RowGrants, cannot_be_invited, invitation_rows, new_address,
};
use crate::error::{CliResult, Kind};

/// The words of the actions: those of the verbs.
pub const ACTIONS: [&str; 17] = [
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
    UPDATE,
    INVITE,
    REMOVE_ACCESS,
    OFFBOARD,
];

/// The action that stands for several changes of a person.
pub(super) const OFFBOARD: &str = "offboard";
/// The action that changes fields of the profile.
pub(super) const UPDATE: &str = "update";
/// The action that invites an address.
pub(super) const INVITE: &str = "invite";
/// The action that removes access to an app.
pub(super) const REMOVE_ACCESS: &str = "remove-access";

/// What a row does.
pub(super) enum Does {
    /// One change.
    One(Aim),
    /// All that takes an app away from a person.
    RemoveAccess(App),
    /// An invitation.
    Invite(Vec<Wanted>),
    /// All that offboards a person.
    Offboard,
}

/// What the command line says of the changes.
#[derive(Clone, Copy)]
pub(super) struct Said<'a> {
    pub(super) directory: &'a DirectoryOption,
    pub(super) site: &'a SiteOption,
    /// The text of `--reason`, for rows without a reason of their own.
    pub(super) reason: Option<&'a str>,
    /// The message of invitations.
    pub(super) message: Option<&'a str>,
    /// Whether invitations are sent.
    pub(super) notify: bool,
}

/// The groups of an invitation, and its roles, each with its app.
type GrantsOfRow = (RowGrants, Vec<(String, String)>);

/// Finds what the actions name: policies, groups, roles, the directory. Each group is looked up once.
pub(super) struct Aims<'a> {
    change: &'a PeopleChange<'a>,
    said: Said<'a>,
    grants: GrantFinder<'a>,
    /// Where access is changed, by the site that rows name.
    places: HashMap<Option<String>, Result<AccessPlace, String>>,
    /// The end of the days of grace of accounts that are deleted now.
    pub(super) until: Timestamp,
    found: HashMap<Vec<Option<String>>, Result<Facet, String>>,
    /// What the reader of the plan must know of the apps that rows name.
    notes: BTreeSet<String>,
    no_values: NoValues,
}

impl<'a> Aims<'a> {
    pub(super) fn new(change: &'a PeopleChange<'a>, said: Said<'a>) -> Self {
        let service = (&change.signed.client, &change.org);
        Self {
            change,
            said,
            grants: GrantFinder::new(change.context, service, &change.mirror, said.directory),
            places: HashMap::new(),
            until: verbs::end_of_grace(change.context.now()),
            found: HashMap::new(),
            notes: BTreeSet::new(),
            no_values: NoValues::default(),
        }
    }

    /// What the reader of the plan must know of the rows that were read.
    pub(super) fn take_notes(&mut self) -> Vec<String> {
        let notes = std::mem::take(&mut self.notes);
        notes.into_iter().chain(self.no_values.note()).collect()
    }

    /// What a row with this action does.
    ///
    /// # Errors
    /// When the directory is not known: no row can be used then.
    pub(super) fn of(
        &mut self,
        action: &str,
        row: RowCells<'_>,
        person: &Person,
    ) -> CliResult<Result<Vec<Does>, Unusable>> {
        Ok(match action {
            OFFBOARD => Ok(vec![Does::Offboard]),
            REMOVE_ACCESS => self
                .app(action, row)?
                .map(|app| vec![Does::RemoveAccess(app)]),
            INVITE => self
                .invitation(row, person)?
                .map(|rows| vec![Does::Invite(rows)]),
            UPDATE => profile(action, row, &mut self.no_values),
            _ => self.aim(action, row)?.map(|aim| vec![Does::One(aim)]),
        })
    }

    /// What a row names that cannot be used, also where its person cannot be changed.
    ///
    /// # Errors
    /// As [`Aims::of`].
    pub(super) fn unusable(
        &mut self,
        action: &str,
        row: RowCells<'_>,
    ) -> CliResult<Option<Unusable>> {
        Ok(match action {
            OFFBOARD | UPDATE => None,
            REMOVE_ACCESS => self.app(action, row)?.err(),
            INVITE => self.grants_of(row)?.err(),
            _ => self.aim(action, row)?.err(),
        })
    }

    fn aim(&mut self, action: &str, row: RowCells<'_>) -> CliResult<Result<Aim, Unusable>> {
        let directory = || self.said.directory.find(&self.change.mirror);
        Ok(Ok(match action {
            "suspend" | "remove" => return self.access(action, row),
            "restore" => verbs::restore(&directory()?),
            "deactivate" => verbs::deactivate(row.get(Column::Reason).or(self.said.reason)),
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

    /// Access to the directory or, on the original user management, to the site of the row.
    fn access(&mut self, action: &str, row: RowCells<'_>) -> CliResult<Result<Aim, Unusable>> {
        let site = row.get(Column::Site);
        let place = match self.places.get(&site.map(str::to_owned)) {
            Some(known) => known.clone(),
            None => {
                let found = self
                    .said
                    .site
                    .or(site)
                    .place(self.said.directory, self.change);
                let place = match found {
                    Err(error) if site.is_some() && error.kind() == Kind::Usage => {
                        Err(error.to_string())
                    }
                    found => Ok(found?),
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
        let (change, directory) = (self.change, self.said.directory);
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
        let (change, directory) = (self.change, self.said.directory);
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

    /// The app to remove access to.
    fn app(&mut self, action: &str, row: RowCells<'_>) -> CliResult<Result<App, Unusable>> {
        let name = match needed(action, row, Column::App) {
            Ok(name) => name,
            Err(unusable) => return Ok(Err(unusable)),
        };
        let (mirror, site) = (&self.change.mirror, row.get(Column::Site));
        match only_app(mirror, name, site) {
            Err(error) if error.kind() == Kind::Usage => {
                let why = why_in_list(&error, mirror, name, site);
                Ok(Err(wrong(row, Column::App, name, &why)))
            }
            found => found.map(Ok),
        }
    }

    /// The rows of an invitation with the groups and roles of its row.
    fn invitation(
        &mut self,
        row: RowCells<'_>,
        person: &Person,
    ) -> CliResult<Result<Vec<Wanted>, Unusable>> {
        let (change, mirror) = (self.change, &self.change.mirror);
        if let Some(problem) = cannot_be_invited(mirror, person).into_iter().next() {
            return Ok(Err(unusable(problem)));
        }
        let (of_row, roles) = match self.grants_of(row)? {
            Ok(grants) => grants,
            Err(unusable) => return Ok(Err(unusable)),
        };
        let mut grants = Grants {
            directory: self.said.directory.find(mirror)?,
            message: self.said.message.map(str::to_owned),
            notify: self.said.notify,
            ..Grants::default()
        };
        self.grants.add_row(&mut grants, &of_row);
        grants.roles.extend(roles);
        grants.roles.dedup();
        let invitee = Invitee {
            at: row.at,
            email: person.email.clone().unwrap_or_default(),
            grants: of_row,
        };
        let rows = invitation_rows((change.context, mirror), change.include, &invitee, grants)?;
        Ok(Ok(rows))
    }

    /// The groups and the roles of the invitation of a row.
    fn grants_of(&mut self, row: RowCells<'_>) -> CliResult<Result<GrantsOfRow, Unusable>> {
        let mut roles = Vec::new();
        let role = row.get(Column::Role);
        let mut columns = vec![Column::App, Column::Apps];
        if role.is_some() && columns.iter().all(|column| row.get(*column).is_none()) {
            // As for granting a role: the site alone may name the app.
            columns = vec![Column::Site];
            if row.get(Column::Site).is_none() {
                return Ok(needed("role", row, Column::App).map(|_| GrantsOfRow::default()));
            }
        }
        for column in columns {
            let Some(cell) = row.get(column) else {
                continue;
            };
            let site = row.get(Column::Site);
            match self
                .grants
                .roles_of_row((cell, role), site, &mut self.notes)
            {
                Ok(found) => roles.extend(found),
                Err(error) if error.kind() == Kind::Usage => {
                    return Ok(Err(wrong(row, column, cell, &error.to_string())));
                }
                Err(error) => return Err(error),
            }
        }
        let groups = [Column::Group, Column::Groups];
        let of_groups: Vec<&str> = groups.iter().filter_map(|one| row.get(*one)).collect();
        let heading = groups.iter().find_map(|one| row.heading(*one));
        let of_row = RowGrants::of_groups(&of_groups.join(";"), heading);
        let problem = self.grants.problems(row.at, &of_row).into_iter().next();
        if let Some(error) = self.grants.failure() {
            return Err(error);
        }
        if let Some(problem) = problem {
            return Ok(Err(unusable(problem)));
        }
        Ok(Ok((of_row, roles)))
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

/// The fields of the profile that the row has; none where its cells say no value, such as "-".
fn profile(
    action: &str,
    row: RowCells<'_>,
    no_values: &mut NoValues,
) -> Result<Vec<Does>, Unusable> {
    let named = FIELDS.iter().enumerate();
    let mut is_blank = true;
    let fields = named.filter_map(|(at, field)| {
        let cell = row.get(Column::Profile(at));
        is_blank &= cell.is_none();
        let text = no_values.value(cell)?;
        Some(Does::One(Aim {
            facet: Facet::about(FacetKind::of(&Profile), [*field]),
            to: text.into(),
        }))
    });
    let fields: Vec<Does> = fields.collect();
    if is_blank {
        return Err(Unusable {
            column: row.heading(Column::Action).map(str::to_owned),
            value: action.to_owned(),
            why:
                "needs a value in a column of the profile, such as \"department\" or \"job_title\""
                    .to_owned(),
        });
    }
    Ok(fields)
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
