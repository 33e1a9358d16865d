//! Reads people and groups through the portal's own lists, for organizations on the original user management.

use std::collections::{BTreeMap, BTreeSet, HashMap, HashSet};

use atlctl_api::{AccountId, Error, ErrorKind, Group, GroupId, SiteId, UserStatus};
use futures_util::stream::{self, StreamExt as _, TryStreamExt as _};

use super::{Item, Wire};
use crate::sync::{group_of_portal, portal_status};

/// Stands for the directory where the portal's own calls change groups: the original user management has none.
pub const PORTAL: &str = "portal";

/// Reads at a time. (The client paces them further.)
const AT_ONCE: usize = 8;
/// How often a list is read that shifts meanwhile.
const READS: u32 = 3;
/// People whom the list costs less than one call for each.
const LISTED: usize = 20;

/// A list of the portal: what it has, and whether it is whole. Only a whole list says what it does not have.
#[derive(Debug, Default)]
pub(super) struct Listed<T> {
    pub(super) has: T,
    pub(super) whole: bool,
    /// How often it was read.
    reads: u32,
    /// Whether another reading changes nothing.
    is_over: bool,
}

impl<T: Default> Listed<T> {
    /// Whether it is to be read, once more where it shifted. What came before is dropped.
    fn again(&mut self) -> bool {
        let again = !self.is_over && self.reads < READS;
        if again {
            self.has = T::default();
            self.reads += 1;
        }
        again
    }

    /// How a reading ended. Where the portal refuses it, the list has nothing, and not wholly.
    fn end(&mut self, read: Result<Option<bool>, Error>) -> Result<(), Error> {
        match read {
            Ok(whole) => {
                self.whole = whole == Some(true);
                self.is_over = whole != Some(false);
            }
            Err(error) if is_no(&error) => {
                self.has = T::default();
                self.is_over = true;
            }
            Err(error) => return Err(error),
        }
        Ok(())
    }
}

/// The people of a site, each with the portal's word for their state.
type People = HashMap<String, Option<String>>;

/// The people of each site of the items.
pub(super) async fn people_of_sites(
    wire: &Wire,
    items: &[Item],
) -> Result<BTreeMap<String, Listed<People>>, Error> {
    let sites: BTreeSet<&str> = items.iter().map(site).collect();
    let mut all = BTreeMap::new();
    for site in sites {
        let id = SiteId::from(site);
        let mut listed = Listed::<People>::default();
        while listed.again() {
            let Listed { has, .. } = &mut listed;
            let read = wire
                .client
                .complete_site_users(&id, &mut |user| {
                    has.insert(user.id.into_string(), user.active_status);
                })
                .await;
            listed.end(read)?;
        }
        all.insert(site.to_owned(), listed);
    }
    Ok(all)
}

/// The site that an item is about.
pub(super) fn site(item: &Item) -> &str {
    item.of.first().map_or("", String::as_str)
}

/// The state of each item's person in its site; `None` where the portal does not say.
pub(super) async fn states_in_sites(
    wire: &Wire,
    items: &[Item],
) -> Result<Vec<Option<UserStatus>>, Error> {
    let state = |word: Option<&str>| {
        word.filter(|word| !word.trim().is_empty())
            .map(portal_status)
    };
    if items.len() > LISTED {
        let people = people_of_sites(wire, items).await?;
        let of = |item: &Item| {
            people
                .get(site(item))?
                .has
                .get(item.target.id())?
                .as_deref()
        };
        return Ok(items.iter().map(|item| state(of(item))).collect());
    }
    let asked: Vec<(SiteId, AccountId)> = items
        .iter()
        .map(|item| (site(item).into(), item.target.id().into()))
        .collect();
    stream::iter(asked)
        .map(|(site, account)| {
            let client = wire.client.clone();
            async move {
                match client.site_user(&site, &account).await {
                    Ok(user) if user.id == account => Ok(state(user.active_status.as_deref())),
                    Ok(_) => Ok(None),
                    Err(error) if is_no(&error) => Ok(None),
                    Err(error) => Err(error),
                }
            }
        })
        .buffered(AT_ONCE)
        .try_collect()
        .await
}

/// The members of each of these groups.
pub(super) async fn members_of_groups<'a>(
    wire: &Wire,
    groups: impl IntoIterator<Item = &'a str>,
) -> Result<BTreeMap<String, Listed<HashSet<String>>>, Error> {
    let groups: BTreeSet<&str> = groups.into_iter().collect();
    let mut all = BTreeMap::new();
    for group in groups {
        let id = GroupId::from(group);
        let mut listed = Listed::<HashSet<String>>::default();
        while listed.again() {
            let Listed { has, .. } = &mut listed;
            let read = wire
                .client
                .complete_org_group_members(&wire.org, &id, &mut |user| {
                    has.insert(user.id.into_string());
                })
                .await;
            listed.end(read)?;
        }
        all.insert(group.to_owned(), listed);
    }
    Ok(all)
}

/// Every group, as the newer calls would show it.
pub(super) async fn portal_groups(wire: &Wire) -> Result<Listed<Vec<Group>>, Error> {
    let mut listed = Listed::<Vec<Group>>::default();
    while listed.again() {
        let Listed { has, .. } = &mut listed;
        let read = wire
            .client
            .org_groups_whole(&wire.org, &mut |group| has.push(group_of_portal(group)))
            .await;
        listed.end(read)?;
    }
    Ok(listed)
}

/// Whether the portal answered, and does not say.
fn is_no(error: &Error) -> bool {
    matches!(
        error.kind,
        ErrorKind::Invalid | ErrorKind::Forbidden | ErrorKind::NotFound | ErrorKind::Paging
    )
}
