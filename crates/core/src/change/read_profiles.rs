//! Reads the profiles of managed accounts, for every facet that a profile shows.

use std::collections::HashMap;

use atlctl_api::{AccountId, AccountProfile, Error, ErrorKind};
use futures_util::stream::{FuturesUnordered, StreamExt as _};

use super::{Item, ReadProgress, Value, Wire};

/// Profiles read at a time. (The client paces them further.)
const AT_ONCE: usize = 8;

/// Reads the profiles of the items' accounts, and the value of each by `value`. Several items of one account share a
/// read. An account whose profile may not be read has no value, unless that is so for all.
pub(super) async fn read_profiles(
    wire: &Wire,
    items: &[Item],
    progress: ReadProgress<'_>,
    value: impl Fn(&Item, &AccountProfile) -> Option<Value>,
) -> Result<Vec<Option<Value>>, Error> {
    let mut values: Vec<Option<Value>> = vec![None; items.len()];
    let mut waiting: Vec<AccountId> = Vec::new();
    let mut places: HashMap<&str, Vec<usize>> = HashMap::new();
    for (at, item) in items.iter().enumerate() {
        let places = places.entry(item.target.id()).or_default();
        if places.is_empty() {
            waiting.push(item.target.id().into());
        }
        places.push(at);
    }
    waiting.reverse();
    let mut asked = FuturesUnordered::new();
    let (mut done, mut read, mut refused) = (0, 0_usize, None);
    loop {
        while asked.len() < AT_ONCE
            && let Some(account) = waiting.pop()
        {
            asked.push(async move {
                let profile = wire.client.account_profile(&account).await;
                (account, profile)
            });
        }
        let Some((account, profile)) = asked.next().await else {
            break;
        };
        match profile {
            Ok(profile) => {
                read += 1;
                if let Some(email) = profile.email.as_deref() {
                    wire.addresses.learn(account.as_str(), email);
                }
                for at in places.get(account.as_str()).into_iter().flatten() {
                    if let (Some(item), Some(slot)) = (items.get(*at), values.get_mut(*at)) {
                        *slot = value(item, &profile);
                    }
                }
            }
            Err(error) if is_of_the_account(&error) => refused = Some(error),
            Err(error) => return Err(error),
        }
        done += 1;
        progress(done);
    }
    match refused {
        Some(error) if read == 0 && error.kind == ErrorKind::Forbidden => Err(error),
        _ => Ok(values),
    }
}

/// Whether an error may concern one account alone.
fn is_of_the_account(error: &Error) -> bool {
    matches!(
        error.kind,
        ErrorKind::Forbidden | ErrorKind::NotFound | ErrorKind::Invalid
    )
}
