//! Whole groups that a kept plan changes, as they are now: others may have given them members and roles since.

use std::collections::{BTreeSet, HashMap};

use atlctl_api::AccountId;
use atlctl_core::change::{GroupOf, TakenAlong, Target, Wire, access_effects};
use atlctl_core::number::{counted, grouped};
use atlctl_core::plan::{AtRisk, Kind, Plan, Row};
use atlctl_core::store::Mirror;

use super::deleted_group::deleted_now;
use super::group_wide::{OfGroup, concerned, grants_to, name_of};
use crate::context::Context;
use crate::error::CliResult;
use crate::ui::{display, first_of};

/// Members that are named, at most.
const SHOWN: usize = 5;

/// What the groups of a kept plan have become.
#[derive(Default)]
pub(super) struct GroupsSince {
    /// The members who may lose access.
    pub at_risk: AtRisk,
    /// What changed since the plan was made, where the plan is right all the same.
    pub changed: Vec<String>,
    /// What a deletion would take along and an undo would not bring back, or the other way around.
    pub not_as_planned: Vec<String>,
    /// The rows of groups whose members are other ones by now, by position.
    pub rows: Vec<(usize, Row)>,
}

/// Whether a kept plan changes a whole group.
pub(super) fn changes_groups(plan: &Plan) -> bool {
    plan.rows
        .iter()
        .any(|row| row.verdict.is_change() && matches!(row.target, Some(Target::Group(_))))
}

/// Reads the members of the groups that a kept plan changes as a whole. A way back gives or takes only what its run
/// changed, so nobody is at risk by it. `compare_deletions`: reads the members and roles of groups that it deletes, too,
/// and compares them with those that the plan would bring back. Without `wire`, the mirror counts.
///
/// # Errors
/// When the mirror cannot be read, or Atlassian fails.
pub(super) fn groups_since(
    context: &Context,
    wire: Option<&Wire>,
    mirror: &Mirror,
    plan: &Plan,
    compare_deletions: bool,
) -> CliResult<GroupsSince> {
    let mut since = GroupsSince::default();
    let mut read: HashMap<&str, OfGroup> = HashMap::new();
    let is_way_back = matches!(plan.kind, Kind::Undo { .. });
    for (at, row) in plan.rows.iter().enumerate() {
        let (true, Some(Target::Group(group)), Some(to)) =
            (row.verdict.is_change(), &row.target, &row.to)
        else {
            continue;
        };
        let (kind, target) = (row.facet.kind, Target::Group(group.clone()));
        let name = name_of(mirror, group)?;
        if let Some(wire) = wire.filter(|_| compare_deletions)
            && kind.has_group(to) == Some(false)
            && let Some(GroupOf { directory, .. }) = kind.group_of(&row.facet.of, &target)
            && let Some(now) = deleted_now(context, wire, mirror, group, directory)?
        {
            let along = |of: &[String]| Along::of(&kind.takes_along(of, to));
            let (planned, found) = (along(&row.facet.of), along(&now.of));
            let differ = &mut since.not_as_planned;
            differ.extend(found.members_not_in(&planned, mirror, &name, "came in")?);
            differ.extend(planned.members_not_in(&found, mirror, &name, "left")?);
            let known = [&row.facet.of, &now.of].map(|of| kind.lost_along(of, to).is_none());
            if known == [true, true] && planned.roles != found.roles {
                differ.push(format!("the group {} has other roles now", display(&name)));
            }
            let accounts: Vec<String> = found.members.into_iter().collect();
            let count = Some(accounts.len() as u64);
            read.insert(group, OfGroup { accounts, count });
        }
        if is_way_back
            || kind
                .grants(&row.facet.of, &target, to)
                .is_none_or(|grants| grants.is_empty())
        {
            continue;
        }
        if !read.contains_key(group.as_str()) {
            let of = match wire {
                Some(wire) => OfGroup::now(context, wire, mirror, group)?,
                None => OfGroup::mirrored(mirror, group)?,
            };
            read.insert(group, of);
        }
        let Some(of) = read.get(group.as_str()) else {
            continue;
        };
        let grants = grants_to(&row.facet, &target, to, &of.receivers()).unwrap_or_default();
        let effects = access_effects(mirror, &grants)?;
        let lost = concerned(mirror, &row.facet, to, of, (&effects, &grants))?;
        if !lost.is_empty() {
            since.at_risk.insert((row.facet.clone(), target), lost);
        }
        let planned = row.members.and_then(|members| members.count);
        if of.count.is_none() || of.count == planned || kind.has_group(to).is_some() {
            continue;
        }
        let mut row = row.clone();
        row.members = Some(of.concerned(&effects));
        since.rows.push((at, row));
        if let (Some(planned), Some(now)) = (planned, of.count) {
            since.changed.push(format!(
                "the group {} has {} now, and had {} when the plan was made",
                display(&name),
                counted(now, "member", "members"),
                grouped(planned)
            ));
        }
    }
    Ok(since)
}

/// What a deletion takes along.
struct Along {
    members: BTreeSet<String>,
    roles: BTreeSet<Vec<String>>,
}

impl Along {
    fn of(taken: &[TakenAlong]) -> Self {
        let members = taken.iter().filter_map(|one| one.target.account());
        let roles = taken.iter().filter(|one| one.target.account().is_none());
        Self {
            members: members.map(str::to_owned).collect(),
            roles: roles.map(|one| one.facet.of.clone()).collect(),
        }
    }

    /// The members that the other does not have, in words, if there are any.
    fn members_not_in(
        &self,
        other: &Self,
        mirror: &Mirror,
        group: &str,
        verb: &str,
    ) -> CliResult<Option<String>> {
        let mut names = Vec::new();
        let differ = self.members.difference(&other.members);
        let count = differ.clone().count();
        for account in differ.take(SHOWN) {
            let known = mirror.person_by_id(&AccountId::from(account.as_str()))?;
            let email = known.and_then(|person| person.email);
            names.push(email.unwrap_or_else(|| account.clone()));
        }
        Ok((count > 0).then(|| {
            display(&format!(
                "{} of the group {group} {verb} after the plan was made: {}",
                counted(count as u64, "member", "members"),
                first_of(&names, count, SHOWN)
            ))
        }))
    }
}
