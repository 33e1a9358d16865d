//! `atlctl undo`.

use atlctl_core::apply::{Machine, row_result};
use atlctl_core::plan::{Kind as Change, Origin, Plan, Row, Rules, decide, undo};
use atlctl_core::report::RowOutcome;
use clap::Args;

use crate::changes::{Offer, journal_error, limit, offer, rules, runs, service, signed_in};
use crate::commands::policy::move_people::{base, now, org_name, to_the_second, with_policies};
use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};

/// Take back what a run changed
///
/// Plans to move everyone whom the run moved back to where they came from, and says of whom it cannot:
/// those who had no known policy before, those whom somebody moved on since, and those of whom it is not
/// known whether the run moved them. It is a plan like any other: shown first, applied when you agree.
#[derive(Debug, Args)]
pub struct Undo {
    /// The run, or `last`
    #[arg(value_name = "RUN")]
    run: String,
    #[command(flatten)]
    offer: Offer,
}

/// Plans the way back, and takes it.
///
/// # Errors
/// When there is no such run, it changed nothing, or the service fails.
pub fn run(context: &Context, args: &Undo) -> CliResult {
    args.offer.check(context, None)?;
    let org = context.org()?;
    let runs = runs(context, &org);
    let id = runs
        .find(&args.run)
        .map_err(|error| journal_error(&error))?;
    let (info, machine) = runs
        .look(&id)
        .map_err(|error| journal_error(&error))?
        .ok_or_else(|| CliError::usage(format!("run {id} never began")))?;
    if info.running {
        return Err(CliError::new(
            Kind::Refused,
            format!("run {id} is still under way: it cannot be undone yet"),
        )
        .hint("wait until it ends, or stop it there with Ctrl-C"));
    }
    let (client, yourself) = signed_in(context)?;
    let mirror = context.mirror_quietly()?;
    let groups = undo(Some(&mirror), machine.plan(), |at| machine.was_changed(at))?;
    let mut rows: Vec<Row> = Vec::new();
    let (_, profile) = context.profile()?;
    let held = rules(context, &mirror, &profile, yourself)?;
    let mut read = None;
    for (there, wanted) in groups {
        let live = now(context, &client, &org, &wanted)?;
        let rules = Rules {
            from: Some(there),
            // Whoever was moved may be moved back.
            include_admins: true,
            include_suspended: true,
            undo: true,
            ..held.clone()
        };
        rows.extend(decide(&wanted, live.as_ref(), &rules));
        read = live.or(read);
    }
    let unsettled = unsettled(&machine);
    let find_out = format!("atlctl run verify {id}");
    if rows.is_empty() {
        let said = CliError::usage(format!("run {id} changed nobody, as far as is known"));
        return Err(if unsettled == 0 {
            said.hint(format!("see what came of it: atlctl run show {id}"))
        } else {
            said.hint(format!(
                "of {unsettled} people it is not known; find out, without moving anybody: {find_out}"
            ))
        });
    }
    let mut notes = Vec::new();
    if unsettled > 0 {
        notes.push(format!(
            "of {unsettled} people it is not known whether the run moved them, so they are not taken back; \
             find out, without moving anybody: {find_out}"
        ));
    }
    let plan = Plan {
        kind: Change::Undo { run: id.clone() },
        org: org.as_str().to_owned(),
        org_name: org_name(&mirror, &org, profile.org_name.clone())?,
        service: service(&client),
        made: to_the_second(context.now()),
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        base: base(&mirror, read.as_ref())?,
        origin: Origin {
            what: format!("run {id}"),
            ..Origin::default()
        },
        from: None,
        policies: Vec::new(),
        policy_unknown: 0,
        notes,
        rows,
    };
    let plan = with_policies(context, &mirror, plan)?;
    limit(context, &mirror, &profile, &plan, &args.offer.bounds)?;
    offer(context, &client, &org, plan, &args.offer)
}

/// People of whom it is not known whether they were moved.
fn unsettled(machine: &Machine) -> usize {
    let rows = 0..machine.plan().rows.len();
    rows.filter(|at| row_result(machine, *at).0 == RowOutcome::Unknown)
        .count()
}
