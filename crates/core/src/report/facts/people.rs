//! The people of a report.

use atlctl_api::UserStatus;

use jiff::civil::Date;
use rusqlite::types::ValueRef;
use rusqlite::{Connection, Row};

use super::super::request::Request;
use super::scope::scope;
use super::three_valued_logic::{all, not};
use crate::change::ORG_ADMIN;
use crate::number_set::NumberSet;
use crate::query::Managed;
use crate::sql::SqlError;

/// The status that administrators see, where it is reported.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Status {
    Active,
    Suspended,
    Deactivated,
    /// Not in the directory. The account itself is active.
    NotInvited,
    /// To be deleted, or any other.
    Other,
}

/// What is known of a person.
#[derive(Debug, Clone, Copy, Default)]
pub(in super::super) struct Facts {
    /// Our number.
    pub no: i64,
    pub status: Option<Status>,
    /// Whether the organization manages the account.
    pub managed: Option<bool>,
    /// Whether it is an app's account.
    pub is_app: Option<bool>,
    /// Last activity in any app, in seconds; `Some(None)` for never.
    pub active: Option<Option<i64>>,
    /// The day of being added, as a number that grows.
    pub added: Option<u32>,
    pub apps_known: bool,
    pub roles_known: bool,
    pub two_step: Option<bool>,
    pub org_admin: Option<bool>,
    /// Whether an identity provider provisions the account.
    pub synced: Option<bool>,
    /// The number of the authentication policy; `Some(None)` for none. Only of people read with their policies.
    pub policy: Option<Option<i64>>,
}

impl Facts {
    /// Whether the person may sign in.
    pub fn is_active(&self) -> Option<bool> {
        self.status.map(|status| status == Status::Active)
    }

    /// Whether somebody suspended or deactivated the person.
    pub fn is_suspended(&self) -> Option<bool> {
        let of = |status| matches!(status, Status::Suspended | Status::Deactivated);
        self.status.map(of)
    }

    /// Whether somebody suspended or deactivated the account, or it is to be deleted. Who is only not invited has an active
    /// account.
    pub fn is_shut(&self) -> Option<bool> {
        let open = |status| matches!(status, Status::Active | Status::NotInvited);
        self.status.map(|status| !open(status))
    }

    /// Whether it is the account of a person, as every managed one is.
    pub fn is_person(&self) -> Option<bool> {
        not(self.is_app).or((self.managed == Some(true)).then_some(true))
    }

    /// Whether it may be a person with any app: which ones is unknown.
    pub fn may_have_apps(&self) -> bool {
        !self.apps_known && self.is_person() != Some(false)
    }

    /// A person whose account the organization manages.
    pub fn is_managed(&self) -> Option<bool> {
        all([self.is_person(), self.managed])
    }

    /// A person whose account the organization does not manage.
    pub fn is_external(&self) -> Option<bool> {
        all([self.is_person(), not(self.managed)])
    }

    /// A person who is an organization admin.
    pub fn is_admin(&self) -> Option<bool> {
        all([self.is_person(), self.org_admin])
    }

    /// A person with an active managed account without two-step verification.
    pub fn is_weak(&self) -> Option<bool> {
        all([self.is_managed(), self.is_active(), not(self.two_step)])
    }

    /// A person with a managed account in no authentication policy.
    pub fn is_in_no_policy(&self) -> Option<bool> {
        let none = self.policy.map(|policy| policy.is_none());
        all([self.is_managed(), none])
    }

    /// Whether the person has not been active since the cutoff, in any app. Never active counts from the day of being
    /// added: it says little of somebody who came last week, and nothing of somebody who came nobody knows when.
    pub fn is_inactive(&self, cutoff: i64, day: u32) -> Option<bool> {
        match self.active? {
            Some(at) => Some(at < cutoff),
            None => self.added.map(|added| added < day),
        }
    }
}

/// The people of a report: those who are in the organization and match its filter.
#[derive(Debug)]
pub(in super::super) struct People {
    all: Vec<Facts>,
    /// Position + 1 by number.
    at: Vec<u32>,
    /// People of whom the filter cannot be decided.
    pub undecided: u64,
    /// The same people.
    may_match: Option<Box<Self>>,
    /// Whether no sync has read the people to the end: there may be more.
    pub is_partly_read: bool,
    /// Whether only managed accounts could be read: external people may be there, too.
    pub has_only_managed: bool,
    /// Whether it has only some people of the organization.
    pub is_filtered: bool,
}

impl People {
    /// Reads them, without their policies, which then are unknown.
    pub fn read(request: &Request<'_>) -> Result<Self, SqlError> {
        Self::read_each(request, |_, _| ())
    }

    /// Reads them with their policies.
    pub fn with_policies(request: &Request<'_>) -> Result<Self, SqlError> {
        let mut people = Self::read(request)?;
        // One walk along each table costs less than a search in the second for every row of the first.
        let mut read = || -> rusqlite::Result<()> {
            let db = &request.mirror.db;
            let mut read =
                db.prepare_cached("SELECT user_no, policy_no FROM mirror_policy_member")?;
            let mut rows = read.query([])?;
            while let Some(row) = rows.next()? {
                let no = row.get(0)?;
                let policy = row.get(1)?;
                let facts = match people.position(no) {
                    Some(at) => people.all.get_mut(at),
                    None => people.may_match.as_deref_mut().and_then(|others| {
                        let at = others.position(no)?;
                        others.all.get_mut(at)
                    }),
                };
                if let Some(facts) = facts {
                    facts.policy = Some(policy);
                }
            }
            Ok(())
        };
        read().map_err(SqlError::of)?;
        Ok(people)
    }

    /// Reads them, and hands out each with the domain of the address. Their organization roles are decided at the end.
    pub fn read_each(
        request: &Request<'_>,
        mut each: impl FnMut(&Facts, Option<&str>),
    ) -> Result<Self, SqlError> {
        let scope = scope(request)?;
        let mut others = Vec::new();
        let mut read = || -> rusqlite::Result<Vec<Facts>> {
            let admins = org_admins(&request.mirror.db)?;
            let mut statement = request.mirror.db.prepare_cached(
                "SELECT no, status, claim_status, account_type, activity_known, last_active, added_to_org, \
                 apps_known, roles_known, mfa_enabled, org_admin, management_source, email_key \
                 FROM mirror_user WHERE gone_sync IS NULL",
            )?;
            let mut rows = statement.query([])?;
            let mut all = Vec::new();
            let (mut is_told, mut denied, mut denied_others) = (false, Vec::new(), Vec::new());
            while let Some(row) = rows.next()? {
                let flag: Option<bool> = row.get(10)?;
                is_told |= flag == Some(true);
                let facts = facts(row, flag, &admins)?;
                let is_denied = flag == Some(false);
                match &scope {
                    Some(scope) if scope.may_match.contains(facts.no) => {
                        others.push(facts);
                        denied_others.push(is_denied);
                    }
                    Some(scope) if !scope.matching.contains(facts.no) => {}
                    _ => {
                        each(&facts, text(row, 12)?.map(domain));
                        all.push(facts);
                        denied.push(is_denied);
                    }
                }
            }
            if !is_told {
                // As in the view of people: while nobody is said to be an organization admin, "no" says nothing.
                let every = all.iter_mut().zip(&denied);
                let every = every.chain(others.iter_mut().zip(&denied_others));
                for (facts, _) in every.filter(|(_, no)| **no) {
                    (facts.roles_known, facts.org_admin) = (false, None);
                }
            }
            Ok(all)
        };
        let all = read().map_err(SqlError::of)?;
        let only_managed = request.mirror.has_only_managed()?;
        let is_partly_read = !only_managed && !request.mirror.were_all_people_read()?;
        let of_managed = request.filter.as_ref().and_then(|filter| filter.managed);
        let has_only_managed = only_managed && of_managed != Some(Managed::Yes);
        Ok(Self {
            at: positions(&all),
            all,
            undecided: others.len() as u64,
            may_match: (!others.is_empty()).then(|| {
                Box::new(Self {
                    at: positions(&others),
                    all: others,
                    undecided: 0,
                    may_match: None,
                    is_partly_read: false,
                    has_only_managed: false,
                    is_filtered: true,
                })
            }),
            is_partly_read,
            has_only_managed,
            is_filtered: request.filter.is_some(),
        })
    }

    /// The people of whom the filter cannot be decided; `None` when there are none.
    pub fn may_match(&self) -> Option<&Self> {
        self.may_match.as_deref()
    }

    /// All of them.
    pub fn iter(&self) -> impl Iterator<Item = &Facts> {
        self.all.iter()
    }

    /// How many.
    pub fn len(&self) -> u64 {
        self.all.len() as u64
    }

    /// The person with this number, when the report is about them.
    pub fn get(&self, no: i64) -> Option<&Facts> {
        let at = *self.at.get(usize::try_from(no).ok()?)?;
        self.all.get((at as usize).checked_sub(1)?)
    }

    /// The position of the person with this number.
    pub fn position(&self, no: i64) -> Option<usize> {
        let at = *self.at.get(usize::try_from(no).ok()?)?;
        (at as usize).checked_sub(1)
    }

    /// How many of whom this holds.
    pub fn count(&self, holds: impl Fn(&Facts) -> bool) -> u64 {
        self.all.iter().filter(|facts| holds(facts)).count() as u64
    }

    /// How many may be among them: those of whom the filter cannot be decided, and at least one when not all were read.
    pub fn may_be_more(&self) -> u64 {
        self.undecided + self.not_read()
    }

    /// At least one may be among them whom no sync has read.
    pub fn not_read(&self) -> u64 {
        u64::from(self.is_partly_read || self.has_only_managed)
    }

    /// How many with managed accounts may be among them.
    pub fn may_be_more_managed(&self) -> u64 {
        self.undecided + u64::from(self.is_partly_read)
    }
}

/// Position + 1 by number.
fn positions(all: &[Facts]) -> Vec<u32> {
    let mut at = Vec::new();
    for (place, facts) in all.iter().enumerate() {
        let no = usize::try_from(facts.no).unwrap_or_default();
        if at.len() <= no {
            at.resize(no + 1, 0);
        }
        if let Some(slot) = at.get_mut(no) {
            *slot = u32::try_from(place + 1).unwrap_or_default();
        }
    }
    at
}

/// Who is an organization admin by the list of roles, by number.
fn org_admins(db: &Connection) -> rusqlite::Result<NumberSet> {
    let mut listed = NumberSet::default();
    let sql = format!("SELECT user_no FROM mirror_role WHERE role = '{ORG_ADMIN}'");
    listed.read(db, &sql, [])?;
    Ok(listed)
}

fn text<'r>(row: &'r Row<'_>, at: usize) -> rusqlite::Result<Option<&'r str>> {
    Ok(match row.get_ref(at)? {
        ValueRef::Text(bytes) => std::str::from_utf8(bytes).ok(),
        _ => None,
    })
}

/// The part of an address behind the first `@`, as in the view of people.
fn domain(email: &str) -> &str {
    email.split_once('@').map_or(email, |(_, domain)| domain)
}

fn facts(row: &Row<'_>, flag: Option<bool>, admins: &NumberSet) -> rusqlite::Result<Facts> {
    let text = |at: usize| text(row, at);
    let status = match text(1)? {
        Some("active") => Some(Status::Active),
        Some("suspended") => Some(Status::Suspended),
        Some("deactivated") => Some(Status::Deactivated),
        Some("not_invited") => Some(Status::NotInvited),
        Some(word) if UserStatus::KNOWN.contains(&word) => Some(Status::Other),
        // The portal's own words may mean anything.
        _ => None,
    };
    let managed = managed(text(2)?);
    let known: bool = row.get(4)?;
    let last: Option<i64> = row.get(5)?;
    let no: i64 = row.get(0)?;
    let roles_known = row.get(8)?;
    // The list of roles says it, too, where it is known.
    let org_admin = match roles_known {
        true if admins.contains(no) => Some(true),
        true => flag.or(Some(false)),
        false => flag,
    };
    Ok(Facts {
        no,
        status,
        managed,
        is_app: is_app(text(3)?),
        active: known.then_some(last),
        added: text(6)?.and_then(day),
        apps_known: row.get(7)?,
        roles_known,
        two_step: row.get(9)?,
        org_admin,
        synced: text(11)?.map(|source| source == "synced"),
        policy: None,
    })
}

/// Whether the organization manages the account, by the status of its claim.
pub(in super::super) fn managed(claim: Option<&str>) -> Option<bool> {
    match claim? {
        "managed" => Some(true),
        "unmanaged" => Some(false),
        _ => None,
    }
}

/// Whether it is an app's account, by its type.
pub(in super::super) fn is_app(account_type: Option<&str>) -> Option<bool> {
    account_type.map(|account_type| account_type == "app")
}

/// A day as a number: `2026-01-31` is 20260131.
pub(in super::super) fn day(time: &str) -> Option<u32> {
    let (year, rest) = (time.get(..4)?, time.get(5..)?);
    let (month, day) = (rest.get(..2)?, rest.get(3..5)?);
    let date = Date::new(year.parse().ok()?, month.parse().ok()?, day.parse().ok()?).ok()?;
    let [month, day] = [date.month(), date.day()].map(i8::unsigned_abs);
    let year = u32::from(date.year().unsigned_abs());
    Some(year * 10_000 + u32::from(month) * 100 + u32::from(day))
}

#[cfg(test)]
mod tests {
    use super::day;

    #[test]
    fn days_grow() {
        assert_eq!(day("2026-01-31T10:00:00Z"), Some(20_260_131));
        assert!(day("2025-12-31") < day("2026-01-01"));
        for odd in ["", "2026", "soon", "2026-1-1", "é026-01-01", "2026-02-30"] {
            assert_eq!(day(odd), None, "{odd}");
        }
    }
}
