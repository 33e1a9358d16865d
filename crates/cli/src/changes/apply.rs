//! Applying: from a plan, or on from where a run was left.

use std::path::Path;
use std::sync::{Arc, OnceLock};

use atlctl_api::OrgId;
use atlctl_core::apply::{
    Clock, Entry, Machine, OrgLock, Outcome, Record, Run, Runs, Settings, Stop, execute,
};
use atlctl_core::change::{Facet, Live, Target, Value, Wire, learn_addresses, read_live};
use atlctl_core::plan::{Actor, ChangeSteps, Plan, Refusal, Row, Verdict, stale};

use super::changed_since_plan::{
    learn_other_groups, moved, of_gone_groups, plan_again, read_gone_groups,
};
use super::guards::held_since;
use super::left_out_rows::LeftOut;
use super::notify::{Notify, NotifyOptions};
use super::results::{changes_text, save_results};
use super::run_progress::RunProgress;
use super::unreadable_state::not_read;
use super::update_mirror::tell_mirror;
use super::{
    RunOptions, SignedIn, current_names, exit, journal_error, print_results, runs, service,
    warn_of_unknown,
};
use super::{between_steps, invited, kill_points, portal_import};
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit, Kind};
use crate::signals::{Received, Signals};
use crate::ui::{display, first_of};

/// Applies a plan: it is checked against the live state, a run is begun, and carried out. `saved`: the rows of a saved plan
/// that are left out; `None` for a plan that was made just now.
///
/// # Errors
/// When the plan is not for here and now; when the journal cannot be written.
pub fn apply(
    context: &Context,
    signed: &SignedIn,
    org: &OrgId,
    plan: Plan,
    pace: &RunOptions,
    (results, force): (Option<&Path>, bool),
    saved: Option<&LeftOut>,
) -> CliResult {
    let notify = Notify::of(context, &pace.notify)?;
    let wire = signed.wire(org);
    let settings = pace.settings(&wire.client)?;
    let runs = runs(context, org);
    let org_lock = runs.lock_org().map_err(|error| journal_error(&error))?;
    // A saved plan is read again whatever its age: somebody else may have changed what it is about.
    let fresh = saved.is_none()
        && plan.base.read.is_some_and(|read| {
            context.now().duration_since(read).as_secs() < 60
                && org_lock.quiet_since(read.as_millisecond())
        });
    let live = if fresh {
        None
    } else {
        live(context, &wire, &plan)?
    };
    if let Some(live) = &live {
        tell_left(context, &plan, live);
    }
    let run = begin(
        context,
        &runs,
        org,
        &service(&wire.client),
        plan,
        settings,
        (live.as_ref(), Some(&signed.actor), saved),
    )?;
    drive(
        context,
        &wire,
        run,
        org_lock,
        (results, force),
        notify.as_ref(),
    )
}

/// Rows that the plan leaves alone because they had the value already, and that have this other one by now.
fn left_since<'a>(
    plan: &'a Plan,
    live: &'a Live,
) -> impl Iterator<Item = (u32, &'a Row, &'a Value)> {
    (0_u32..).zip(&plan.rows).filter_map(|(at, row)| {
        let now = live.value(&row.target()?, &row.facet)?;
        (row.verdict == Verdict::Already && row.to.as_ref() != Some(now)).then_some((at, row, now))
    })
}

/// Warns of people whom the plan leaves alone because they had the value already, and who have another one by now.
fn tell_left(context: &Context, plan: &Plan, live: &Live) {
    let left: Vec<String> = left_since(plan, live)
        .filter_map(|(_, row, _)| row.email.as_deref().or(row.account.as_deref()))
        .map(display)
        .collect();
    if left.is_empty() {
        return;
    }
    context.ui.warning(format!(
        "changed since the plan was made, and not by it: {}",
        first_of(&left, left.len(), 3)
    ));
    context.ui.hint("make the plan again to change them too");
}

/// Begins a run of a plan that is for here and now. People who moved since it was made have ended already.
///
/// # Errors
/// When the plan is not, or the journal cannot be written.
pub(super) fn begin(
    context: &Context,
    runs: &Runs,
    org: &OrgId,
    service: &str,
    plan: Plan,
    settings: Settings,
    (live, actor, left_out): (Option<&Live>, Option<&Actor>, Option<&LeftOut>),
) -> CliResult<Run> {
    stale(&plan, org, service, context.now(), live).map_err(|refusal| {
        let said = CliError::new(Kind::Refused, display(&refusal.to_string()));
        match (&refusal, live) {
            (Refusal::Drifted { .. }, Some(live)) => {
                said.hint(elsewhere(&plan, live)).hint(plan_again(live))
            }
            _ => said.hint("make the plan again"),
        }
    })?;
    let mut run = runs
        .begin(plan, settings, actor.cloned(), context.now())
        .map_err(|error| journal_error(&error))?;
    let now = context.now().as_millisecond();
    let mut left_out = left_out.map(|rows| rows.ends(run.machine.plan(), live));
    if let Some(live) = live {
        learn_other_groups(&mut run.machine, live);
        for (end, rows) in moved_since(&run.machine, live) {
            for row in &rows {
                left_out.as_mut().and_then(|left| left.remove(row));
            }
            run.machine.end(rows, &end, now);
        }
        let plan = Arc::clone(run.machine.plan());
        for (row, _, value) in left_since(&plan, live) {
            let end = Outcome::Conflict { now: value.clone() };
            run.machine.end(vec![row], &end, now);
        }
    }
    for (row, end) in left_out.into_iter().flatten() {
        run.machine.end(vec![row], &end, now);
    }
    run.machine.begin();
    Ok(run)
}

/// Rows that are neither as the plan recorded nor as it wants them: the first few.
fn elsewhere(plan: &Plan, live: &Live) -> String {
    let steps = ChangeSteps::of(&plan.rows);
    let told = (0_u32..).zip(&plan.rows).filter_map(|(at, row)| {
        let target = row.target()?;
        let now = live.value(&target, &row.facet);
        let reached = now.is_some_and(|now| steps.reached(&plan.rows, at, now));
        let as_planned =
            reached || steps.earlier(at).is_some() || now.is_some() && now == row.before.value();
        let name = row.email.as_deref().unwrap_or(target.id());
        let of_gone = live.gone_group(&row.facet, &target, row.to.as_ref());
        let as_planned = as_planned && of_gone.is_none();
        let place = match (of_gone, now) {
            (Some(gone), _) => gone,
            (None, Some(now)) => format!("now {}", plan.value_name(&row.facet, now)),
            (None, None) => "unknown".to_owned(),
        };
        (row.verdict.is_change() && !as_planned).then(|| format!("{name} ({place})"))
    });
    let all: Vec<String> = told.collect();
    display(&format!(
        "changed since the plan was made: {}",
        first_of(&all, all.len(), 3)
    ))
}

/// The live state of everything the plan changes, or leaves alone because it is so already. A refusal is no reason to
/// stop: each row is read back later.
pub fn live(context: &Context, wire: &Wire, plan: &Plan) -> CliResult<Option<Live>> {
    let items: Vec<(Facet, Target)> = plan
        .rows
        .iter()
        .filter(|row| row.verdict.is_change() || row.verdict == Verdict::Already)
        .filter_map(|row| Some((row.facet.clone(), row.target()?)))
        .collect();
    let mut progress = context.ui.progress("Checking", Some(items.len() as u64));
    let read = context.block_on(read_live(wire, &items, context.now(), &mut |done| {
        progress.at(done as u64);
    }))?;
    progress.finish();
    let (mut live, refused) = read.map_err(|error| not_read(error, &items))?;
    for (kind, error) in refused {
        if plan.base.was_read(kind) {
            return Err(error.into());
        }
    }
    let (named, invited) = plan.named_accounts();
    context.block_on(learn_addresses(wire, &named, &invited))??;
    let name = |id: &str| {
        let mut kinds = plan.kinds().into_iter();
        kinds.find_map(|kind| plan.known_name_of(kind, id).map(str::to_owned))
    };
    read_gone_groups(context, wire, &items, &name, &mut live)?;
    Ok((!live.kinds.is_empty()).then_some(live))
}

/// Rows that changed between plan and apply.
fn moved_since(machine: &Machine, live: &Live) -> Vec<(Outcome, Vec<u32>)> {
    let mut ends: Vec<(Outcome, Vec<u32>)> = Vec::new();
    let rows = &machine.plan().rows;
    let steps = ChangeSteps::of(rows);
    let readdressed = machine.plan().readdressed(live);
    for (at, row) in (0_u32..).zip(rows) {
        let (true, Some(target)) = (row.verdict.is_change(), row.target()) else {
            continue;
        };
        // What is true of another group of the name says nothing.
        if machine.is_of_new_group(at) {
            continue;
        }
        let of_gone = live.gone_group(&row.facet, &target, row.to.as_ref());
        let now = live.value(&target, &row.facet);
        let end = if let Some(why) = of_gone {
            Outcome::Held { why }
        } else if let Some(end) = now.and_then(|now| moved(row, at, now, &steps, rows)) {
            end
        } else if let Some(why) = readdressed.get(&at).cloned() {
            Outcome::Held { why }
        } else {
            continue;
        };
        match ends.iter_mut().find(|(known, _)| *known == end) {
            Some((_, rows)) => rows.push(at),
            None => ends.push((end, vec![at])),
        }
    }
    ends
}

/// Resumes a run that was left. Everyone is read before anything is sent; people whom a guard of today holds out are
/// not sent anymore.
///
/// # Errors
/// When a protected group is not in the mirror; when the journal cannot be written.
pub fn resume_run(
    context: &Context,
    signed: &SignedIn,
    org: &OrgId,
    mut run: Run,
    (results, force): (Option<&Path>, bool),
    notify: &NotifyOptions,
) -> CliResult {
    let notify = Notify::of(context, notify)?;
    let wire = signed.wire(org);
    let mut held = held_since(context, &wire, run.machine.plan(), signed.yourself.clone())?;
    held.extend(of_gone_groups(context, &wire, &run.machine)?);
    let org_lock = runs(context, org)
        .lock_org()
        .map_err(|error| journal_error(&error))?;
    let by = Entry {
        at: context.now().as_millisecond(),
        record: Record::ResumedBy {
            actor: signed.actor.clone(),
        },
    };
    run.journal
        .add(&[by])
        .map_err(|error| journal_error(&error))?;
    runs(context, org)
        .expect_results(&run.info.id)
        .map_err(|error| journal_error(&error))?;
    run.info.actors.push(signed.actor.clone());
    run.machine.hold(held);
    run.machine.resume(context.now().as_millisecond());
    drive(
        context,
        &wire,
        run,
        org_lock,
        (results, force),
        notify.as_ref(),
    )
}

fn drive(
    context: &Context,
    wire: &Wire,
    mut run: Run,
    org_lock: OrgLock,
    (results, force): (Option<&Path>, bool),
    notify: Option<&Notify>,
) -> CliResult {
    let ui = &context.ui;
    let id = run.info.id.clone();
    ui.status(format!("Run {id}"));
    run.machine.use_current_names(current_names(context));
    if let Some(path) = results
        && path.exists()
    {
        // Whatever stands there must not be taken for this run's, should it not live to write its own. Where that
        // cannot be written, the end says so.
        let _ = save_results(context, Some(&run.info), &run.machine, path, force);
    }
    let mut drawn = RunProgress::new(context, "Changing", run.machine.tally().changes);
    drawn.point_outside("begun");
    let clock = Clock::from(org_lock.not_before_last(context.now())).times(kill_points::pace());
    let received = OnceLock::new();
    let done = context.block_on(async {
        let cancel = canceled(context, Signals::listen(), &received);
        let (machine, journal) = (&mut run.machine, &mut run.journal);
        execute(wire, machine, journal, clock, &mut drawn, cancel).await
    })?;
    drawn.finish();
    if let Err(error) = done {
        ui.status(format!("Run {id}: {}.", changes_text(&run.machine)));
        let said = journal_error(&error).hint(format!(
            "the run records what was sent; once there is free space: atlctl run resume {id}"
        ));
        // Of what was on its way nothing is known, and what was done is done: not 1, which says that nothing is.
        return Err(match exit(&run.machine) {
            Exit::Failed => said,
            _ => said.of_kind(Kind::Unknown),
        });
    }
    // When that cannot be written down, the next turn only looks once more.
    let _ = org_lock.end(clock.now());
    drawn.point_outside("ended");
    tell_mirror(context, wire, &id, &run.machine);
    drawn.point_outside("mirrored");
    let files = portal_import::hand_over(&wire.client, &mut run, clock.now());
    // People were moved: the results are printed, even if a file or stdout cannot be written.
    let saved = results.map_or(Ok(()), |path| {
        save_results(context, Some(&run.info), &run.machine, path, force)
    });
    let printed = print_results(context, Some(&run.info), &run.machine);
    ui.status(format!("Run {id}: {}.", changes_text(&run.machine)));
    if let Some(notify) = notify {
        notify.post(context, &run);
    }
    let received = received.get().copied();
    let whole = *printed.as_ref().unwrap_or(&false);
    after(
        context,
        &run.machine,
        received,
        &id,
        (!files.is_empty(), whole),
    );
    if !files.is_empty() {
        run.journal
            .add(&run.machine.entries())
            .map_err(|error| journal_error(&error))?;
        portal_import::print_steps(context, &wire.org, &run, &files)?;
    }
    let exit = warn_of_unknown(context, run.machine.plan(), exit(&run.machine));
    let printed = printed.map(drop);
    Ok(exit_after_output(context, &id, [saved, printed], exit))
}

/// The exit code of a run whose results may not have reached whom they were for. It never says that nothing was
/// done, nor that all is well.
fn exit_after_output(context: &Context, id: &str, written: [CliResult<()>; 2], exit: Exit) -> Exit {
    let failed: Vec<CliError> = written.into_iter().filter_map(Result::err).collect();
    for error in &failed {
        context.ui.error(error);
    }
    if failed.is_empty() {
        return exit;
    }
    context.ui.next_step(format!(
        "the run is saved; print its results again: atlctl run show {id} -o csv"
    ));
    match exit {
        Exit::Done => Exit::Partly,
        exit => exit,
    }
}

/// What to do next. `handed`: whether files were made for the portal import; `whole`: whether every row was printed.
fn after(
    context: &Context,
    machine: &Machine,
    received: Option<Received>,
    id: &str,
    (handed, whole): (bool, bool),
) {
    let ui = &context.ui;
    let stop = machine.stopped();
    match (stop, received) {
        (Some(Stop::Canceled), Some(received)) => {
            ui.warning(format!("the run was {}", received.words()));
        }
        // Nothing was left to be stopped.
        (Some(stop @ Stop::Failures { .. }), _) if !machine.has_unsent() => {
            ui.warning(format!("{stop}; every row was tried"));
        }
        (Some(stop), _) if !machine.is_open() => ui.warning(format!(
            "{}; nothing was left to be sent, and the results were read back",
            display(&stop.to_string())
        )),
        (Some(stop), _) => ui.warning(format!("the run stopped: {}", display(&stop.to_string()))),
        (None, _) => {}
    }
    if handed {
        return;
    }
    between_steps::warn(context, machine, id);
    invited::hint(context, machine);
    if machine.can_resume() {
        if matches!(stop, Some(Stop::SignIn { .. })) {
            ui.next_step("sign in again: atlctl auth login");
        }
        if matches!(stop, Some(Stop::NoConnection { .. })) {
            ui.next_step("check the network, --cacert and the proxy (--no-proxy ignores it)");
        }
        ui.next_step(format!("nothing is lost; continue: atlctl run resume {id}"));
    } else if exit(machine) != Exit::Done && !whole {
        ui.hint(format!(
            "see every row and reason: atlctl run show {id} --all"
        ));
    }
}

/// The first Ctrl-C, or a request to end, which is noted: nothing more is sent. The second ends the program.
pub(super) async fn canceled(context: &Context, mut signals: Signals, noted: &OnceLock<Received>) {
    let first = signals.next().await;
    let received = *noted.get_or_init(|| first);
    context.ui.status(format!(
        "{}; waiting for open requests (press Ctrl-C again to quit at once).",
        received.stopping()
    ));
    tokio::spawn(async move {
        signals.next().await;
        std::process::exit(Exit::Canceled as i32);
    });
}
