//! Rows of groups that a plan is to create, where somebody else created one of that name since: the plan leaves that one
//! alone.

use std::collections::HashMap;

use super::Row;
use crate::change::{GroupOf, Live};

/// The reason why nothing is changed in a group of this name.
#[must_use]
pub fn of_somebody_else(name: &str, id: Option<&str>) -> String {
    let id = id.map_or_else(String::new, |id| format!(" (ID {id})"));
    format!("somebody else created a group named {name} since{id}")
}

/// The group of a row that names it, because it is not there yet.
fn named(row: &Row) -> Option<(String, String)> {
    let target = row.target()?;
    let GroupOf {
        directory,
        id: None,
        name: Some(name),
    } = row.facet.kind.group_of(&row.facet.of, &target)?
    else {
        return None;
    };
    Some((directory, name.to_lowercase()))
}

/// Why rows cannot be carried out, by position.
pub(super) fn of_others(rows: &[Row], live: &Live) -> HashMap<u32, String> {
    let changed = || {
        (0_u32..)
            .zip(rows)
            .filter(|(_, row)| row.verdict.is_change())
    };
    let creates = |row: &Row| row.to.as_ref().and_then(|to| row.facet.kind.has_group(to));
    let mut others = HashMap::new();
    for (_, row) in changed().filter(|(_, row)| creates(row) == Some(true)) {
        let now = row.target();
        let now = now.and_then(|target| live.value(&target, &row.facet));
        let is_there = now.filter(|now| row.facet.kind.has_group(now) == Some(true));
        if let (Some(now), Some(group)) = (is_there, named(row)) {
            let target = row.target();
            let name = target.as_ref().map_or("", |target| target.id());
            others.insert(group, of_somebody_else(name, now.id()));
        }
    }
    if others.is_empty() {
        return HashMap::new();
    }
    let rows = changed().filter(|(_, row)| creates(row).is_none());
    rows.filter_map(|(at, row)| Some((at, others.get(&named(row)?)?.clone())))
        .collect()
}
