//! Reads people of the directories by account, for every facet that a search of people shows.

use std::collections::HashSet;

use atlctl_api::{AccountId, DirectoryUser, Error, ErrorKind, Expand, UserFilter, UserSearch};
use futures_util::stream::{FuturesUnordered, StreamExt as _};

use super::{Item, ReadProgress, Wire};

/// The most accounts in one search, by the specification.
const MOST: usize = 10;
/// Searches at a time. (The client paces them further.)
const AT_ONCE: usize = 8;

/// What a search says of an account: the person, or that there is nobody in the directories.
pub(super) enum Seen<'a> {
    /// The person.
    Person(&'a DirectoryUser<'a>),
    /// The service was asked for the account and lists nobody.
    Absent,
}

/// Reads the accounts of the items, and the value of each by `value`. Several items of one account share a read.
pub(super) async fn read_people<T>(
    wire: &Wire,
    items: &[Item],
    expand: &[Expand],
    progress: ReadProgress<'_>,
    value: impl Fn(&Item, Seen<'_>) -> Option<T>,
) -> Result<Vec<Option<T>>, Error> {
    let mut values: Vec<Option<T>> = items.iter().map(|_| None).collect();
    let mut accounts: Vec<AccountId> = Vec::new();
    let mut known: HashSet<&str> = HashSet::new();
    for item in items {
        if known.insert(item.target.id()) {
            accounts.push(item.target.id().into());
        }
    }
    for account in &accounts {
        wire.addresses.forget(account.as_str());
    }
    let mut waiting: Vec<Vec<AccountId>> = accounts.chunks(MOST).map(<[_]>::to_vec).collect();
    waiting.reverse();
    let mut asked = FuturesUnordered::new();
    let mut done = 0;
    loop {
        while asked.len() < AT_ONCE
            && let Some(batch) = waiting.pop()
        {
            let search = UserSearch {
                filter: UserFilter {
                    account_ids: batch.clone(),
                    ..UserFilter::default()
                },
                expand: expand.to_vec(),
                ..UserSearch::default()
            };
            let page = wire.client.users_search_page(&wire.org, search);
            asked.push(async move { (batch, page.await) });
        }
        let Some((batch, page)) = asked.next().await else {
            return Ok(values);
        };
        let page = match page {
            Ok(page) => page,
            // One odd account ID must not hide the others.
            Err(error) if splits(&error) && batch.len() > 1 => {
                let (left, right) = batch.split_at(batch.len() / 2);
                waiting.extend([left.to_vec(), right.to_vec()]);
                continue;
            }
            Err(error) if error.kind == ErrorKind::Invalid => {
                done += batch.len();
                continue;
            }
            Err(error) => return Err(error),
        };
        let people = page.users()?;
        for one in &people {
            let asked = |account: &&str| batch.iter().any(|asked| asked.as_str() == *account);
            let account = one.account_id.as_deref().filter(asked);
            if let (Some(account), Some(email)) = (account, one.email.as_deref()) {
                wire.addresses.learn(account, email);
            }
        }
        let of = |account: &str| {
            let mut people = people.iter();
            people.find(|one| one.account_id.as_deref() == Some(account))
        };
        // A service that ignores the filter says nothing of who is missing.
        let strangers = people.iter().any(|one| {
            let account = one.account_id.as_deref();
            account.is_none_or(|account| !batch.iter().any(|asked| asked.as_str() == account))
        });
        let complete = page.next.is_none() && !strangers;
        for (item, slot) in items.iter().zip(&mut values) {
            if !batch.iter().any(|asked| asked.as_str() == item.target.id()) {
                continue;
            }
            *slot = match of(item.target.id()) {
                Some(person) => value(item, Seen::Person(person)),
                None if complete => value(item, Seen::Absent),
                None => None,
            };
        }
        done += batch.len();
        progress(done);
    }
}

/// Whether asking for fewer at once may help.
fn splits(error: &Error) -> bool {
    matches!(error.kind, ErrorKind::Invalid | ErrorKind::TooLarge)
}
