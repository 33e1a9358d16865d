//! Reads who is in which group, by the cheaper of two ways: the groups of each account, or the members of each group.

use std::borrow::Cow;
use std::collections::{BTreeSet, HashMap, HashSet};

use atlctl_api::{
    DirectoryId, Error, ErrorKind, Expand, Group, GroupId, GroupSearch, PeopleListGuard, Processed,
    UserFilter, UserSearch,
};
use futures_util::{StreamExt as _, TryStreamExt as _};

use super::read_people::{Seen, read_people};
use super::{Item, ReadProgress, Value, Wire};

/// Accounts in one search, at most.
const ACCOUNTS: usize = 10;
/// Members on one page, at most.
const MEMBERS: u64 = 100;

/// A member of a group, as the service has it now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LiveMember {
    /// The account's ID.
    pub account: String,
    /// The address.
    pub email: Option<String>,
    /// The member's name.
    pub name: Option<String>,
}

/// A group in question.
#[derive(Debug, Clone, Copy)]
pub(super) enum Which<'a> {
    /// A group, by directory and ID.
    Id(&'a str, &'a str),
    /// A group that may not have been there when the plan was made, by directory and name.
    Name(&'a str, &'a str),
}

/// Reads, for each item, whether its account is in its group; `word` makes a value of it. Several groups of one account
/// share a read.
pub(super) async fn read_members(
    wire: &Wire,
    items: &[Item],
    progress: ReadProgress<'_>,
    which: impl Fn(&[String]) -> Which<'_>,
    word: impl Fn(bool) -> Value,
) -> Result<Vec<Option<Value>>, Error> {
    if let Some(members) = by_groups(wire, items, &which).await? {
        progress(items.len());
        return Ok(items
            .iter()
            .map(|item| match which(&item.of) {
                Which::Id(_, group) => {
                    let of = members.get(group)?;
                    Some(word(of.contains(item.target.id())))
                }
                Which::Name(..) => None,
            })
            .collect());
    }
    read_people(
        wire,
        items,
        &[Expand::Groups],
        progress,
        |item, seen| match seen {
            Seen::Person(one) => {
                let mut groups = one.groups.as_ref()?.iter();
                let is_in = match which(&item.of) {
                    Which::Id(_, id) => groups.any(|group| group.id.as_deref() == Some(id)),
                    Which::Name(_, name) => groups.any(|group| {
                        let known = group.name.as_deref().unwrap_or_default();
                        known.to_lowercase() == name.to_lowercase()
                    }),
                };
                Some(word(is_in))
            }
            // Who is not in the directory is in none of its groups.
            Seen::Absent => Some(word(false)),
        },
    )
    .await
}

/// The members of every group of the items; `None` where asking for each account costs less, or where the service
/// lists people who are not in the group.
async fn by_groups(
    wire: &Wire,
    items: &[Item],
    which: impl Fn(&[String]) -> Which<'_>,
) -> Result<Option<HashMap<String, HashSet<String>>>, Error> {
    let accounts: HashSet<&str> = items.iter().map(|item| item.target.id()).collect();
    let by_account = accounts.len().div_ceil(ACCOUNTS) as u64;
    let mut groups: BTreeSet<(&str, &str)> = BTreeSet::new();
    for item in items {
        match which(&item.of) {
            Which::Id(directory, group) => groups.insert((directory, group)),
            Which::Name(..) => return Ok(None),
        };
    }
    // A count and a page for each group are the least.
    if by_account <= 2 * groups.len() as u64 {
        return Ok(None);
    }
    let mut counted = Vec::new();
    let mut pages = 0;
    for (directory, group) in groups {
        let id = GroupId::from(group);
        let facts = match wire
            .client
            .group(&wire.org, &DirectoryId::from(directory), &id)
            .await
        {
            Ok(facts) => facts,
            Err(error) if is_no(&error) => return Ok(None),
            Err(error) => return Err(error),
        };
        let Some(members) = facts.counts.and_then(|counts| counts.users) else {
            return Ok(None);
        };
        pages += 1 + members.div_ceil(MEMBERS).max(1);
        counted.push((id, members));
        if pages >= by_account {
            return Ok(None);
        }
    }
    let mut all = HashMap::new();
    for (group, members) in counted {
        match group_members(wire, &group, Some(members)).await {
            Ok(Some(members)) => {
                let members = members.into_iter().map(|member| member.account);
                all.insert(group.into_string(), members.collect())
            }
            Ok(None) => return Ok(None),
            Err(error) if is_no(&error) => return Ok(None),
            Err(error) => return Err(error),
        };
    }
    Ok(Some(all))
}

/// The members of a group; `None` when the service lists others too: a filter that it ignores gives everyone.
///
/// # Errors
/// As for any request.
pub async fn group_members(
    wire: &Wire,
    group: &GroupId,
    count: Option<u64>,
) -> Result<Option<Vec<LiveMember>>, Error> {
    let search = UserSearch {
        filter: UserFilter {
            group_ids: vec![group.clone()],
            ..UserFilter::default()
        },
        expand: vec![Expand::Groups],
        expected: count,
        ..UserSearch::default()
    };
    let filter = search.filter.clone();
    let mut guard = PeopleListGuard::new(&wire.client, &wire.org, &filter);
    let mut found = Vec::new();
    let mut pages = wire.client.users_search_pages(&wire.org, search);
    while let Some(page) = pages.next().await {
        let page = page?;
        for person in page.users()? {
            let (Some(account), Some(groups)) = (&person.account_id, &person.groups) else {
                return Ok(None);
            };
            let mut groups = groups.iter();
            if !groups.any(|one| one.id.as_deref() == Some(group.as_str())) {
                return Ok(None);
            }
            if guard.is_new(Some(account)) {
                found.push(LiveMember {
                    account: account.clone().into_owned(),
                    email: person.email.clone().map(Cow::into_owned),
                    name: person.name.clone().map(Cow::into_owned),
                });
            }
        }
        guard.end_page(&page).await?;
    }
    Ok(Some(found))
}

/// Whether the service answered, and said no.
fn is_no(error: &Error) -> bool {
    matches!(
        error.kind,
        ErrorKind::Invalid | ErrorKind::Forbidden | ErrorKind::NotFound | ErrorKind::Paging
    )
}

/// The ID of the one group with this name (in the directory, if one is given). Nothing is changed by looking for it.
pub(super) async fn group_named(
    wire: &Wire,
    directory: Option<&DirectoryId>,
    name: &str,
) -> Result<GroupId, Error> {
    let search = GroupSearch {
        directory_ids: directory.into_iter().cloned().collect(),
        group_names: vec![name.to_owned()],
        expand: Vec::new(),
        ..GroupSearch::default()
    };
    let found: Vec<_> = wire
        .client
        .groups_search(&wire.org, search)
        .try_collect()
        .await
        .map_err(|error: Error| error.with_processed(Processed::No))?;
    let same = |one: &Group| {
        let known = one.name.as_deref().unwrap_or_default();
        known.to_lowercase() == name.to_lowercase()
    };
    let mut found = found.into_iter().filter(same);
    match (found.next(), found.next()) {
        (Some(group), None) => Ok(group.id),
        (None, _) => Err(
            Error::new(ErrorKind::NotFound, "there is no group with this name")
                .with_processed(Processed::No),
        ),
        (Some(_), Some(_)) => Err(
            Error::new(ErrorKind::BadInput, "several groups have this name")
                .with_processed(Processed::No),
        ),
    }
}
