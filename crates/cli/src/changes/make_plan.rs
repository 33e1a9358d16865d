//! Makes a plan from what a command wants: reads the live state, applies the guards, and decides each row.

use std::collections::{BTreeSet, HashSet};

use atlctl_api::OrgId;
use atlctl_core::change::{
    Facet, FacetKind, Live, Target, Value, Wire, learn_addresses, read_live,
};
use atlctl_core::number::people;
use atlctl_core::plan::{
    Base, CurrentNames, Effort, EqualGroup, FORMAT, Guards, Include, Kind, Origin, Plan, Row,
    Rules, Verdict, Wanted, arrange, decide, totals, unchangeable,
};
use atlctl_core::store::{Mirror, Person};
use jiff::Timestamp;

use super::admins_now::{admins_now, whom_wanted};
use super::changed_since_plan::read_gone_groups;
use super::freed_money::freed_money;
use super::group_sizes::read_group_sizes;
use super::group_wide::tell_members;
use super::held_access::read_held;
use super::policies_now::{guarded, policies_now};
use super::seatless_groups::mark_seatless;
use super::seats::seat_notes;
use super::unreadable_state::not_read;
use super::until_option::check_can_end;
use super::{PlanOptions, SignedIn, Strict, confirm_and_apply, guards, limit, service};
use crate::context::Context;
use crate::error::CliResult;
use crate::mirror::org_name;
use crate::ui::display;

/// What a command wants to change.
pub struct Intent {
    /// The kind of plan.
    pub kind: Kind,
    /// The rows.
    pub wanted: Vec<Wanted>,
    /// Change only targets that have this value.
    pub from: Option<Value>,
    /// Where the rows come from.
    pub origin: Origin,
    /// The people included explicitly.
    pub include: Include,
    /// The groups that are made equal to a list.
    pub equal: Vec<EqualGroup>,
}

impl Intent {
    /// The facets of its rows, each once.
    fn kinds(&self) -> Vec<FacetKind> {
        let mut kinds = Vec::new();
        if let Kind::Set { facet, .. } = &self.kind {
            kinds.push(facet.kind);
        }
        for wanted in &self.wanted {
            if !kinds.contains(&wanted.facet.kind) {
                kinds.push(wanted.facet.kind);
            }
        }
        kinds
    }
}

/// Notes of a plan that only its command can make.
pub type Notes<'a> = &'a dyn Fn(&[Wanted], &[Row]) -> CliResult<Vec<String>>;

/// Plans what a command wants, shows it, and saves, rehearses or applies it.
///
/// # Errors
/// When a guard refuses, nobody agrees, or Atlassian fails.
pub fn plan_and_apply(
    context: &Context,
    signed: &SignedIn,
    org: &OrgId,
    mirror: &Mirror,
    intent: Intent,
    (options, strict): (&PlanOptions, Option<Strict>),
    notes: Notes<'_>,
) -> CliResult {
    let why = Why {
        reason: options.reason.clone(),
        ticket: options.ticket.clone(),
        until: options.until,
        batch: options.pace.batch_size(),
        groups_matter: options.bounds.max_group_changes.is_some(),
    };
    let plan = make_plan(context, signed, org, mirror, intent, why, notes)?;
    let (_, profile) = context.guarded_profile()?;
    let whole = strict.map_or(Ok(()), |strict| strict.whole(&plan));
    let allowed = whole
        .and_then(|()| check_can_end(&plan))
        .and_then(|()| limit(context, mirror, &profile, &plan, &options.bounds));
    confirm_and_apply(context, signed, org, plan, options, allowed)
}

/// Why a plan is made, and how much its limits look at.
pub struct Why {
    /// The reason, in the administrator's words.
    pub reason: Option<String>,
    /// The ticket or request that the change is for.
    pub ticket: Option<String>,
    /// When the changes are to end.
    pub until: Option<Timestamp>,
    /// People in a call, at most.
    pub batch: usize,
    /// Whether a limit counts by group.
    pub groups_matter: bool,
}

/// Plans what a command wants.
///
/// # Errors
/// When Atlassian or the mirror fails.
pub fn make_plan(
    context: &Context,
    signed: &SignedIn,
    org: &OrgId,
    mirror: &Mirror,
    mut intent: Intent,
    why: Why,
    notes: Notes<'_>,
) -> CliResult<Plan> {
    let (_, profile) = context.guarded_profile()?;
    let wire = signed.wire(org);
    let yourself = signed.yourself.clone();
    let mut guards: Guards = guards(context, Some(&wire), mirror, &profile, yourself)?;
    guards.include = intent.include;
    // Who is moved from a policy by its name is meant.
    if let Some(from) = &intent.from {
        guards.service_values.leave_out(from);
    }
    guards.groups_matter |= why.groups_matter;
    let (groups, at_risk, of_members) =
        tell_members(context, signed, org, mirror, &mut intent.wanted)?;
    guards.members = at_risk;
    let targets = whom_wanted(&intent.wanted, guards.members.values().flatten());
    mark_seatless(mirror, &mut intent.wanted)?;
    let admins = admins_now(context, Some(&wire), mirror, &mut guards, &targets)?;
    admins.refresh(guards.members.values_mut().flatten());
    let of_rows = intent.wanted.iter_mut();
    admins.refresh(of_rows.filter_map(|wanted| wanted.found.person.as_mut()));
    let of_rows = guarded(&guards, &intent.wanted);
    let of_policies = policies_now(context, Some(&wire), mirror, &mut guards, of_rows)?;
    let rescuers = guards.rescuers.as_deref().unwrap_or_default();
    let live = live_values(context, &wire, mirror, &intent.wanted, rescuers)?;
    let kinds = intent.kinds();
    let rules = Rules {
        from: intent.from.clone(),
        undo: false,
        guards,
        unchangeable: unchangeable(mirror, &intent.wanted)?,
    };
    let mut rows = decide(&intent.wanted, live.as_ref(), &rules);
    let of_members = of_members.of_changed(&rows);
    arrange(mirror, &mut rows)?;
    read_held(context, &wire, &mut rows)?;
    let mut notes = notes(&intent.wanted, &rows)?;
    notes.extend(of_members);
    let (of_seats, effects) = seat_notes(mirror, &rows, &groups, &notes)?;
    notes.extend(of_seats);
    notes.extend(freed_money(context, mirror, &rows, &effects)?);
    notes.extend(notes_of_roles(&intent.wanted, &rows));
    notes.extend(admins.notes);
    notes.extend(of_policies);
    notes.extend(through_portal(signed, &rows));
    let mut plan = Plan {
        kind: intent.kind,
        org: org.as_str().to_owned(),
        org_name: org_name(mirror, org, profile.org_name.clone())?,
        service: service(&signed.client),
        made: to_the_second(context.now()),
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        actor: Some(signed.actor.clone()),
        include: Some(intent.include),
        base: base(mirror, live.as_ref(), &rows)?,
        origin: intent.origin,
        from: intent.from,
        reason: why.reason,
        ticket: why.ticket,
        until: why.until,
        effort: Effort::of(&rows, why.batch),
        totals: totals(mirror, &kinds, &rows, context.now())?,
        equal: intent.equal,
        notes,
        rows,
        format: FORMAT,
        later: CurrentNames::default(),
    };
    read_group_sizes(context, &wire, &mut plan)?;
    Ok(plan)
}

/// The time without fractions of a second.
pub fn to_the_second(time: Timestamp) -> Timestamp {
    Timestamp::from_second(time.as_second()).unwrap_or(time)
}

/// The live values of these rows, and of those who can take a change back that locks people out; none when the
/// service reports none.
///
/// # Errors
/// When it fails otherwise.
pub fn live_values(
    context: &Context,
    wire: &Wire,
    mirror: &Mirror,
    wanted: &[Wanted],
    rescuers: &[Person],
) -> CliResult<Option<Live>> {
    let mut items: Vec<(Facet, Target)> = wanted
        .iter()
        .filter_map(|wanted| Some((wanted.facet.clone(), wanted.target()?)))
        .collect();
    if items.is_empty() {
        return Ok(Some(Live::at(context.now())));
    }
    let mut lanes: HashSet<&Facet> = HashSet::new();
    for wanted in wanted {
        if let Some(to) = &wanted.to
            && wanted.facet.kind.needs_rescuer(&wanted.facet.of, to)
        {
            lanes.insert(&wanted.facet);
        }
    }
    let known: HashSet<(Facet, Target)> = items.iter().cloned().collect();
    for facet in lanes {
        let others = rescuers.iter().map(|one| {
            let account = one.account_id.as_str().to_owned();
            (facet.clone(), Target::Account(account))
        });
        items.extend(others.filter(|item| !known.contains(item)));
    }
    let mut progress = context.ui.progress("Reading", Some(items.len() as u64));
    let read = context.block_on(read_live(wire, &items, context.now(), &mut |done| {
        progress.at(done as u64);
    }))?;
    progress.finish();
    let (mut live, refused) = read.map_err(|error| not_read(error, &items))?;
    for (kind, error) in refused {
        context.ui.warning(format!(
            "this credential may not read {}; using the mirror's: {}",
            kind.noun(),
            display(&error.to_string())
        ));
    }
    // Ten people are one request, and each of them is two at least.
    let account = |one: &Wanted| {
        let person = one.found.person.as_ref().filter(|one| !one.gone)?;
        let is_named = person.email.as_ref().is_some_and(|email| !email.is_empty());
        is_named.then(|| person.account_id.as_str().to_owned())
    };
    let named = wanted.iter().filter_map(account).collect();
    context.block_on(learn_addresses(wire, &named, &BTreeSet::new()))??;
    let name = |id: &str| mirror.group_facts(id).ok().flatten()?.name;
    read_gone_groups(context, wire, &items, &name, &mut live)?;
    Ok((!live.kinds.is_empty()).then_some(live))
}

/// The mirror a plan is made from.
///
/// # Errors
/// When it cannot be read.
pub fn base(mirror: &Mirror, live: Option<&Live>, rows: &[Row]) -> CliResult<Base> {
    let sync = mirror.last_sync()?;
    let mut unread = Vec::new();
    if let Some(live) = live {
        for row in rows {
            let kind = row.facet.kind;
            // Of those whom an undone run did not change, nothing is asked.
            if row.verdict == Verdict::NotMoved {
                continue;
            }
            if !live.asked(kind) && !unread.contains(&kind) && row.target().is_some() {
                unread.push(kind);
            }
        }
    }
    Ok(Base {
        sync: sync.as_ref().map(|sync| sync.sync),
        synced: sync.and_then(|sync| sync.finished_at),
        read: live.map(|live| live.read),
        unread,
    })
}

/// Which way the requests of a plan go, where that is not the documented one.
pub fn through_portal(signed: &SignedIn, rows: &[Row]) -> Vec<String> {
    let mut sources: Vec<&str> = Vec::new();
    let mut documented = false;
    for row in rows.iter().filter(|row| row.verdict.is_change()) {
        let to = row.to.as_ref();
        match to.and_then(|to| row.facet.kind.undocumented(&row.facet.of, to)) {
            None => documented = true,
            Some(known) if !sources.contains(&known) => sources.push(known),
            Some(_) => {}
        }
    }
    let own = sources.iter().map(|known| {
        format!("the requests use the portal's own call, which Atlassian does not document; known from {known}")
    });
    let mut notes: Vec<String> = own.collect();
    if notes.is_empty() && !documented {
        return notes;
    }
    let session_alone = !signed.client.has_api_key() && signed.client.has_session();
    if session_alone && documented {
        notes.push(
            "uses the portal with your session; Atlassian documents this call only for API keys"
                .to_owned(),
        );
    }
    notes
}

/// What the reader should know about admins: unknown roles, and who must stay outside.
pub fn notes_of_roles(wanted: &[Wanted], rows: &[Row]) -> Vec<String> {
    let mut notes = Vec::new();
    let changed = wanted
        .iter()
        .zip(rows)
        .filter(|(_, row)| row.verdict.is_change() && !is_credential(row))
        .filter_map(|(wanted, _)| wanted.found.person.as_ref());
    let taken: HashSet<_> = changed
        .filter(|person| person.org_admin.is_none())
        .map(|person| &person.account_id)
        .collect();
    // Where nobody is known to be an admin, any of those who may be is the last.
    let held: HashSet<_> = wanted
        .iter()
        .zip(rows)
        .filter_map(|(wanted, row)| {
            let person = wanted.found.person.as_ref()?;
            let last = row.verdict == Verdict::LastAdmin && person.org_admin.is_none();
            (last || row.verdict == Verdict::UnknownRoles).then_some(&person.account_id)
        })
        .collect();
    for (count, words) in [
        (taken.len(), "changed although"),
        (held.len(), "left out because"),
    ] {
        if count > 0 {
            let (is, are) = if count == 1 {
                ("is", "they are an organization admin")
            } else {
                ("are", "they are organization admins")
            };
            notes.push(format!(
                "{} {is} {words} Atlassian does not report whether {are}",
                people(count as u64)
            ));
        }
    }
    if rows.iter().any(|row| row.verdict == Verdict::LastAdmin) {
        notes.push(
            "one managed, active organization admin must stay outside the change to be able to undo it; \
             where roles are unknown, list one under `protected` in the profile"
                .to_owned(),
        );
    }
    notes
}

/// Whether a row revokes a credential, which takes no admin away.
fn is_credential(row: &Row) -> bool {
    matches!(row.target, Some(Target::Credential(_)))
}
