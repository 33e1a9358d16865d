//! The checks of groups.

use std::collections::{HashMap, HashSet};

use super::super::facts::{Gives, GroupCount, GroupCounts, duplicates, group_roles};
use super::super::request::Request;
use super::subject::{Seen, Subject};
use crate::sql::SqlError;

/// Makes the checks.
pub(super) fn look(
    request: &Request<'_>,
    counts: &GroupCounts,
    seen: &mut HashMap<&'static str, Seen>,
) -> Result<(), SqlError> {
    let (groups, all_known) = (&counts.groups, counts.all_known);
    let of_part = Seen::of_part(request, "groups")?;
    let subject =
        |group: &GroupCount| Subject::Other(group.facts.id.clone(), group.facts.name.clone());
    let mut note = |id, found: &dyn Fn(&GroupCount) -> Option<bool>| {
        let mut of = of_part.clone();
        for group in groups {
            of.add(found(group), || subject(group));
        }
        seen.insert(id, of);
    };
    note("group-empty", &|group| {
        group.size(all_known).map(|size| size == 0)
    });
    let (apps, roles) = (request.mirror.apps()?, group_roles(request)?);
    let ids: HashSet<&str> = apps.iter().map(|app| app.id.as_str()).collect();
    let gives = |group: &GroupCount| Gives::of(group, roles.get(&group.facts.id), &ids);
    note("group-several-apps", &|group| gives(group).several);
    note("group-default", &|group| gives(group).is_too_much());
    let same = Seen {
        found: duplicates(groups, all_known)
            .into_iter()
            .flatten()
            .map(subject)
            .collect(),
        unknown: groups
            .iter()
            .filter(|group| !group.is_whole(all_known))
            .count() as u64
            + of_part.unknown,
    };
    seen.insert("group-same-members", same);
    Ok(())
}
