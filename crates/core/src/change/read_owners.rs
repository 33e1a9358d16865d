//! Reads the addresses that accounts have now, where the values of a change were read without them.

use std::collections::BTreeSet;

use atlctl_api::{Error, ErrorKind};

use super::read_people::{Seen, read_people};
use super::read_profiles::read_profiles;
use super::{Item, Target, Wire};

/// Learns the addresses of those of these accounts whose address was not told: one search for ten of them. `outside`:
/// accounts that may not be in the directories; where no search tells theirs, their profiles may. What this credential may
/// not read stays unknown.
///
/// # Errors
/// As for any request, except refusals.
pub async fn learn_addresses(
    wire: &Wire,
    accounts: &BTreeSet<String>,
    outside: &BTreeSet<String>,
) -> Result<(), Error> {
    let all: BTreeSet<&String> = accounts.union(outside).collect();
    let unknown = unknown(wire, all);
    if !unknown.is_empty() {
        let mut quiet = |_| {};
        let read = read_people(wire, &unknown, &[], &mut quiet, |_, seen| match seen {
            Seen::Person(_) | Seen::Absent => None::<()>,
        });
        unless_refused(read.await)?;
    }
    let unknown = self::unknown(wire, outside);
    if !unknown.is_empty() {
        let mut quiet = |_| {};
        let read = read_profiles(wire, &unknown, &mut quiet, |_, _| None);
        unless_refused(read.await)?;
    }
    Ok(())
}

fn unknown<'a>(wire: &Wire, accounts: impl IntoIterator<Item = &'a String>) -> Vec<Item> {
    let accounts = accounts.into_iter();
    let unknown = accounts.filter(|account| wire.addresses.of(account).is_none());
    unknown
        .map(|account| Item {
            target: Target::Account(account.clone()),
            of: Vec::new(),
        })
        .collect()
}

fn unless_refused<T>(read: Result<T, Error>) -> Result<(), Error> {
    match read {
        Err(error) if !is_refusal(&error) => Err(error),
        _ => Ok(()),
    }
}

fn is_refusal(error: &Error) -> bool {
    matches!(
        error.kind,
        ErrorKind::Forbidden
            | ErrorKind::NotFound
            | ErrorKind::Invalid
            | ErrorKind::NoCredential
            | ErrorKind::OldUserManagement
            | ErrorKind::PaymentRequired
    )
}
