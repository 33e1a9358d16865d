//! What an export file says about a person.

use jiff::Timestamp;

use super::columns::Fact;
use super::values::{self, LastActive};

/// What a file says about a person.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ImportedPerson {
    /// The first line about the person.
    pub line: Option<u64>,
    /// The account ID.
    pub account_id: Option<String>,
    /// The address.
    pub email: Option<String>,
    /// The full name.
    pub name: Option<String>,
    /// The status, in lower case.
    pub status: Option<String>,
    /// Whether the account is billed.
    pub billable: Option<bool>,
    /// The role in the organization.
    pub org_role: Option<String>,
    /// When the person was added to the organization.
    pub added_to_org: Option<Timestamp>,
    /// The last activity in any app.
    pub last_active: LastActive,
    /// The name of the authentication policy.
    pub policy: Option<String>,
    /// The type of the authentication policy.
    pub policy_type: Option<String>,
    /// Whether the policy enforces single sign-on.
    pub single_sign_on: Option<bool>,
    /// Whether two-step verification is on.
    pub two_step_verification: Option<bool>,
    /// The groups.
    pub groups: Vec<String>,
    /// The apps.
    pub apps: Vec<ImportedApp>,
    /// Each row about the person: heading and text of the cells that are not empty.
    pub raw: Vec<Vec<(String, String)>>,
    /// Columns of last activity, counted from 1, about which rows contradict each other.
    pub(super) contradicted: Vec<u64>,
}

/// What a file says about a person and an app.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ImportedApp {
    /// The column's place in the file, counted from 1.
    pub place: u64,
    /// The app's name.
    pub app: String,
    /// The site's name.
    pub site: Option<String>,
    /// Whether the person has access.
    pub access: Option<bool>,
    /// The last activity in the app.
    pub last_active: LastActive,
}

/// The reading of a cell.
pub(super) enum Learned {
    Understood,
    /// It is not understood.
    Odd,
    /// It is a time that has not come.
    InFuture,
    /// An earlier row about the same person says something else.
    Differs,
    /// The same about a last activity: which of the two it was is unknown.
    Contradicts,
}

/// A time in a file may be of a time zone ahead of this machine's.
const AHEAD_S: i64 = 86_400;

/// Takes a value where there is none yet.
fn take<T: PartialEq>(into: &mut Option<T>, value: T) -> Learned {
    match into {
        Some(known) if *known != value => Learned::Differs,
        Some(_) => Learned::Understood,
        None => {
            *into = Some(value);
            Learned::Understood
        }
    }
}

/// Takes a last activity. Rows that contradict each other make it unknown: "never accessed" on one of them must not count
/// as never.
fn active(
    into: &mut LastActive,
    found: LastActive,
    place: u64,
    contradicted: &mut Vec<u64>,
) -> Learned {
    if found == LastActive::Unknown || *into == found {
        return Learned::Understood;
    }
    if contradicted.contains(&place) {
        return Learned::Contradicts;
    }
    if *into == LastActive::Unknown {
        *into = found;
        return Learned::Understood;
    }
    *into = LastActive::Unknown;
    contradicted.push(place);
    Learned::Contradicts
}

impl ImportedPerson {
    /// Takes what a cell says. Of several rows, the first with a value counts; of a last activity, none does where they
    /// contradict each other.
    pub(super) fn learn(&mut self, fact: &Fact, place: u64, cell: &str, now: Timestamp) -> Learned {
        let nothing = values::is_nothing(cell);
        let comes = |at: Timestamp| at.as_second() > now.as_second().saturating_add(AHEAD_S);
        let text = |into: &mut Option<String>, text: String| {
            if nothing {
                Learned::Understood
            } else {
                take(into, text)
            }
        };
        let yes = |into: &mut Option<bool>| match values::truth(cell) {
            Some(found) => take(into, found),
            None if nothing => Learned::Understood,
            None => Learned::Odd,
        };
        let odd_unless = |is: bool| {
            if is {
                Learned::Understood
            } else {
                Learned::Odd
            }
        };
        match fact {
            // They are read as for every list.
            Fact::Email | Fact::AccountId => Learned::Understood,
            Fact::Name => text(&mut self.name, cell.to_owned()),
            Fact::Status => text(&mut self.status, cell.to_lowercase()),
            Fact::Active => match values::truth(cell) {
                Some(true) => text(&mut self.status, "active".to_owned()),
                Some(false) => text(&mut self.status, "inactive".to_owned()),
                None => odd_unless(nothing),
            },
            Fact::OrgRole => text(&mut self.org_role, cell.to_owned()),
            Fact::Policy => text(&mut self.policy, cell.to_owned()),
            Fact::PolicyType => text(&mut self.policy_type, cell.to_owned()),
            Fact::Billable => yes(&mut self.billable),
            Fact::SingleSignOn => yes(&mut self.single_sign_on),
            Fact::TwoStepVerification => yes(&mut self.two_step_verification),
            Fact::AddedToOrg => match values::moment(cell) {
                Some(found) if comes(found) => Learned::InFuture,
                Some(found) => take(&mut self.added_to_org, found),
                None => odd_unless(nothing),
            },
            Fact::LastActive => match values::last_active(cell) {
                Some(LastActive::At(at)) if comes(at) => Learned::InFuture,
                Some(found) => {
                    let contradicted = &mut self.contradicted;
                    active(&mut self.last_active, found, place, contradicted)
                }
                None => Learned::Odd,
            },
            Fact::Groups => {
                for group in parts(cell) {
                    if !self.groups.contains(&group) {
                        self.groups.push(group);
                    }
                }
                Learned::Understood
            }
            Fact::Apps => {
                for app in parts(cell) {
                    self.app(place, app, None, Some(true), LastActive::Unknown);
                }
                Learned::Understood
            }
            Fact::LastSeenIn { app, site } => match values::last_active(cell) {
                Some(LastActive::At(at)) if comes(at) => Learned::InFuture,
                Some(found) => self.app(place, app.clone(), site.clone(), None, found),
                None => Learned::Odd,
            },
            Fact::SitesOf { app } => {
                match values::truth(cell) {
                    Some(access) => {
                        self.app(place, app.clone(), None, Some(access), LastActive::Unknown);
                    }
                    None if nothing => {}
                    None => {
                        for site in parts(cell) {
                            let site = Some(site);
                            self.app(place, app.clone(), site, Some(true), LastActive::Unknown);
                        }
                    }
                }
                Learned::Understood
            }
        }
    }

    /// Takes access to an app, and its last activity.
    fn app(
        &mut self,
        place: u64,
        app: String,
        site: Option<String>,
        access: Option<bool>,
        last_active: LastActive,
    ) -> Learned {
        let is_same =
            |known: &&ImportedApp| known.place == place && known.app == app && known.site == site;
        if let Some(at) = self.apps.iter().position(|known| is_same(&known)) {
            let Some(known) = self.apps.get_mut(at) else {
                return Learned::Understood;
            };
            let contradicted = &mut self.contradicted;
            return active(&mut known.last_active, last_active, place, contradicted);
        }
        self.apps.push(ImportedApp {
            place,
            app,
            site,
            access,
            last_active,
        });
        Learned::Understood
    }
}

/// The parts of a cell with commas.
fn parts(cell: &str) -> Vec<String> {
    let parts = cell.split([',', ';', '\n']).map(str::trim);
    parts
        .filter(|part| !part.is_empty())
        .map(str::to_owned)
        .collect()
}
