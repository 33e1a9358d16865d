//! `atlctl run verify`.

use atlctl_core::apply::{note_in_mirror, verify};
use atlctl_core::store::Mirror;
use clap::Args;

use crate::changes::{journal_error, runs};
use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::output::{Cell, Column, Table};

/// Read back where the people of a run are now
///
/// Whoever is where the run was to move them counts as done from then on, also when the portal's import
/// did it. Prints those who are elsewhere. Changes nothing at the service.
#[derive(Debug, Args)]
pub struct Verify {
    /// The run, or `last`
    #[arg(value_name = "RUN")]
    run: String,
}

/// Reads back.
///
/// # Errors
/// When there is no such run, another program has it, or the service fails.
pub fn run(context: &Context, args: &Verify) -> CliResult {
    let org = context.org()?;
    let runs = runs(context, &org);
    let id = runs
        .find(&args.run)
        .map_err(|error| journal_error(&error))?;
    let client = context.client()?;
    let mut run = runs.open(&id).map_err(|error| journal_error(&error))?;
    let changes = run.machine.tally().changes;
    let mut progress = context.ui.progress("Reading", Some(changes));
    let found = context.block_on(verify(
        &client,
        &org,
        &mut run.machine,
        context.now(),
        &mut |done| progress.at(done as u64),
    ))?;
    progress.finish();
    let found = found?;
    run.journal
        .add(&run.machine.entries())
        .map_err(|error| journal_error(&error))?;
    if found.settled > 0
        && let Ok(mut mirror) = Mirror::open(context.paths.mirror(org.as_str()))
    {
        // When it cannot be told, the next sync finds it.
        let _ = note_in_mirror(&run.machine, &mut mirror);
    }
    let plan = run.machine.plan();
    let mut table = Table::new(
        "people elsewhere",
        vec![
            Column::id("email", "Email"),
            Column::text("name", "Name"),
            Column::text("wanted", "Wanted"),
            Column::text("now", "Now"),
        ],
    );
    for (at, now) in &found.elsewhere {
        let Some(row) = usize::try_from(*at).ok().and_then(|at| plan.rows.get(at)) else {
            continue;
        };
        table.push(vec![
            Cell::maybe(row.email.clone()),
            Cell::maybe(row.name.clone()),
            row.to
                .as_ref()
                .map_or(Cell::None, |to| Cell::text(plan.policy_name(to))),
            match now {
                Some(Some(policy)) => Cell::text(plan.policy_name(policy)),
                Some(None) => Cell::None,
                None => Cell::Unknown,
            },
        ]);
    }
    context.print(table)?;
    let elsewhere = found.elsewhere.len();
    context.ui.status(format!(
        "Run {id}: {} of {changes} are where they were to be, {elsewhere} are not.",
        found.there
    ));
    if found.settled > 0 {
        context.ui.status(format!(
            "{} of them are noted as done by this.",
            found.settled
        ));
    }
    Ok(if elsewhere == 0 {
        Exit::Done
    } else if found.elsewhere.iter().any(|(_, now)| now.is_none()) {
        Exit::Unknown
    } else {
        Exit::Partly
    })
}
