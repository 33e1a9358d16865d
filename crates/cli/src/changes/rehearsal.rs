//! Rehearsing a plan: the same engine, over real connections, with a stand-in of the organization that runs in this
//! process and is made from the mirror. It asks nobody, calls no service and keeps nothing.

use std::collections::BTreeSet;
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::path::Path;

use atlctl_api::{AccountId, AccountStatus, Bases, Client, OrgId};
use atlctl_core::apply::{Clock, Machine, Runs, execute};
use atlctl_core::change::{Before, Wire};
use atlctl_core::number::{counted, grouped, people};
use atlctl_core::plan::{Plan, Row};
use atlctl_core::store::{Mirror, Person};
use atlctl_sim::{Running, SimAccount, SimConfig, SimOrganization, SimPolicy, Simulator};
use jiff::Timestamp;
use secrecy::SecretString;

use super::apply::{begin, cancelled, live};
use super::progress::RunProgress;
use super::results::counts_text;
use super::results::{exit_of_changes, not_written};
use super::{RunOptions, journal_error, later_names, print_results, warn_of_unknown};
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit, Kind};
use crate::signals::Signals;

/// Goes through a plan that no guard refused, prints what would become of each row, and changes nothing.
///
/// # Errors
/// When a row would not come out as planned; when the plan is not for here and now; when there is no mirror; when the
/// stand-in cannot be made.
pub fn rehearse(
    context: &Context,
    org: &OrgId,
    plan: &Plan,
    pace: &RunOptions,
    results: Option<&Path>,
) -> CliResult {
    can_be_simulated(plan)?;
    let mut machine = simulated(context, org, plan, pace)?;
    machine.name_later(later_names(context));
    print_results(context, None, &machine)?;
    not_written(context, results);
    match exit_of_changes(&machine) {
        Exit::Done => {
            context
                .ui
                .hint("to make the change, run it without --rehearse");
            Ok(warn_of_unknown(context, plan, Exit::Done))
        }
        Exit::Cancelled => Err(CliError::new(Kind::Cancelled, "Cancelled. Nothing changed")),
        _ => {
            let tally = machine.tally();
            let (missed, all) = (tally.changes - tally.there, tally.changes);
            Err(CliError::new(
                Kind::Refused,
                format!(
                    "{} of {} would not change as planned; nothing changed",
                    grouped(missed),
                    people(all)
                ),
            )
            .hint("see the reasons above, then make the plan again"))
        }
    }
}

/// Refuses a plan whose values the mirror does not hold: a simulation from it would say that they are so already.
fn can_be_simulated(plan: &Plan) -> CliResult<()> {
    let kinds = plan.kinds();
    let Some(kind) = kinds.iter().find(|kind| !kind.is_mirrored()) else {
        return Ok(());
    };
    Err(CliError::new(
        Kind::Refused,
        format!(
            "cannot simulate a {}: the mirror does not hold {}",
            kind.noun_of_change(),
            kind.noun()
        ),
    )
    .hint("see the plan without applying it: --dry-run"))
}

fn simulated(context: &Context, org: &OrgId, plan: &Plan, pace: &RunOptions) -> CliResult<Machine> {
    let ui = &context.ui;
    let stage = stage(context, &context.mirror_quietly()?, plan)?;
    let client = Client::builder()
        .bases(Bases::parse(&stage.api_base(), &stage.portal_base())?)
        .api_key(SecretString::from(stage.api_key()))
        .no_proxy(true)
        .build()?;
    let failed = |error: std::io::Error| {
        CliError::failed("cannot create a directory for the simulation").cause(&error)
    };
    let place = tempfile::tempdir().map_err(failed)?;
    let settings = pace.settings(&client)?;
    let wire = Wire {
        client,
        org: org.clone(),
    };
    let live = live(context, &wire, plan)?;
    let (runs, service) = (Runs::in_dir(place.path()), plan.service.clone());
    let mut run = begin(
        context,
        &runs,
        org,
        &service,
        plan.clone(),
        settings,
        (live.as_ref(), None),
    )?;
    let mut drawn = RunProgress::new(
        ui,
        &context.waits,
        "Rehearsing",
        run.machine.tally().changes,
    );
    let done = context.block_on(async {
        let cancel = cancelled(context, Signals::listen());
        let (machine, journal) = (&mut run.machine, &mut run.journal);
        let clock = Clock::from(context.now());
        execute(&wire, machine, journal, clock, &mut drawn, cancel).await
    })?;
    drawn.finish();
    done.map_err(|error| journal_error(&error))?;
    let requests = stage.control().requests();
    let calls = requests
        .iter()
        .filter(|request| request.path.ends_with("/add-users"))
        .count();
    ui.status(format!(
        "Simulated locally from the mirror: {}. {}, {} of them to move people; nothing changed.",
        counts_text(&run.machine),
        counted(requests.len() as u64, "request", "requests"),
        grouped(calls as u64),
    ));
    Ok(run.machine)
}

/// The people of the plan in the organization's policies.
fn stage(context: &Context, mirror: &Mirror, plan: &Plan) -> CliResult<Running> {
    let synced = mirror.last_sync()?.and_then(|sync| sync.finished_at);
    let mut accounts = Vec::new();
    let mut named = BTreeSet::new();
    for row in plan.rows.iter().filter(|row| row.verdict.is_change()) {
        let Some(id) = row.account.as_deref().map(AccountId::from) else {
            continue;
        };
        if let Some(person) = mirror.person_by_id(&id)?.filter(|person| !person.gone) {
            let policy = policy(plan, row, &person, synced);
            named.extend(policy.clone());
            accounts.push(account(person, policy));
        }
    }
    let known = mirror.policies()?;
    let mut policies: Vec<SimPolicy> = Vec::new();
    for policy in known {
        let id = policy.id.into_string();
        named.remove(&id);
        policies.push(SimPolicy {
            name: policy.name.unwrap_or_else(|| id.clone()),
            id,
            members: 0,
        });
    }
    // A policy that nobody was in is known to the plan alone.
    let told = plan.rows.iter().filter_map(|row| row.to.as_ref()?.text());
    named.extend(told.map(str::to_owned));
    for id in named {
        if !policies.iter().any(|policy| policy.id == id) {
            policies.push(SimPolicy {
                name: id.clone(),
                id,
                members: 0,
            });
        }
    }
    Simulator::spawn_thread(SimConfig {
        organization: Some(SimOrganization {
            id: plan.org.clone(),
            name: plan.org_name.clone().unwrap_or_default(),
            policies,
            accounts,
        }),
        // The key of the stand-in follows from it, and real people are in there.
        seed: RandomState::new().build_hasher().finish(),
        now: context.fixed_now(),
        ..SimConfig::default()
    })
    .map_err(|error| CliError::failed("cannot simulate the organization").cause(&error))
}

/// The policy a person is in: as the plan read it, unless a sync has looked since.
fn policy(plan: &Plan, row: &Row, person: &Person, synced: Option<Timestamp>) -> Option<String> {
    let newer = synced.is_some_and(|synced| plan.base.read.is_none_or(|read| synced >= read));
    match &row.before {
        Before::Is(value) if !newer && value.text().is_some() => value.text().map(str::to_owned),
        _ => person.policy.as_ref().map(|id| id.as_str().to_owned()),
    }
}

fn account(person: Person, policy: Option<String>) -> SimAccount {
    let status = match (&person.account_status, &person.status) {
        (Some(AccountStatus::Inactive | AccountStatus::Closed), _) => "deactivated",
        (_, Some(status)) => status.as_str(),
        (_, None) => "active",
    }
    .to_owned();
    SimAccount {
        account_id: person.account_id.as_str().to_owned(),
        email: person.email.unwrap_or_default(),
        name: person.name.unwrap_or_default(),
        managed: person.managed.unwrap_or(true),
        status,
        org_admin: person.org_admin.unwrap_or(false),
        synced: person.managed_by_idp.unwrap_or(false),
        policy,
    }
}
