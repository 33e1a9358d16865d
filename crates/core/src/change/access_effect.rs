//! What changes of groups and roles give people or take from them: access to apps, and the seats it takes, as far as the
//! mirror knows every way to an app.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use atlctl_api::{AccountId, UserStatus};

use super::access_paths::{AccessPath, Way, opens, takes_seat};
use super::grant::Grant;
use super::mirrored_access::{mirrored_access, mirrored_group_roles, own_roles_are_known};
use super::mirrored_role_paths::{mirrored_holders, mirrored_ways, was_listed};
use super::roles::KnownRole;
use crate::store::{App, Mirror, Person, StoreError};

/// People of one change, from whom on the ways to an app are read for everyone at once.
const AT_ONCE: usize = 500;

/// Who is given something, or loses it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Receiver {
    /// Somebody who is not in the organization yet, by address.
    New(String),
    /// An account of the organization.
    Account(String),
}

/// People as changes leave them, by account.
pub type PeopleAfter = BTreeMap<String, Person>;

/// Something that is given to people, or taken from them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GrantOf {
    /// What it is.
    pub grant: Grant,
    /// Whether it is given; else it is taken.
    pub given: bool,
    /// Who gets or loses it.
    pub whom: Vec<Receiver>,
}

/// What changes do to the access to one app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AppEffect {
    /// The app.
    pub app: App,
    /// People who get access and have none now.
    pub gaining: u64,
    /// People who lose their only known way to the app.
    pub losing: BTreeSet<String>,
    /// Of them, those who may have another way: not all of their ways are known.
    pub may_keep: u64,
    /// Seats that are taken.
    pub seats_taken: u64,
    /// Seats that become free.
    pub seats_freed: u64,
    /// Of the seats that are taken, those of people of whom not every way is known.
    pub taken_unsure: u64,
    /// Of the seats that become free, those of people of whom not every way is known.
    pub freed_unsure: u64,
}

/// What changes do to the access to apps.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct AccessEffects {
    /// The apps that somebody gets or loses, by their titles.
    pub apps: Vec<AppEffect>,
    /// Groups of which the mirror does not know what they give, by ID.
    pub unknown_groups: BTreeSet<String>,
}

/// Roles of people in one app, before and after.
#[derive(Debug, Default)]
struct Moves<'a> {
    /// Ways that come, by receiver.
    given: BTreeMap<&'a str, Vec<AccessPath>>,
    /// Ways that go, by account.
    taken: BTreeMap<&'a str, Vec<Lost<'a>>>,
    /// Addresses without an account.
    new: BTreeSet<&'a str>,
}

/// A way that goes.
#[derive(Debug, Clone, Copy)]
enum Lost<'a> {
    /// A role of everything that the group gives.
    Group(&'a str, &'a str),
    /// A role that the group gives; without a group, one that is assigned to the person.
    Role(&'a str, Option<&'a str>),
}

impl Lost<'_> {
    /// Whether it takes a seat; a role that no specification names may.
    fn takes_seat(self) -> bool {
        let (Lost::Group(_, role) | Lost::Role(role, _)) = self;
        KnownRole::with_id(role).is_none_or(|role| role.seat)
    }

    fn ends(self, path: &AccessPath) -> bool {
        match (self, &path.way) {
            (Lost::Group(group, _), Way::Group { id, .. }) => id == group,
            (Lost::Role(role, Some(group)), Way::Group { id, .. }) => {
                path.role == role && id == group
            }
            (Lost::Role(role, None), Way::Direct) => path.role == role,
            _ => false,
        }
    }
}

/// What these changes together do to the access to apps. Each person counts once, by what all of the changes leave.
///
/// # Errors
/// When the mirror cannot be read.
pub fn access_effects(mirror: &Mirror, grants: &[GrantOf]) -> Result<AccessEffects, StoreError> {
    access_effects_with(mirror, grants, &PeopleAfter::new())
}

/// The same, where changes also leave people otherwise: suspended or deactivated people use no seats, and who is removed
/// from the directory has no app.
///
/// # Errors
/// When the mirror cannot be read.
pub fn access_effects_with(
    mirror: &Mirror,
    grants: &[GrantOf],
    after: &PeopleAfter,
) -> Result<AccessEffects, StoreError> {
    let mut effects = AccessEffects::default();
    let mut roles_of: HashMap<&str, Vec<(String, String)>> = HashMap::new();
    for one in grants {
        let Grant::Group { id, roles } = &one.grant else {
            continue;
        };
        if roles_of.contains_key(id.as_str()) || one.whom.is_empty() {
            continue;
        }
        let roles = match roles {
            Some(known) => Some(known.clone()),
            None => mirrored_group_roles(mirror, id)?.map(|held| {
                let held = held.into_iter();
                held.map(|one| (one.role, one.resource)).collect()
            }),
        };
        if roles.is_none() {
            effects.unknown_groups.insert(id.clone());
        }
        roles_of.insert(id, roles.unwrap_or_default());
    }
    let mut by_app: BTreeMap<&str, Moves<'_>> = BTreeMap::new();
    for one in grants {
        match &one.grant {
            Grant::Group { id, .. } => {
                let roles = roles_of.get(id.as_str()).map_or(&[][..], Vec::as_slice);
                for (role, resource) in roles {
                    let moves = by_app.entry(resource).or_default();
                    moves.add(one, role, Some(id), Lost::Group(id, role));
                }
            }
            Grant::Role {
                role,
                resource,
                group,
            } => {
                let group = group.as_deref();
                let moves = by_app.entry(resource).or_default();
                moves.add(one, role, group, Lost::Role(role, group));
            }
        }
    }
    let none = Moves::default();
    for app in mirror.apps()? {
        let moves = by_app.get(app.id.as_str());
        let Some(moves) = moves.or((!after.is_empty()).then_some(&none)) else {
            continue;
        };
        let effect = moves.effect(mirror, app, after)?;
        if !effect.is_none() {
            effects.apps.push(effect);
        }
    }
    effects.apps.sort_by_key(|effect| effect.app.title());
    Ok(effects)
}

impl<'a> Moves<'a> {
    fn add(&mut self, one: &'a GrantOf, role: &'a str, group: Option<&'a str>, lost: Lost<'a>) {
        for receiver in &one.whom {
            let (name, is_new) = match receiver {
                Receiver::New(address) => (address.as_str(), true),
                Receiver::Account(account) => (account.as_str(), false),
            };
            if is_new {
                self.new.insert(name);
            }
            if one.given {
                let way = group.map_or(Way::Direct, |id| Way::Group {
                    id: id.to_owned(),
                    shown: id.to_owned(),
                    default: None,
                });
                self.given.entry(name).or_default().push(AccessPath {
                    role: role.to_owned(),
                    way,
                });
            } else {
                self.taken.entry(name).or_default().push(lost);
            }
        }
    }

    fn effect(
        &self,
        mirror: &Mirror,
        app: App,
        after: &PeopleAfter,
    ) -> Result<AppEffect, StoreError> {
        let names: BTreeSet<&str> = self
            .given
            .keys()
            .chain(self.taken.keys())
            .copied()
            .chain(after.keys().map(String::as_str))
            .collect();
        let everyone = match names.len() > AT_ONCE {
            true => Some(Everyone {
                ways: mirrored_ways(mirror, &app.id)?,
                listed: mirrored_holders(mirror, &app.id)?,
            }),
            false => None,
        };
        let mut effect = AppEffect {
            app,
            gaining: 0,
            losing: BTreeSet::new(),
            may_keep: 0,
            seats_taken: 0,
            seats_freed: 0,
            taken_unsure: 0,
            freed_unsure: 0,
        };
        for name in names {
            let standing = if self.new.contains(name) {
                Standing::new_person()
            } else {
                Standing::read(mirror, name, &effect.app.id, everyone.as_ref())?
            };
            let taken = self.taken.get(name).map_or(&[][..], Vec::as_slice);
            let by_then = After::of(&standing, after.get(name));
            let mut after: Vec<AccessPath> = standing.paths.clone();
            after.retain(|path| !by_then.has_left && !taken.iter().any(|lost| lost.ends(path)));
            after.extend(self.given.get(name).into_iter().flatten().cloned());
            effect.count(name, &standing, taken, (&after, by_then));
        }
        Ok(effect)
    }
}

/// The ways of everyone to an app.
struct Everyone {
    /// By account.
    ways: HashMap<String, Vec<AccessPath>>,
    /// The accounts that have it, and whether the list of people says so.
    listed: HashMap<String, bool>,
}

/// Whether access takes a seat for this person: only active people use any, and who has an unknown status may.
fn may_use_seats(person: &Person) -> bool {
    matches!(person.status, None | Some(UserStatus::Active))
        && !person.is_suspended()
        && !person.is_deactivated()
        && !person.is_outside()
        && !person.gone
}

/// How changes leave somebody, whatever they give or take.
#[derive(Debug, Clone, Copy)]
struct After {
    /// Whether access takes a seat.
    uses_seats: bool,
    /// Whether the person is no longer in the directory.
    has_left: bool,
}

impl After {
    fn of(before: &Standing, after: Option<&Person>) -> Self {
        Self {
            uses_seats: after.map_or(before.uses_seats, may_use_seats),
            has_left: after.is_some_and(Person::is_outside),
        }
    }
}

/// How somebody stands with an app before a change.
struct Standing {
    paths: Vec<AccessPath>,
    /// Whether these are all ways.
    complete: bool,
    /// Whether the list of people says that they have the app; `None`: it does not say.
    listed: Option<bool>,
    /// Whether the list of people has them with the app, and no way that was read says why: it is taken for one with a seat.
    unexplained: bool,
    /// Whether access takes a seat: only active people use any.
    uses_seats: bool,
}

impl Standing {
    fn new_person() -> Self {
        Self {
            paths: Vec::new(),
            complete: true,
            listed: Some(false),
            unexplained: false,
            uses_seats: true,
        }
    }

    fn read(
        mirror: &Mirror,
        account: &str,
        app: &str,
        everyone: Option<&Everyone>,
    ) -> Result<Self, StoreError> {
        let id = AccountId::from(account);
        let person = mirror.person_by_id(&id)?;
        let uses_seats = person.as_ref().is_none_or(may_use_seats);
        if let Some(everyone) = everyone {
            let groups_known = person.is_some_and(|person| person.groups_known);
            let paths = everyone.ways.get(account).cloned().unwrap_or_default();
            let listed = everyone.listed.get(account);
            return Ok(Self {
                unexplained: listed == Some(&true) && paths.is_empty(),
                paths,
                complete: groups_known && own_roles_are_known(mirror, &id)?,
                listed: listed.map(|_| true),
                uses_seats,
            });
        }
        let known = mirrored_access(mirror, &id)?;
        let paths = known.access.paths(account, app).unwrap_or_default();
        let listed = known.apps.as_ref().map(|apps| apps.contains(app));
        // What runs gave somebody whose own roles were never read explains no list that is older.
        let read = |path: &AccessPath| known.own_roles_at.is_some() || path.way != Way::Direct;
        Ok(Self {
            unexplained: listed == Some(true)
                && !paths.iter().any(read)
                && was_listed(mirror, account, app)?,
            complete: known.is_complete(),
            paths,
            listed,
            uses_seats,
        })
    }
}

impl AppEffect {
    fn is_none(&self) -> bool {
        self.gaining == 0
            && self.losing.is_empty()
            && self.seats_taken == 0
            && self.seats_freed == 0
    }

    fn count(
        &mut self,
        name: &str,
        before: &Standing,
        taken: &[Lost<'_>],
        (after, by_then): (&[AccessPath], After),
    ) {
        let has = |paths: &[AccessPath]| paths.iter().any(|path| opens(&path.role));
        let unsure = !before.complete;
        // Who is listed with the app has it, though the way may be unknown.
        let is_listed = unsure && before.listed == Some(true);
        let had = has(&before.paths) || is_listed;
        if has(after) && !had {
            self.gaining += 1;
        }
        // A membership that the mirror does not show yet is lost all the same.
        let loses = !taken.is_empty() && !has(after);
        if loses {
            self.losing.insert(name.to_owned());
            self.may_keep += u64::from(unsure);
        }
        let seat_before = before.uses_seats && (takes_seat(&before.paths) || before.unexplained);
        let keeps_listed =
            before.unexplained && !by_then.has_left && !taken.iter().any(|lost| lost.takes_seat());
        let seat_after = by_then.uses_seats && (takes_seat(after) || keeps_listed);
        if seat_after && !seat_before {
            self.seats_taken += 1;
            self.taken_unsure += u64::from(unsure && before.listed.is_none());
        } else if seat_before && !seat_after {
            self.seats_freed += 1;
            // Who uses no seat at all frees each that they had.
            let all = by_then.has_left || !by_then.uses_seats;
            self.freed_unsure += u64::from(unsure && !all);
        }
    }
}
