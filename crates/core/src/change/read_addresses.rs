//! Reads people by address.

use std::collections::{HashMap, HashSet};

use atlctl_api::{AccountId, DirectoryUser, Error, ErrorKind, Expand, UserFilter, UserSearch};

use super::read_org_admins::reported;
use super::{Item, ReadProgress, Target, Wire};
use crate::store::Person;

/// Addresses in one search. The specification allows 100; a page holds no more people than that.
const MOST: usize = 50;

/// Reads the people that have the addresses of the items, and the value of each by `value`; `None` for the person: the
/// service was asked and lists nobody. `apps`: with the apps that they can use.
pub(super) async fn read_addresses<T>(
    wire: &Wire,
    items: &[Item],
    apps: bool,
    progress: ReadProgress<'_>,
    value: impl Fn(&Item, Option<&DirectoryUser<'_>>) -> Option<T>,
) -> Result<Vec<Option<T>>, Error> {
    let key = |text: &str| text.trim().to_lowercase();
    let mut known = HashSet::new();
    let mut addresses: Vec<String> = Vec::new();
    for item in items {
        if known.insert(key(item.target.id())) {
            addresses.push(item.target.id().to_owned());
        }
    }
    let mut expand = vec![Expand::Groups];
    expand.extend(apps.then_some(Expand::ProductAccess));
    let mut values: Vec<Option<T>> = items.iter().map(|_| None).collect();
    let mut waiting: Vec<Vec<String>> = addresses.chunks(MOST).map(<[_]>::to_vec).collect();
    for address in &addresses {
        wire.addresses.forget_owner(address);
    }
    let mut done = 0;
    while let Some(batch) = waiting.pop() {
        let search = UserSearch {
            filter: UserFilter {
                emails: batch.clone(),
                ..UserFilter::default()
            },
            expand: expand.clone(),
            ..UserSearch::default()
        };
        let page = match wire.client.users_search_page(&wire.org, search).await {
            Ok(page) => page,
            // One odd address must not hide the others.
            Err(error) if error.kind == ErrorKind::Invalid && batch.len() > 1 => {
                let (left, right) = batch.split_at(batch.len() / 2);
                waiting.extend([left.to_vec(), right.to_vec()]);
                continue;
            }
            Err(error) if error.kind == ErrorKind::Invalid => {
                done += 1;
                continue;
            }
            Err(error) => return Err(error),
        };
        let people = page.users()?;
        for one in &people {
            if let (Some(account), Some(email)) = (one.account_id.as_deref(), one.email.as_deref())
            {
                wire.addresses.learn(account, email);
            }
        }
        let asked: HashSet<String> = batch.iter().map(|email| key(email)).collect();
        let of: HashMap<String, &DirectoryUser<'_>> = people
            .iter()
            .filter_map(|one| Some((key(one.email.as_deref()?), one)))
            .collect();
        // A service that ignores the filter says nothing of who is missing.
        let strangers = people.len() > of.len() || of.keys().any(|email| !asked.contains(email));
        let complete = page.next.is_none() && !strangers;
        for (item, slot) in items.iter().zip(&mut values) {
            let email = key(item.target.id());
            if !asked.contains(&email) {
                continue;
            }
            *slot = match of.get(&email) {
                Some(person) => value(item, Some(person)),
                None if complete => value(item, None),
                None => None,
            };
        }
        done += batch.len();
        progress(done);
    }
    Ok(values)
}

/// The people who have these addresses now, in their order; `None` where the service lists nobody or does not say. What
/// a search does not report of them is unknown.
///
/// # Errors
/// As for any request.
pub async fn people_at(wire: &Wire, addresses: &[String]) -> Result<Vec<Option<Person>>, Error> {
    let items: Vec<Item> = addresses
        .iter()
        .map(|address| Item {
            target: Target::Address(address.clone()),
            of: Vec::new(),
        })
        .collect();
    let mut quiet = |_| {};
    read_addresses(wire, &items, false, &mut quiet, |_, person| {
        let person = person?;
        let account = AccountId::from(person.account_id.as_deref()?);
        Some(reported(person, account))
    })
    .await
}
