//! Reads the groups of accounts, as they are now.

use std::collections::BTreeMap;

use atlctl_api::{Error, Expand};

use super::read_people::{Seen, read_people};
use super::{Item, Target, Wire};

/// A group that somebody is in: its ID, and its name when the service gives it.
pub type InGroup = (String, Option<String>);

/// The groups of each account; none where the service does not report them. People outside the directories are in none.
///
/// # Errors
/// As for any request.
pub async fn read_groups(
    wire: &Wire,
    accounts: &[String],
) -> Result<BTreeMap<String, Option<Vec<InGroup>>>, Error> {
    let items: Vec<Item> = accounts
        .iter()
        .map(|account| Item {
            target: Target::Account(account.clone()),
            of: Vec::new(),
        })
        .collect();
    let mut quiet = |_| {};
    let groups = read_people(wire, &items, &[Expand::Groups], &mut quiet, |_, seen| {
        let Seen::Person(person) = seen else {
            return Some(Vec::new());
        };
        let groups = person.groups.as_ref()?.iter();
        let named = |group: &atlctl_api::UserGroup<'_>| {
            let name = group.name.as_deref().map(str::to_owned);
            Some((group.id.as_deref()?.to_owned(), name))
        };
        Some(groups.filter_map(named).collect::<Vec<InGroup>>())
    });
    Ok(accounts.iter().cloned().zip(groups.await?).collect())
}
