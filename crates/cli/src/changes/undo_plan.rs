//! Plans that give back the values before runs: what `undo` and `run restore` share.

use std::collections::{BTreeSet, HashSet};

use atlctl_api::OrgId;
use atlctl_core::apply::{Machine, RunInfo, Runs};
use atlctl_core::change::{FacetKind, Live, Target, Wire, find_groups, learn_addresses, people_at};
use atlctl_core::input::key;
use atlctl_core::plan::{
    Effort, FORMAT, Include, Kind, Origin, Plan, Row, Rules, Verdict, Wanted, WayBack, arrange,
    decide, invite_by_addresses_of_today, leave_out_needless, row_identity, totals, unchangeable,
};
use atlctl_core::store::{Mirror, Person};

use super::admins_now::{admins_now, whom_wanted};
use super::deleted_group::read_deleted;
use super::group_sizes::read_group_sizes;
use super::group_wide::tell_members;
use super::held_access::read_held;
use super::policies_now::{guarded, policies_now};
use super::seats::seat_notes;
use super::{
    PlanOptions, SignedIn, base, current_names, guards, live_values, notes_of_roles, service,
    through_portal, to_the_second,
};
use super::{journal_error, may_not_read};
use crate::context::Context;
use crate::error::CliResult;
use crate::mirror::org_name;

/// Rows that go back, and what they are for.
pub struct Returning {
    /// The run or runs, in words.
    pub run: String,
    /// Where the rows come from.
    pub origin: Origin,
    /// The kinds of facets of the runs.
    pub kinds: Vec<FacetKind>,
    /// The rows.
    pub rows: Vec<Row>,
    /// The live state that they were decided from.
    pub read: Option<Live>,
    /// Notes for the reader.
    pub notes: Vec<String>,
    /// Who may be changed back.
    pub include: Include,
}

/// The rows of a way back, as decided.
pub struct DecidedBack {
    /// The rows.
    pub rows: Vec<Row>,
    /// The live state that they were decided from.
    pub read: Option<Live>,
    /// Notes for the reader.
    pub notes: Vec<String>,
}

/// The rows of a way back, with the groups that there are now.
///
/// # Errors
/// When the mirror cannot be read, or Atlassian fails.
pub fn wanted_back(
    context: &Context,
    signed: &SignedIn,
    org: &OrgId,
    way_back: WayBack<'_>,
) -> CliResult<Vec<Wanted>> {
    let asked = way_back.groups();
    let found = if asked.is_empty() {
        Ok(Vec::new())
    } else {
        context.block_on(find_groups(&signed.wire(org), &asked))?
    };
    let groups = match found {
        Ok(groups) => Some(groups),
        // Then the mirror says which groups there are. Each is still taken by its ID.
        Err(error) if may_not_read(&error) => None,
        Err(error) => return Err(error.into()),
    };
    let mut wanted = way_back.rows(groups.as_deref(), context.now())?;
    find_new_people(context, signed, org, &mut wanted)?;
    Ok(wanted)
}

/// Reads which addresses the people have now who are to be invited again: another one may be theirs, and theirs another
/// person's.
fn read_invited_again(context: &Context, wire: &Wire, wanted: &mut [Wanted]) -> CliResult<()> {
    let account = |one: &Wanted| {
        let person = one.found.person.as_ref()?;
        matches!(one.target, Some(Target::Address(_)))
            .then(|| person.account_id.as_str().to_owned())
    };
    let invited: BTreeSet<String> = wanted.iter().filter_map(account).collect();
    if invited.is_empty() {
        return Ok(());
    }
    context.block_on(learn_addresses(wire, &BTreeSet::new(), &invited))??;
    invite_by_addresses_of_today(wanted, &wire.addresses);
    Ok(())
}

/// Finds the people whom a run invited, and whom no sync has read since, by their addresses.
fn find_new_people(
    context: &Context,
    signed: &SignedIn,
    org: &OrgId,
    wanted: &mut [Wanted],
) -> CliResult<()> {
    let is_new = |one: &&mut Wanted| {
        let person = one.found.person.as_ref();
        let is_unknown =
            person.is_none_or(|person| person.name.is_none() && person.status.is_none());
        is_unknown && one.target.is_none()
    };
    let mut new: Vec<(&mut Wanted, String)> = wanted
        .iter_mut()
        .filter(is_new)
        .filter_map(|one| Some((one.found.given.email.clone()?, one)))
        .map(|(address, one)| (one, address))
        .collect();
    if new.is_empty() {
        return Ok(());
    }
    let addresses: Vec<String> = new.iter().map(|(_, address)| address.clone()).collect();
    match context.block_on(people_at(&signed.wire(org), &addresses))? {
        Ok(people) => {
            for ((one, _), person) in new.iter_mut().zip(people) {
                // Of a known account, what is said of another one with its address is not true.
                let account = one.found.person.as_ref().map(|one| &one.account_id);
                let is_theirs = |other: &Person| account.is_none_or(|own| *own == other.account_id);
                if let Some(person) = person.filter(is_theirs) {
                    one.found.person = Some(person);
                }
            }
            Ok(())
        }
        // Then they are unknown until the next sync.
        Err(error) if may_not_read(&error) => Ok(()),
        Err(error) => Err(error.into()),
    }
}

/// The runs after this one, the oldest first. One that cannot be read says nothing.
///
/// # Errors
/// When the runs cannot be listed.
pub fn runs_after(runs: &Runs, id: &str) -> CliResult<Vec<(RunInfo, Machine)>> {
    let ids = runs.ids().map_err(|error| journal_error(&error))?;
    let later = ids.into_iter().take_while(|one| one != id);
    let mut found: Vec<_> = later
        .filter_map(|id| runs.inspect(&id).ok().flatten())
        .collect();
    found.reverse();
    Ok(found)
}

/// Decides the rows of a way back. Everyone who was changed may be changed back, but for your own account, protected
/// people and the last organization admin.
///
/// # Errors
/// When the mirror cannot be read, or Atlassian fails.
pub fn decide_back(
    context: &Context,
    signed: &SignedIn,
    org: &OrgId,
    mirror: &Mirror,
    wanted: &[Wanted],
    include: Include,
) -> CliResult<DecidedBack> {
    let (_, profile) = context.guarded_profile()?;
    let wire = signed.wire(org);
    let yourself = signed.yourself.clone();
    let mut held = guards(context, Some(&wire), mirror, &profile, yourself)?;
    held.include = include;
    let mut wanted = wanted.to_vec();
    read_invited_again(context, &wire, &mut wanted)?;
    let targets = whom_wanted(&wanted, []);
    let admins = admins_now(context, Some(&wire), mirror, &mut held, &targets)?;
    admins.refresh(
        wanted
            .iter_mut()
            .filter_map(|wanted| wanted.found.person.as_mut()),
    );
    let of_rows = guarded(&held, &wanted);
    let of_policies = policies_now(context, Some(&wire), mirror, &mut held, of_rows)?;
    // Read at once: what is known of one kind must not hide another.
    let live = live_values(context, &wire, mirror, &wanted, &[])?;
    // No guard holds members out: they get back or lose what the run changed.
    let (groups, _, of_members) = tell_members(context, signed, org, mirror, &mut wanted)?;
    let wanted = &wanted[..];
    let rules = Rules {
        undo: true,
        guards: held,
        unchangeable: unchangeable(mirror, wanted)?,
        ..Rules::default()
    };
    let mut rows = decide(wanted, live.as_ref(), &rules);
    let of_members = of_members.of_changed(&rows);
    arrange(mirror, &mut rows)?;
    let mut notes = of_members;
    notes.extend(notes_of_roles(wanted, &rows));
    notes.extend(admins.notes);
    notes.extend(of_policies);
    leave_out_needless(wanted, &mut rows);
    notes.extend(read_deleted(context, &wire, mirror, &mut rows)?);
    read_held(context, &wire, &mut rows)?;
    notes.extend(seat_notes(mirror, &rows, &groups, &notes)?.0);
    Ok(DecidedBack {
        rows,
        read: live,
        notes,
    })
}

/// The plan of a way back.
///
/// # Errors
/// When the mirror cannot be read, or somebody interrupts.
pub fn plan_back(
    context: &Context,
    signed: &SignedIn,
    org: &OrgId,
    mirror: &Mirror,
    back: Returning,
    options: &PlanOptions,
) -> CliResult<Plan> {
    let (_, profile) = context.guarded_profile()?;
    let mut kinds = back.kinds;
    for row in &back.rows {
        if !kinds.contains(&row.facet.kind) {
            kinds.push(row.facet.kind);
        }
    }
    let mut plan = Plan {
        kind: Kind::Undo { run: back.run },
        org: org.as_str().to_owned(),
        org_name: org_name(mirror, org, profile.org_name)?,
        service: service(&signed.client),
        made: to_the_second(context.now()),
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        actor: Some(signed.actor.clone()),
        include: Some(back.include),
        base: base(mirror, back.read.as_ref(), &back.rows)?,
        origin: back.origin,
        from: None,
        reason: options.reason.clone(),
        ticket: options.ticket.clone(),
        until: None,
        effort: Effort::of(&back.rows, options.pace.batch_size()),
        totals: totals(mirror, &kinds, &back.rows, context.now())?,
        notes: back
            .notes
            .into_iter()
            .chain(through_portal(signed, &back.rows))
            .collect(),
        equal: Vec::new(),
        rows: back.rows,
        format: FORMAT,
        later: current_names(context),
    };
    read_group_sizes(context, &signed.wire(org), &mut plan)?;
    Ok(plan)
}

/// Leaves out rows whose outcome in these runs is unknown and that do not have the run's value: as far as can be seen,
/// they were not changed. Nobody is to be found by an address until the invitation is there.
pub fn retain_seen(rows: &mut Vec<Row>, machines: &[&Machine]) {
    let (mut unsure, mut invited) = (HashSet::new(), HashSet::new());
    for machine in machines {
        for (at, row) in machine.plan().rows.iter().enumerate() {
            if machine.may_have_changed(at) {
                unsure.insert(row_identity(row));
                let address = row.email.as_deref().filter(|_| row.account.is_none());
                invited.extend(address.map(key));
            }
        }
    }
    let is_absent = |row: &Row| {
        let email = row.email.as_deref().filter(|_| row.verdict.is_slip());
        email.is_some_and(|email| invited.contains(&key(email)))
    };
    // Why a group of the name is left alone, is said.
    let is_of_group = |row: &Row| {
        let to = row.to.as_ref();
        let creates = to.and_then(|to| row.facet.kind.has_group(to));
        creates.is_some() && matches!(row.verdict, Verdict::Unfit { .. })
    };
    Plan::retain_rows(rows, |row| {
        row.verdict.is_change()
            || is_of_group(row)
            || !unsure.contains(&row_identity(row)) && !is_absent(row)
    });
}
