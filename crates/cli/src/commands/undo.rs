//! `atlctl undo`.

use atlctl_core::plan::{Kind as Change, Origin, Plan, Row, Rules, decide, undo};
use clap::Args;

use crate::changes::{Offer, journal_error, offer, runs, service, signed_in};
use crate::commands::policy::move_people::{
    base, limit, now, org_name, to_the_second, with_policies,
};
use crate::context::Context;
use crate::error::{CliError, CliResult};

/// Take back what a run changed
///
/// Plans to move everyone whom the run moved back to where they came from, and says of whom it cannot:
/// those who had no known policy before, and those whom somebody moved on since. It is a plan like any
/// other: shown first, applied when you agree.
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
    args.offer.check()?;
    let org = context.org()?;
    let runs = runs(context, &org);
    let id = runs
        .find(&args.run)
        .map_err(|error| journal_error(&error))?;
    let (_, machine) = runs
        .look(&id)
        .map_err(|error| journal_error(&error))?
        .ok_or_else(|| CliError::usage(format!("run {id} never began")))?;
    let (client, yourself) = signed_in(context)?;
    let mirror = context.mirror_quietly()?;
    let groups = undo(Some(&mirror), machine.plan(), |at| machine.was_changed(at))?;
    let mut rows: Vec<Row> = Vec::new();
    let (_, profile) = context.profile()?;
    let mut read = None;
    for (there, wanted) in groups {
        let live = now(context, &client, &org, &wanted)?;
        let rules = Rules {
            from: Some(there),
            protected: profile.protected.clone(),
            yourself: yourself.clone(),
            // Whoever was moved may be moved back.
            include_admins: true,
            include_suspended: true,
            undo: true,
        };
        rows.extend(decide(&wanted, live.as_ref(), &rules));
        read = live.or(read);
    }
    if rows.is_empty() {
        return Err(CliError::usage(format!("run {id} changed nobody"))
            .hint(format!("see what came of it: atlctl run show {id}")));
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
        notes: Vec::new(),
        rows,
    };
    let plan = with_policies(context, &mirror, plan)?;
    limit(context, &mirror, &plan, args.offer.max_changes)?;
    offer(context, &client, &org, plan, &args.offer)
}
