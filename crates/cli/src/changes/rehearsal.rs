//! Rehearsing a plan: the same engine, over real connections, with a stand-in of the organization that runs in this
//! process and is made from the mirror. It asks nobody, calls no service and keeps nothing.

use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::path::Path;
use std::sync::OnceLock;

use atlctl_api::{Bases, Client, OrgId};
use atlctl_core::apply::{Clock, Machine, Runs, execute};
use atlctl_core::change::{Subject, Wire};
use atlctl_core::number::{counted, grouped};
use atlctl_core::plan::Plan;
use atlctl_sim::{Running, SimConfig, SimOrganization, Simulator};
use secrecy::SecretString;

use super::apply::{begin, canceled, live};
use super::left_out_rows::LeftOut;
use super::results::changes_text;
use super::results::{exit_of_changes, not_written};
use super::run_progress::RunProgress;
use super::simulated_organization::{
    SimulatedOrganization, can_be_simulated, simulated_organization,
};
use super::{RunOptions, current_names, journal_error, print_results, warn_of_unknown};
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit, Kind};
use crate::same_command::hint_to_change;
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
    left_out: Option<&LeftOut>,
) -> CliResult {
    can_be_simulated(plan)?;
    let mut machine = simulated(context, org, plan, pace, left_out)?;
    machine.use_current_names(current_names(context));
    print_results(context, None, &machine)?;
    not_written(context, results);
    match exit_of_changes(&machine) {
        Exit::Done => {
            context
                .ui
                .hint("to make the change, run it without --rehearse");
            Ok(warn_of_unknown(context, plan, Exit::Done))
        }
        Exit::Canceled => Err(CliError::new(Kind::Canceled, "Canceled. Nothing changed")),
        _ => {
            let tally = machine.tally();
            let missed = tally.changes - tally.there;
            Err(CliError::new(
                Kind::Refused,
                format!(
                    "{} of {} would not change as planned; nothing changed",
                    grouped(missed),
                    plan.changes_in_words()
                ),
            )
            .hint("see the reasons above, then make the plan again"))
        }
    }
}

fn simulated(
    context: &Context,
    org: &OrgId,
    plan: &Plan,
    pace: &RunOptions,
    left_out: Option<&LeftOut>,
) -> CliResult<Machine> {
    let ui = &context.ui;
    let mut copy = simulated_organization(&context.mirror_without_header()?, plan)?;
    let stage = start(context, &mut copy)?;
    let client = Client::builder()
        .bases(Bases::parse(&stage.api_base(), &stage.portal_base())?)
        .api_key(SecretString::from(stage.api_key()))
        .session(SecretString::from(stage.session_token()))
        .no_proxy(true)
        .build()?;
    let failed = |error: std::io::Error| {
        CliError::failed("cannot create a directory for the simulation").cause(&error)
    };
    let place = tempfile::tempdir().map_err(failed)?;
    let settings = pace.settings(&client)?;
    let wire = Wire::new(client, org.clone());
    set_first(context, &wire, &copy)?;
    let before = stage.control().requests().len();
    let live = live(context, &wire, plan)?;
    let (runs, service) = (Runs::in_dir(place.path()), plan.service.clone());
    let mut run = begin(
        context,
        &runs,
        org,
        &service,
        plan.clone(),
        settings,
        (live.as_ref(), None, left_out),
    )?;
    let mut drawn = RunProgress::new(context, "Rehearsing", run.machine.tally().changes);
    let received = OnceLock::new();
    let done = context.block_on(async {
        let cancel = canceled(context, Signals::listen(), &received);
        let (machine, journal) = (&mut run.machine, &mut run.journal);
        let clock = Clock::from(context.now());
        execute(&wire, machine, journal, clock, &mut drawn, cancel).await
    })?;
    drawn.finish();
    done.map_err(|error| journal_error(&error))?;
    let requests = stage.control().requests();
    let requests = requests.get(before..).unwrap_or_default();
    let calls = requests
        .iter()
        .filter(|request| request.path.ends_with("/add-users"))
        .count();
    let moves = if calls == 0 {
        String::new()
    } else {
        format!(", {} of them to move people", grouped(calls as u64))
    };
    ui.status(format!(
        "Simulated locally from the mirror: {}. {}{moves}; nothing changed.",
        changes_text(&run.machine),
        counted(requests.len() as u64, "request", "requests"),
    ));
    Ok(run.machine)
}

/// Starts the simulated copy.
fn start(context: &Context, copy: &mut SimulatedOrganization) -> CliResult<Running> {
    let organization = SimOrganization {
        policies: std::mem::take(&mut copy.organization.policies),
        accounts: std::mem::take(&mut copy.organization.accounts),
        ..copy.organization.clone()
    };
    Simulator::spawn_thread(SimConfig {
        organization: Some(organization),
        contents: std::mem::take(&mut copy.contents),
        // The key of the stand-in follows from it, and real people are in there.
        seed: RandomState::new().build_hasher().finish(),
        now: context.fixed_now(),
        ..SimConfig::default()
    })
    .map_err(|error| CliError::failed("cannot simulate the organization").cause(&error))
}

/// Sets in the copy what it cannot be made with.
fn set_first(context: &Context, wire: &Wire, copy: &SimulatedOrganization) -> CliResult<()> {
    for (facet, target, value) in &copy.set_first {
        let subject = Subject {
            target: target.clone(),
            email: None,
        };
        let subjects = [subject];
        let sent = facet.kind.send(wire, &facet.of, value, &subjects);
        let sent = context.block_on(sent)?;
        sent.map_err(|error| {
            CliError::new(
                Kind::Refused,
                format!("cannot simulate a {}", facet.kind.noun_of_change()),
            )
            .cause(&error)
            .hint(hint_to_change(
                "see the plan without applying it",
                &[("--rehearse", false)],
                "--dry-run",
            ))
        })?;
    }
    Ok(())
}
