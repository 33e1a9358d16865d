//! Reads managed accounts: by a search of people, and where that says nothing of one, by its profile.

use atlctl_api::{AccountProfile, ClaimStatus, DirectoryUser, Error, ErrorKind};

use super::read_people::{Seen, read_people};
use super::read_profiles::read_profiles;
use super::{Item, ReadProgress, Value, Wire};

/// What a search of people says of an account.
pub(super) enum Says {
    /// The value; none when there is none that is known.
    Value(Option<Value>),
    /// The search does not say.
    Nothing,
}

/// Stands for an account of which the search says nothing. No facet that is read here has this value.
const NOTHING: Value = Value::NONE;

/// Reads the accounts of the items. Accounts of others have no value. `profiles_suffice`: whether profiles alone say
/// what is asked, for organizations with the original user management, which have no search.
pub(super) async fn read_accounts(
    wire: &Wire,
    items: &[Item],
    progress: ReadProgress<'_>,
    of_person: impl Fn(&Item, &DirectoryUser<'_>) -> Says,
    of_profile: impl Fn(&Item, &AccountProfile) -> Option<Value>,
    profiles_suffice: bool,
) -> Result<Vec<Option<Value>>, Error> {
    let searched = read_people(wire, items, &[], progress, |item, seen| match seen {
        Seen::Person(one) if one.claim_status == Some(ClaimStatus::Unmanaged) => None,
        Seen::Person(one) => match of_person(item, one) {
            Says::Value(value) => value,
            Says::Nothing => Some(NOTHING),
        },
        // Lists of people may leave out accounts without access, and those that are to be deleted.
        Seen::Absent => Some(NOTHING),
    })
    .await;
    let found = match searched {
        Ok(found) => found,
        // There is no search there; the profiles of managed accounts do not depend on it.
        Err(error) if error.kind == ErrorKind::OldUserManagement && profiles_suffice => {
            vec![Some(NOTHING); items.len()]
        }
        Err(error) => return Err(error),
    };
    let is_missing = |value: &Option<Value>| *value == Some(NOTHING);
    let missing: Vec<Item> = items
        .iter()
        .zip(&found)
        .filter(|(_, value)| is_missing(value))
        .map(|(item, _)| item.clone())
        .collect();
    if missing.is_empty() {
        return Ok(found);
    }
    let mut read = match read_profiles(wire, &missing, &mut |_| {}, of_profile).await {
        Ok(read) => read.into_iter(),
        // The search could be read, so what it shows is known.
        Err(error) if error.kind == ErrorKind::Forbidden => Vec::new().into_iter(),
        Err(error) => return Err(error),
    };
    let values = found.into_iter().map(|value| {
        if is_missing(&value) {
            read.next().flatten()
        } else {
            value
        }
    });
    Ok(values.collect())
}
