//! Whose act it was that people changed since a snapshot: by the same means as the differences between two moments.

use std::collections::{BTreeMap, BTreeSet};

use rusqlite::Connection;

use super::diff::between;
use crate::store::Moment;
use crate::store::history::Position;

/// Whose acts changed something of a person.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PersonActs {
    /// The runs among them.
    pub(crate) runs: BTreeSet<String>,
    /// Whether somebody else did, too.
    pub(crate) others: bool,
}

/// What people hold, and their values. Activity is no act on them.
const OF_PEOPLE: &[&str] = &["people", "memberships", "apps", "roles", "policies"];

/// By account, whose acts changed something between the end of a sync and now; `None` where the mirror has no snapshot of
/// that sync. What only became known, or is known no longer, is no change. Groups that changed are among the accounts.
pub(crate) fn people_acts(
    db: &Connection,
    since: i64,
) -> rusqlite::Result<Option<BTreeMap<String, PersonActs>>> {
    let Ok(since) = Position::find(db, Moment::Sync(since)) else {
        return Ok(None);
    };
    let wanted = |of: &str| OF_PEOPLE.contains(&of);
    let (changes, ..) = between(db, &since, None, &wanted, OF_PEOPLE)?;
    let mut acts: BTreeMap<String, PersonActs> = BTreeMap::new();
    for change in changes {
        let of = acts.entry(change.id).or_default();
        match change.run {
            Some(run) => {
                of.runs.insert(run);
            }
            None => of.others = true,
        }
    }
    Ok(Some(acts))
}
