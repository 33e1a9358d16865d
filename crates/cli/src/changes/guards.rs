//! What holds people and whole plans back: the configuration's guards and the flags that pass them.

use std::collections::{BTreeMap, HashMap};

use atlctl_api::{AccountId, GroupId};
use atlctl_core::input::Person;
use atlctl_core::plan::{Bound, Limits, Plan, Refusal, Rules, held, resolve};
use atlctl_core::query::{Managed, UserQuery};
use atlctl_core::store::Mirror;

use super::Bounds;
use crate::config::Profile;
use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};
use crate::ui::display;

/// The rules that hold for every change: who is protected, and who makes it.
///
/// # Errors
/// When a protected group is not in the mirror: who is in it cannot be told then.
pub fn rules(
    context: &Context,
    mirror: &Mirror,
    profile: &Profile,
    yourself: Vec<String>,
) -> CliResult<Rules> {
    let mut members: HashMap<AccountId, String> = HashMap::new();
    for name in &profile.protected_groups {
        let shown = display(name);
        let ids = mirror.group_ids(name).map_err(|_| {
            CliError::new(
                Kind::Refused,
                format!("the configuration protects the group {shown}, which is not in the mirror"),
            )
            .hint("mirror it: atlctl sync; or correct protected_groups (atlctl config show)")
        })?;
        for id in ids {
            let of = mirror.group_members(&GroupId::from(id))?;
            let known = of.known.len() as u64;
            if known < of.members {
                context.ui.warning(format!(
                    "of the protected group {shown} the mirror knows {known} of {} members",
                    of.members
                ));
            }
            members.extend(of.known.into_iter().map(|account| (account, name.clone())));
        }
    }
    tell_unknown(context, mirror, &profile.protected)?;
    Ok(Rules {
        protected: profile.protected.clone(),
        protected_members: members,
        yourself,
        ..Rules::default()
    })
}

/// Says who is protected and not in the mirror. They may be of another organisation, or gone; or it is a slip of the
/// keyboard, and whoever was meant is not protected.
fn tell_unknown(context: &Context, mirror: &Mirror, protected: &[String]) -> CliResult<()> {
    let people: Vec<Person> = protected
        .iter()
        .map(|name| name.trim())
        .map(|name| Person {
            line: None,
            email: name.contains('@').then(|| name.to_owned()),
            account: (!name.contains('@')).then(|| name.to_owned()),
        })
        .collect();
    for found in resolve(mirror, &people)?.found {
        if found.person.is_some() {
            continue;
        }
        let name = found.given.email.or(found.given.account);
        let meant = if found.suggestions.is_empty() {
            String::new()
        } else {
            format!("; did you mean {}?", found.suggestions.join(" or "))
        };
        context.ui.warning(format!(
            "the configuration protects {}, who is not in the mirror{}",
            display(&name.unwrap_or_default()),
            display(&meant)
        ));
    }
    Ok(())
}

/// Organisation admins who can sign in.
///
/// # Errors
/// When the mirror cannot be read.
pub fn admins(context: &Context, mirror: &Mirror) -> CliResult<u64> {
    let query = UserQuery {
        admin: Some(true),
        where_: Some(
            "coalesce(status, 'active') = 'active' AND coalesce(account_status, 'active') = 'active'"
                .to_owned(),
        ),
        ..UserQuery::default()
    };
    Ok(query.count(mirror, context.now())?)
}

/// The same for a plan that was kept: what a profile says today holds, also where it said less when the plan was
/// made. Where it says nothing, what held then was enough.
///
/// # Errors
/// When it changes too much.
pub fn limit_kept(context: &Context, plan: &Plan, bounds: &Bounds) -> CliResult<()> {
    let (_, profile) = context.profile()?;
    let run = bounds.max_changes.is_some() || !profile.max_changes.is_empty();
    let group = bounds.max_group_changes.is_some() || !profile.max_group_changes.is_empty();
    if !run && !group {
        return Ok(());
    }
    let all = Bounds {
        max_changes: bounds
            .max_changes
            .or((!run).then_some(Bound::Count(u64::MAX))),
        ..*bounds
    };
    limit(context, &context.mirror_quietly()?, &profile, plan, &all)
}

/// Refuses a plan that changes too much of the organisation, or of a group.
///
/// # Errors
/// When it does.
pub fn limit(
    context: &Context,
    mirror: &Mirror,
    profile: &Profile,
    plan: &Plan,
    bounds: &Bounds,
) -> CliResult<()> {
    let managed = UserQuery {
        managed: Some(Managed::Yes),
        ..UserQuery::default()
    };
    let said = |flag: Option<Bound>, kept: &[Bound]| match flag {
        Some(bound) => vec![bound],
        None => kept.to_vec(),
    };
    let limits = Limits {
        managed: managed.count(mirror, context.now())?,
        run: said(bounds.max_changes, &profile.max_changes),
        group: said(bounds.max_group_changes, &profile.max_group_changes),
    };
    let groups = if limits.group.is_empty() {
        Vec::new()
    } else {
        let changed = plan.rows.iter().filter(|row| row.verdict.is_change());
        let accounts: Vec<AccountId> = changed
            .filter_map(|row| row.account.as_deref().map(AccountId::from))
            .collect();
        mirror.group_shares(&accounts)?
    };
    limits.check(plan, &groups).map_err(|refusal| {
        let flag = match &refusal {
            Refusal::TooManyOfGroup { changes, .. } => format!("--max-group-changes {changes}"),
            _ => format!("--max-changes {}", plan.changes()),
        };
        CliError::new(Kind::Refused, display(&refusal.to_string()))
            .hint(format!("if that is what you want: {flag}"))
    })
}

/// Refuses `--limit` where it would be taken for a limit of the change: it cuts what is printed, and whoever
/// wanted a few people moved to try it out would have moved all of them.
///
/// # Errors
/// When more would be changed than printed, and nobody is asked.
pub fn not_by_printing(context: &Context, changes: usize) -> CliResult<()> {
    match context.global.limit {
        Some(limit) if context.global.yes && changes > limit => Err(CliError::new(
            Kind::Refused,
            format!(
                "{changes} {} would be changed, and --limit {limit} only cuts what is printed",
                if changes == 1 { "person" } else { "people" }
            ),
        )
        .hint("to change fewer, name fewer people; to change all of them, leave --limit out")),
        _ => Ok(()),
    }
}

/// The rules of today, for what was planned before. Only protected groups need the mirror.
fn rules_of_today(context: &Context, yourself: Vec<String>) -> CliResult<Rules> {
    let (_, profile) = context.profile()?;
    if profile.protected_groups.is_empty() {
        Ok(Rules {
            protected: profile.protected,
            yourself,
            ..Rules::default()
        })
    } else {
        rules(context, &context.mirror_quietly()?, &profile, yourself)
    }
}

/// Who of a run that began before is held out by a guard of today: positions of rows, each with the reason.
///
/// # Errors
/// When a protected group is not in the mirror.
pub fn held_since(
    context: &Context,
    plan: &Plan,
    yourself: Vec<String>,
) -> CliResult<BTreeMap<u32, String>> {
    let rules = rules_of_today(context, yourself)?;
    let held = held(plan, &rules);
    Ok(held
        .map(|(at, _, verdict)| (at, verdict.reason()))
        .collect())
}

/// Refuses a plan that was kept when a guard of today holds somebody out whom it changes.
///
/// # Errors
/// When one does.
pub fn still_allowed(context: &Context, plan: &Plan, yourself: Vec<String>) -> CliResult<()> {
    let rules = rules_of_today(context, yourself)?;
    let first = held(plan, &rules).next();
    match first {
        Some((_, row, verdict)) => Err(CliError::new(
            Kind::Refused,
            format!(
                "the plan changes {}, who {}",
                display(row.email.as_deref().unwrap_or_default()),
                display(&verdict.reason())
            ),
        )
        .hint("make the plan again")),
        None => Ok(()),
    }
}
