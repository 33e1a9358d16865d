//! The groups of the organization, counted.

use std::collections::HashMap;

use super::super::request::Request;
use super::parts::was_read;
use crate::sql::SqlError;
use crate::store::GroupFacts;

/// A group and what its members are.
#[derive(Debug, Clone)]
pub(in super::super) struct GroupCount {
    pub facts: GroupFacts,
    /// Members in the mirror: present people whose groups are known.
    pub members: u64,
    /// Equal for groups with the same members, and hardly ever for others.
    pub members_hash: u64,
}

impl GroupCount {
    /// How many members it has: as Atlassian counts them, else as the mirror does when it knows everybody's groups.
    pub fn size(&self, all_known: bool) -> Option<u64> {
        self.facts.users.or(all_known.then_some(self.members))
    }

    /// Whether the mirror has all of its members, as far as one can tell.
    pub fn is_whole(&self, all_known: bool) -> bool {
        all_known && self.facts.users.is_none_or(|users| users == self.members)
    }
}

/// The groups, and how much of them is known.
#[derive(Debug)]
pub(in super::super) struct GroupCounts {
    /// Every group that is there, by name.
    pub groups: Vec<GroupCount>,
    /// Of how many people the groups are unknown.
    pub unknown: u64,
    /// Whether the mirror knows everybody's groups.
    pub all_known: bool,
    /// Whether the list of groups was read: without it, only groups that people are in are there.
    pub is_read: bool,
}

/// Counts the groups.
pub(in super::super) fn group_counts(request: &Request<'_>) -> Result<GroupCounts, SqlError> {
    let facts = request.mirror.all_group_facts()?;
    let mut groups: Vec<GroupCount> = facts
        .into_iter()
        .map(|facts| GroupCount {
            facts,
            members: 0,
            members_hash: 0,
        })
        .collect();
    let unknown = count(request, &mut groups).map_err(SqlError::of)?;
    Ok(GroupCounts {
        groups,
        unknown,
        all_known: unknown == 0 && was_read(request, "users")?,
        is_read: was_read(request, "groups")?,
    })
}

fn count(request: &Request<'_>, groups: &mut [GroupCount]) -> rusqlite::Result<u64> {
    let db = &request.mirror.db;
    let at: HashMap<&str, usize> = groups
        .iter()
        .enumerate()
        .map(|(at, group)| (group.facts.id.as_str(), at))
        .collect();
    let mut by_number = Vec::new();
    let mut read = db.prepare_cached("SELECT no, id FROM mirror_group")?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        let no: i64 = row.get(0)?;
        let Ok(no) = usize::try_from(no) else {
            continue;
        };
        if by_number.len() <= no {
            by_number.resize(no + 1, None);
        }
        if let Some(slot) = by_number.get_mut(no) {
            *slot = at.get(row.get_ref(1)?.as_str()?).copied();
        }
    }
    drop(at);
    // Nobody who is gone or whose groups are unknown is in a group here.
    let mut out = Vec::new();
    let mut unknown = 0;
    let mut read = db.prepare_cached("SELECT no, gone_sync IS NOT NULL FROM mirror_unlisted")?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        let no: i64 = row.get(0)?;
        let gone: bool = row.get(1)?;
        unknown += u64::from(!gone);
        let Ok(no) = usize::try_from(no) else {
            continue;
        };
        if out.len() <= no {
            out.resize(no + 1, false);
        }
        if let Some(slot) = out.get_mut(no) {
            *slot = true;
        }
    }
    let mut read = db.prepare_cached("SELECT user_no, group_no FROM mirror_membership")?;
    let mut rows = read.query([])?;
    while let Some(row) = rows.next()? {
        let (user, group): (i64, i64) = (row.get(0)?, row.get(1)?);
        let place = |number: i64| usize::try_from(number).unwrap_or(usize::MAX);
        if out.get(place(user)).copied().unwrap_or(false) {
            continue;
        }
        let group = by_number.get(place(group)).copied().flatten();
        if let Some(group) = group.and_then(|at| groups.get_mut(at)) {
            group.members += 1;
            group.members_hash = group.members_hash.wrapping_add(mix(user.unsigned_abs()));
        }
    }
    Ok(unknown)
}

/// A number that looks like chance, the same each time (SplitMix64).
fn mix(number: u64) -> u64 {
    let mut z = number.wrapping_add(0x9e37_79b9_7f4a_7c15);
    z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
    z ^ (z >> 31)
}
