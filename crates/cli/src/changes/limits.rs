//! Limits on how much one plan may change.

use std::collections::{BTreeMap, BTreeSet};

use atlctl_api::{AccountId, GroupId};
use atlctl_core::change::facet::membership::Membership;
use atlctl_core::change::{FacetKind, Grant, Target};
use atlctl_core::number::{counted, grouped, people};
use atlctl_core::plan::{CountOrPercent, Limits, Plan, Refusal};
use atlctl_core::query::{Managed, UserQuery};
use atlctl_core::store::{GroupMembers, GroupShare, Mirror};
use clap::Args;

use crate::config::Profile;
use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};
use crate::same_command::hint_to_change;
use crate::ui::display;

/// How much may be changed at once.
#[derive(Debug, Clone, Copy, Args)]
#[command(next_help_heading = "Plan")]
pub struct ChangeLimits {
    /// Refuse a plan with more changes than this number or share of the managed accounts [default: the profile's; else
    /// 500 or 10%, whichever is smaller; 25 are always allowed]
    #[arg(long, value_name = "N|P%")]
    pub max_changes: Option<CountOrPercent>,
    /// Refuse a plan that changes more members of one group than this number or share; additions count, too [default:
    /// the profile's; else no limit, but group sync removes at most half of a group]
    #[arg(long, value_name = "N|P%")]
    pub max_group_changes: Option<CountOrPercent>,
}

/// The limits of a plan that was kept: what a profile says today holds, also where it said less when the plan was
/// made. Where it says nothing, what held then was enough.
///
/// # Errors
/// When it changes too much.
pub fn limit_kept(context: &Context, plan: &Plan, bounds: &ChangeLimits) -> CliResult<()> {
    let (_, profile) = context.guarded_profile()?;
    let run = bounds.max_changes.is_some() || !profile.max_changes.is_empty();
    let group = bounds.max_group_changes.is_some() || !profile.max_group_changes.is_empty();
    if !run && !group {
        return Ok(());
    }
    let all = ChangeLimits {
        max_changes: bounds
            .max_changes
            .or((!run).then_some(CountOrPercent::Count(u64::MAX))),
        ..*bounds
    };
    limit(
        context,
        &context.mirror_without_header()?,
        &profile,
        plan,
        &all,
    )
}

/// Refuses a plan that changes too much of the organization, or of a group.
///
/// # Errors
/// When it does.
pub fn limit(
    context: &Context,
    mirror: &Mirror,
    profile: &Profile,
    plan: &Plan,
    bounds: &ChangeLimits,
) -> CliResult<()> {
    let managed = UserQuery {
        managed: Some(Managed::Yes),
        ..UserQuery::default()
    };
    let said = |flag: Option<CountOrPercent>, kept: &[CountOrPercent]| match flag {
        Some(bound) => vec![bound],
        None => kept.to_vec(),
    };
    let limits = Limits {
        managed: managed.count(mirror, context.now())?,
        run: said(bounds.max_changes, &profile.max_changes),
        group: said(bounds.max_group_changes, &profile.max_group_changes),
    };
    let whole = whole_groups(mirror, plan)?;
    let groups = if limits.group.is_empty() {
        Vec::new()
    } else {
        shares(mirror, plan, &whole)?
    };
    let members = members_beside_rows(plan, &whole);
    limits.check(plan, members, &groups).map_err(|refusal| {
        let said = display(&refusal.to_string());
        let (flag, value, given) = match &refusal {
            Refusal::TooManyOfGroup { changes, .. } => {
                ("--max-group-changes", changes, bounds.max_group_changes)
            }
            Refusal::TooMany { changes, .. } => ("--max-changes", changes, bounds.max_changes),
            _ => return CliError::new(Kind::Refused, said),
        };
        let is_of_run = matches!(refusal, Refusal::TooMany { .. });
        let set = if given.is_some() {
            format!("set by {flag}")
        } else if is_of_run && profile.max_changes.is_empty() {
            let managed = counted(limits.managed, "managed account", "managed accounts");
            format!("the default for {managed}")
        } else {
            "set by the profile".to_owned()
        };
        CliError::new(Kind::Refused, format!("{said} ({set})")).hint(hint_to_change(
            "to allow it",
            &[(flag, true)],
            &format!("{flag} {value}"),
        ))
    })
}

/// The groups that are changed as a whole, with their members: to delete a group, or to
/// take a role from it, changes all of them.
fn whole_groups<'a>(mirror: &Mirror, plan: &'a Plan) -> CliResult<BTreeMap<&'a str, GroupMembers>> {
    let mut groups = BTreeMap::new();
    for row in plan.rows.iter().filter(|row| row.verdict.is_change()) {
        if let Some(Target::Group(id)) = &row.target {
            let mut members = mirror.group_members(&GroupId::from(id.as_str()))?;
            // What was read for the plan is newer.
            let read = row.members.and_then(|members| members.count);
            members.members = members.members.max(read.unwrap_or(0));
            groups.insert(id.as_str(), members);
        }
    }
    Ok(groups)
}

/// How many people are in these groups and in no row of the plan.
fn members_beside_rows(plan: &Plan, groups: &BTreeMap<&str, GroupMembers>) -> u64 {
    let changed = plan.rows.iter().filter(|row| row.verdict.is_change());
    let accounts: BTreeSet<&str> = changed.filter_map(|row| row.account.as_deref()).collect();
    let known: BTreeSet<&str> = groups
        .values()
        .flat_map(|group| group.known.iter().map(AccountId::as_str))
        .collect();
    // Members whom the mirror does not know are counted, too.
    let unknown = groups.values();
    let unknown = unknown.map(|group| group.members.saturating_sub(group.known.len() as u64));
    known.difference(&accounts).count() as u64 + unknown.sum::<u64>()
}

/// The groups that the plan changes, with how many of each. A change of one group's members counts in this group alone;
/// any other change of a person counts in all groups of the person.
fn shares(
    mirror: &Mirror,
    plan: &Plan,
    whole: &BTreeMap<&str, GroupMembers>,
) -> CliResult<Vec<GroupShare>> {
    // Several changes of one person count once.
    let mut accounts: BTreeSet<&str> = BTreeSet::new();
    let mut of_group: BTreeSet<(String, String)> = BTreeSet::new();
    for row in plan.rows.iter().filter(|row| row.verdict.is_change()) {
        let target = row.target();
        // Who is invited into a group gets into it, too, and has no account yet.
        if let (Some(target), Some(to)) = (&target, &row.to) {
            let who = row.account.as_deref().unwrap_or_else(|| target.id());
            let grants = row.facet.kind.grants(&row.facet.of, target, to);
            for (grant, _) in grants.into_iter().flatten() {
                if let (Grant::Group { id, .. }, true) =
                    (grant, !matches!(target, Target::Group(_)))
                {
                    of_group.insert((who.to_owned(), id));
                }
            }
        }
        let Some(account) = row.account.as_deref() else {
            continue;
        };
        let group = target
            .as_ref()
            .and_then(|target| row.facet.kind.group(&row.facet.of, target));
        match group {
            Some(group) => {
                of_group.insert((account.to_owned(), group.to_owned()));
            }
            // A group that is made first has no members to change.
            None if row.facet.kind == FacetKind::of(&Membership) => {}
            None => {
                accounts.insert(account);
            }
        }
    }
    let accounts: Vec<AccountId> = accounts.into_iter().map(AccountId::from).collect();
    let mut of_group: Vec<(AccountId, GroupId)> = of_group
        .into_iter()
        .map(|(account, group)| {
            (
                AccountId::from(account.as_str()),
                GroupId::from(group.as_str()),
            )
        })
        .collect();
    for (id, group) in whole {
        let members = group.known.iter();
        of_group.extend(members.map(|one| (one.clone(), GroupId::from(*id))));
    }
    Ok(mirror.group_shares(&accounts, &of_group)?)
}

/// Refuses `--limit` where it could be taken for a limit of the change: it only shortens what is printed, and a person
/// who wanted to try the change on a few people would change all of them.
///
/// # Errors
/// When more would be changed than printed, and nobody is asked.
pub fn not_by_printing(context: &Context, changes: usize) -> CliResult<()> {
    match context.global.limit {
        Some(limit) if context.global.yes && changes > limit => Err(CliError::new(
            Kind::Refused,
            format!(
                "{} would change; --limit {} limits only what is printed",
                people(changes as u64),
                grouped(limit as u64)
            ),
        )
        .hint("select fewer people, or leave out --limit to change all of them")),
        _ => Ok(()),
    }
}
