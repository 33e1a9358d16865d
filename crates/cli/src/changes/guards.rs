//! Guards: whom no change may touch, and why.

use std::borrow::Cow;
use std::collections::{BTreeMap, HashMap, HashSet};

use atlctl_api::{AccountId, GroupId};
use atlctl_core::change::{Facet, Live, Target, Wire, group_members, read_live};
use atlctl_core::input::{self, read_names};
use atlctl_core::number::grouped;
use atlctl_core::plan::{
    Guards, Include, Kind as PlanKind, Plan, Row, ServiceValues, Verdict, held, resolve,
};
use atlctl_core::store::{Mirror, Person, StoreError};

use super::admins_now::{admins_now, whom_planned};
use super::groups_since::{GroupsSince, changes_groups, groups_since};
use super::left_out_rows::LeftOut;
use super::policies_now::{guarded_by_plan, policies_now};
use super::unreadable_state::not_read;
use crate::config::Profile;
use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};
use crate::ui::display;

/// Protected groups with more members are not read whenever a plan is made or applied: the last sync says who is in them.
const READ_EACH_TIME: u64 = 2_000;

/// The guards of every change: who is protected, and who makes it. Without `wire`, the mirror says who is in protected
/// groups.
///
/// # Errors
/// When a protected group is not in the mirror: its members are unknown then.
pub fn guards(
    context: &Context,
    wire: Option<&Wire>,
    mirror: &Mirror,
    profile: &Profile,
    yourself: Vec<String>,
) -> CliResult<Guards> {
    let mut members: HashMap<AccountId, String> = HashMap::new();
    let mut protected_groups = BTreeMap::new();
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
            protected_groups.insert(id.clone(), name.clone());
            let id = GroupId::from(id);
            let of = mirror.group_members(&id)?;
            let known = of.known.len() as u64;
            if known < of.members {
                context.ui.warning(format!(
                    "the mirror knows only {} of {} members of the protected group {shown}",
                    grouped(known),
                    grouped(of.members)
                ));
            }
            let now = match wire.filter(|_| of.members <= READ_EACH_TIME) {
                Some(wire) => members_today(context, wire, &id)?,
                None => None,
            };
            let known = now.unwrap_or(of.known);
            members.extend(known.into_iter().map(|account| (account, name.clone())));
        }
    }
    tell_unknown(context, mirror, &profile.protected)?;
    Ok(Guards {
        protected: profile.protected.clone(),
        protected_members: members,
        protected_groups,
        new_accounts: new_accounts(context, mirror, profile)?,
        groups_matter: !profile.protected_groups.is_empty()
            || !profile.max_group_changes.is_empty(),
        yourself,
        service_values: ServiceValues::known(mirror)?,
        ..Guards::default()
    })
}

/// The members that a protected group has now; `None` where they cannot be read, or there are none: the group may have
/// another ID by now.
fn members_today(
    context: &Context,
    wire: &Wire,
    group: &GroupId,
) -> CliResult<Option<Vec<AccountId>>> {
    let read = context.block_on(group_members(wire, group, None))?;
    let members = read.ok().flatten().filter(|members| !members.is_empty());
    Ok(members.map(|members| {
        let accounts = members.into_iter();
        accounts.map(|one| AccountId::from(one.account)).collect()
    }))
}

/// The accounts that were added in the days that the profile guards.
fn new_accounts(
    context: &Context,
    mirror: &Mirror,
    profile: &Profile,
) -> CliResult<HashMap<AccountId, Option<String>>> {
    let Some(days) = profile.protect_new else {
        return Ok(HashMap::new());
    };
    let since = context.now().as_second() - i64::from(days) * 86_400;
    Ok(mirror.added_since(since)?)
}

/// Says who is protected and not in the mirror. They may be of another organization, or gone; or it is a slip of the
/// keyboard, and the person meant is not protected.
fn tell_unknown(context: &Context, mirror: &Mirror, protected: &[String]) -> CliResult<()> {
    let list = read_names(protected);
    let unread = list.problems.into_iter().map(|problem| input::Person {
        at: None,
        email: Some(problem.value),
        account: None,
    });
    let named: Vec<input::Person> = list.people.into_iter().chain(unread).collect();
    for found in resolve(mirror, &named)?.found {
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
            "{} is protected by the configuration and is not in the mirror{}",
            display(&name.unwrap_or_default()),
            display(&meant)
        ));
    }
    Ok(())
}

/// Who of a kept plan is held out by a guard of today, with the row's position. The mirror is needed for protected
/// groups and for changes of whole groups; roles are looked up where there is one.
fn held_today<'p>(
    context: &Context,
    wire: Option<&Wire>,
    plan: &'p Plan,
    (mirror, since): (Option<&Mirror>, GroupsSince),
    yourself: Vec<String>,
) -> CliResult<Vec<(u32, &'p Row, Verdict)>> {
    let (_, profile) = context.guarded_profile()?;
    let Some(mirror) = mirror else {
        return held_by_name(plan, profile.protected, yourself);
    };
    let mut guards = guards(context, wire, mirror, &profile, yourself)?;
    guards.members = since.at_risk;
    let targets = whom_planned(&plan.rows, guards.members.values().flatten());
    let admins = admins_now(context, wire, mirror, &mut guards, &targets)?;
    admins.refresh(guards.members.values_mut().flatten());
    // A plan of an older atlctl does not record whom it includes.
    guards.include = plan.include.unwrap_or(Include::ALL);
    let targets = guarded_by_plan(&guards, &plan.rows);
    let of_policies = policies_now(context, wire, mirror, &mut guards, targets)?;
    let notes = admins.notes.iter().chain(&of_policies);
    // What the plan says itself was printed with it.
    for note in notes.filter(|note| !plan.notes.contains(note)) {
        context.ui.status(format!("Note: {note}"));
    }
    let person = |id: &AccountId| {
        let known = mirror.person_by_id(id)?;
        Ok::<_, StoreError>(known.map(|one| admins.of(one)))
    };
    let rescuers = guards.rescuers.as_deref().unwrap_or_default();
    let live = match wire {
        Some(wire) => values_today(context, wire, plan, rescuers)?,
        None => None,
    };
    Ok(held(plan, &guards, person, live.as_ref())?)
}

/// The mirror, where there is one or guards need it.
fn mirror_for(context: &Context, plan: &Plan) -> CliResult<Option<Mirror>> {
    let (_, profile) = context.guarded_profile()?;
    let is_needed = !profile.protected_groups.is_empty()
        || profile.protect_new.is_some()
        || changes_groups(plan);
    let is_there = context.mirror_path()?.exists();
    Ok(match is_needed || is_there {
        true => Some(context.mirror_without_header()?),
        false => None,
    })
}

/// What the groups of a kept plan have become.
fn since(
    context: &Context,
    wire: Option<&Wire>,
    mirror: Option<&Mirror>,
    plan: &Plan,
    compare_deletions: bool,
) -> CliResult<GroupsSince> {
    match mirror {
        Some(mirror) => groups_since(context, wire, mirror, plan, compare_deletions),
        None => Ok(GroupsSince::default()),
    }
}

/// The values that those who can undo a kept plan have now, where a value of it locks out who has it; `None` where they
/// cannot be read.
fn values_today(
    context: &Context,
    wire: &Wire,
    plan: &Plan,
    rescuers: &[Person],
) -> CliResult<Option<Live>> {
    // An undo gives back what people had all along.
    if matches!(plan.kind, PlanKind::Undo { .. }) {
        return Ok(None);
    }
    let changes = plan.rows.iter().filter(|row| row.verdict.is_change());
    let lanes: HashSet<&Facet> = changes
        .filter(|row| {
            let (kind, of) = (row.facet.kind, &row.facet.of);
            let to = row.to.as_ref();
            kind.value_locks_out() && to.is_some_and(|to| kind.needs_rescuer(of, to))
        })
        .map(|row| &row.facet)
        .collect();
    let items: Vec<(Facet, Target)> = lanes
        .into_iter()
        .flat_map(|facet| {
            let accounts = rescuers
                .iter()
                .map(|one| one.account_id.as_str().to_owned());
            accounts.map(|account| (facet.clone(), Target::Account(account)))
        })
        .collect();
    if items.is_empty() {
        return Ok(None);
    }
    let read = context.block_on(read_live(wire, &items, context.now(), &mut |_| {}))?;
    let (live, _) = read.map_err(|error| not_read(error, &items))?;
    Ok(Some(live))
}

/// The same without a mirror.
fn held_by_name(
    plan: &Plan,
    protected: Vec<String>,
    yourself: Vec<String>,
) -> CliResult<Vec<(u32, &Row, Verdict)>> {
    let guards = Guards {
        protected,
        yourself,
        ..Guards::default()
    };
    let nobody = |_: &AccountId| Ok::<_, StoreError>(None);
    Ok(held(plan, &guards, nobody, None)?)
}

/// Who of a run that began before is held out by a guard of today: positions of rows, each with the reason.
///
/// # Errors
/// When a protected group is not in the mirror, or it cannot be read.
pub fn held_since(
    context: &Context,
    wire: &Wire,
    plan: &Plan,
    yourself: Vec<String>,
) -> CliResult<BTreeMap<u32, String>> {
    let (_, profile) = context.guarded_profile()?;
    let today = || {
        let mirror = mirror_for(context, plan)?;
        let groups = since(context, Some(wire), mirror.as_ref(), plan, false)?;
        held_today(
            context,
            Some(wire),
            plan,
            (mirror.as_ref(), groups),
            yourself.clone(),
        )
    };
    let held = match today() {
        // What is on its way must be settled all the same; roles were checked when the run began.
        Err(error) if profile.protected_groups.is_empty() => {
            context.ui.warning(format!(
                "cannot check the guards as of today: {}",
                error.with_causes()
            ));
            held_by_name(plan, profile.protected, yourself)?
        }
        held => held?,
    };
    // Whether Atlassian still knows somebody, and as a managed account, shows when the rows are read.
    let by_mirror = |verdict: &Verdict| matches!(verdict, Verdict::Gone | Verdict::NotManaged);
    let held = held.into_iter();
    Ok(held
        .filter(|(.., verdict)| !by_mirror(verdict))
        .map(|(at, _, verdict)| (at, verdict.reason()))
        .collect())
}

/// Refuses a plan that was kept when a guard of today holds somebody out whom it changes, or when a group that it deletes
/// has other members or roles by now. Returns the plan with as many members of whole groups as there are now, for limits,
/// and the rows that are left out, such as those of people who were suspended since.
/// `wire`: to read the state of today; without it, the mirror counts, as in a rehearsal.
///
/// # Errors
/// When one does.
pub fn still_allowed<'p>(
    context: &Context,
    wire: Option<&Wire>,
    plan: &'p Plan,
    yourself: Vec<String>,
) -> CliResult<(Cow<'p, Plan>, LeftOut)> {
    let again = |said: String| CliError::new(Kind::Refused, said).hint("make the plan again");
    let mirror = mirror_for(context, plan)?;
    let mut groups = since(context, wire, mirror.as_ref(), plan, true)?;
    for words in &groups.changed {
        context.ui.warning(words);
    }
    let mut now = Cow::Borrowed(plan);
    for (at, row) in std::mem::take(&mut groups.rows) {
        if let Some(known) = now.to_mut().rows.get_mut(at) {
            *known = row;
        }
    }
    if !groups.not_as_planned.is_empty() {
        return Err(again(groups.not_as_planned.join("; ")));
    }
    let held = held_today(context, wire, plan, (mirror.as_ref(), groups), yourself)?;
    let (mut held, left_out): (Vec<_>, Vec<_>) = held
        .into_iter()
        .partition(|(.., verdict)| verdict.is_guard());
    // Where nothing is left to apply, the plan is worth no run.
    if held.is_empty() && left_out.len() == plan.changes() {
        held = left_out;
    } else if held.is_empty() {
        return Ok((now, LeftOut::of(left_out)));
    }
    let Some((_, row, verdict)) = held.first() else {
        return Ok((now, LeftOut::default()));
    };
    let more = match held.len() - 1 {
        0 => String::new(),
        more => format!(", and {} more", grouped(more as u64)),
    };
    let why = display(&verdict.reason());
    Err(again(
        match row.email.as_deref().or(row.account.as_deref()) {
            Some(person) => format!("the plan changes {}, who {why}{more}", display(person)),
            // A change of a whole group.
            None => format!("the plan {why}{more}"),
        },
    ))
}
