//! Who is an organization admin now: guards ask Atlassian, since another administrator may have changed it after the last
//! sync.

use std::collections::HashSet;

use atlctl_api::{AccountId, ErrorKind};
use atlctl_core::change::{LiveAdmins, Target, Wire, read_org_admins};
use atlctl_core::number::people;
use atlctl_core::plan::{Guards, Row, Wanted, rescue_candidates, rescuers};
use atlctl_core::store::{Mirror, Person};

use super::may_not_read;
use crate::context::Context;
use crate::error::CliResult;
use crate::ui::{display, first_of};

/// Names of people that a note has, at most.
const SHOWN: usize = 5;

/// Who is an admin now, as far as Atlassian says.
#[derive(Default)]
pub(super) struct AdminsNow {
    live: Option<LiveAdmins>,
    /// What the reader of a plan must know.
    pub notes: Vec<String>,
}

impl AdminsNow {
    /// The person with the role that they have now, and the status, where Atlassian was asked for the person.
    pub fn of(&self, person: Person) -> Person {
        match &self.live {
            Some(live) => live.brought_up(person),
            None => person,
        }
    }

    /// Brings up to date who of these people is an admin.
    pub fn refresh<'p>(&self, people: impl IntoIterator<Item = &'p mut Person>) {
        let Some(live) = &self.live else { return };
        for person in people {
            person.org_admin = live.is_admin(&person.account_id).or(person.org_admin);
        }
    }
}

/// Reads who is an admin now, and adds to the guards who can undo a change. `targets`: the people who are changed.
/// Without `wire`, the mirror counts.
///
/// # Errors
/// When the mirror cannot be read, or Atlassian fails; not where this credential may not read roles, of which it warns.
pub(super) fn admins_now(
    context: &Context,
    wire: Option<&Wire>,
    mirror: &Mirror,
    guards: &mut Guards,
    targets: &[AccountId],
) -> CliResult<AdminsNow> {
    let candidates = rescue_candidates(mirror, guards)?;
    let Some(wire) = wire.filter(|_| !targets.is_empty()) else {
        guards.rescuers = Some(rescuers(candidates, None));
        return Ok(AdminsNow::default());
    };
    let known: Vec<AccountId> = candidates
        .iter()
        .map(|person| person.account_id.clone())
        .collect();
    let mut notes = Vec::new();
    let live = match context.block_on(read_org_admins(wire, &known, targets))? {
        Ok(None) if candidates.iter().any(|one| one.org_admin == Some(true)) => {
            notes.push(
                "Atlassian does not report now who is an organization admin; atlctl uses the mirror".to_owned(),
            );
            None
        }
        Ok(live) => live,
        // There is no search of people there.
        Err(error) if error.kind == ErrorKind::OldUserManagement => None,
        Err(error) if may_not_read(&error) => {
            context.ui.warning(format!(
                "this credential may not read who is an organization admin; using the mirror's: {}",
                display(&error.to_string())
            ));
            None
        }
        Err(error) => return Err(error.into()),
    };
    if let Some(live) = &live {
        notes.extend(changed_since(mirror, &candidates, live)?);
        let unsaid = targets.iter().filter(|one| live.is_admin(one).is_none());
        let unsaid = unsaid.count() as u64;
        if unsaid > 0 {
            notes.push(format!(
                "whether {} became an organization admin since the last sync is unknown, because Atlassian's list of \
                 admins does not say",
                one_of(unsaid)
            ));
        }
    }
    guards.rescuers = Some(rescuers(candidates, live.as_ref()));
    Ok(AdminsNow { live, notes })
}

fn one_of(count: u64) -> String {
    match count {
        1 => "1 person".to_owned(),
        _ => format!("one of {}", people(count)),
    }
}

/// Who became an admin since the last sync, and who is none anymore.
fn changed_since(
    mirror: &Mirror,
    candidates: &[Person],
    live: &LiveAdmins,
) -> CliResult<Vec<String>> {
    let name = |person: &Person| {
        let email = person.email.as_deref();
        display(email.unwrap_or(person.account_id.as_str()))
    };
    let lost = candidates.iter().filter(|person| {
        person.org_admin == Some(true) && live.is_admin(&person.account_id) == Some(false)
    });
    let lost: Vec<String> = lost.map(name).collect();
    let mut new = Vec::new();
    for one in live.admins() {
        let known = mirror.person_by_id(&one.account_id)?;
        if known.is_some_and(|person| person.org_admin == Some(false)) {
            new.push(name(one));
        }
    }
    new.sort_unstable();
    let said = |names: Vec<String>, one: &str, many: &str| {
        let words = if names.len() == 1 { one } else { many };
        format!(
            "since the last sync, {} {words} (to update the totals: atlctl sync)",
            first_of(&names, names.len(), SHOWN)
        )
    };
    let mut notes = Vec::new();
    if !new.is_empty() {
        notes.push(said(
            new,
            "became an organization admin",
            "became organization admins",
        ));
    }
    if !lost.is_empty() {
        notes.push(said(
            lost,
            "lost the role of an organization admin",
            "lost the role of organization admins",
        ));
    }
    Ok(notes)
}

/// The people whom rows are about, and members who may lose access.
pub(super) fn whom_wanted<'a>(
    wanted: &'a [Wanted],
    members: impl IntoIterator<Item = &'a Person>,
) -> Vec<AccountId> {
    let of_rows = wanted
        .iter()
        .filter(|row| row.to.is_some() && !is_credential(row.target.as_ref()))
        .filter_map(|row| row.found.person.as_ref());
    each_once(
        of_rows
            .chain(members)
            .map(|person| person.account_id.clone()),
    )
}

/// The people whom a kept plan changes, and members who may lose access.
pub(super) fn whom_planned<'a>(
    rows: &[Row],
    members: impl IntoIterator<Item = &'a Person>,
) -> Vec<AccountId> {
    let changed = rows
        .iter()
        .filter(|row| row.verdict.is_change() && !is_credential(row.target.as_ref()));
    let accounts = changed.filter_map(|row| row.account.as_deref().map(AccountId::from));
    each_once(accounts.chain(members.into_iter().map(|one| one.account_id.clone())))
}

/// Whether a credential is changed, which takes no admin away.
fn is_credential(target: Option<&Target>) -> bool {
    matches!(target, Some(Target::Credential(_)))
}

fn each_once(accounts: impl Iterator<Item = AccountId>) -> Vec<AccountId> {
    let mut known = HashSet::new();
    accounts
        .filter(|account| known.insert(account.clone()))
        .collect()
}
