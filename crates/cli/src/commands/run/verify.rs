//! `atlctl run verify`.

use std::collections::HashMap;
use std::path::PathBuf;

use atlctl_api::{Client, PolicyId};
use atlctl_core::apply::{compare, note_in_mirror, verify};
use atlctl_core::input::key;
use atlctl_core::plan::{Live, Plan};
use atlctl_core::store::Mirror;
use clap::Args;

use crate::changes::{journal_error, may_not_read, runs, unless_nobody_reads};
use crate::commands::policy::read_export;
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::output::{Cell, Column, Table};
use crate::ui::display;

/// Check where the people of a run are now
///
/// Whoever is where the run was to move them counts as done from then on, also when the portal's import
/// did it. Prints those who are elsewhere. Changes nothing at the service. Where the service does not tell
/// policies with this sign-in, the portal's managed-accounts export does: --export FILE, no sign-in needed.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl run verify last")]
pub struct Verify {
    /// The run, or `last`
    #[arg(value_name = "RUN")]
    run: String,
    /// Compare with the portal's managed-accounts export (CSV) and not with the service
    #[arg(long, value_name = "FILE")]
    export: Option<PathBuf>,
}

/// Who says where people are.
enum Told {
    Service(Client),
    /// Address, policy name and type of each row.
    Export(Vec<(String, String, Option<String>)>),
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
    // The export is read, or somebody signed in, before the run is taken.
    let from = match &args.export {
        Some(path) => Told::Export(read_export(path)?),
        None => Told::Service(context.client()?),
    };
    let mut run = runs.open(&id).map_err(|error| journal_error(&error))?;
    let changes = run.machine.tally().changes;
    let found = match from {
        Told::Export(rows) => {
            let live = exported(context, run.machine.plan(), rows)?;
            compare(&mut run.machine, &live, context.now())
        }
        Told::Service(client) => {
            let mut progress = context.ui.progress("Reading", Some(changes));
            let found = context.block_on(verify(
                &client,
                &org,
                &mut run.machine,
                context.now(),
                &mut |done| progress.at(done as u64),
            ))?;
            progress.finish();
            found.map_err(|error| {
                let refused = may_not_read(&error);
                let said = CliError::from(error);
                if refused {
                    said.hint(format!(
                        "the portal's managed-accounts export tells it too: atlctl run verify {id} --export FILE"
                    ))
                } else {
                    said
                }
            })?
        }
    };
    run.save().map_err(|error| journal_error(&error))?;
    if found.settled > 0
        && let Ok(mut mirror) = Mirror::open(context.paths.mirror(org.as_str()))
    {
        // When it cannot be told, the next sync finds it.
        let _ = note_in_mirror(&id, &run.machine, &mut mirror);
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
    unless_nobody_reads(context.print(table))?;
    let elsewhere = found.elsewhere.len();
    context.ui.status(format!(
        "Run {id}: {} of {changes} are where they were to be, {elsewhere} {} not.",
        found.there,
        if elsewhere == 1 { "is" } else { "are" }
    ));
    if found.settled > 0 {
        context.ui.status(format!(
            "{} of them {} noted as done by this.",
            found.settled,
            if found.settled == 1 { "is" } else { "are" }
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

/// What the portal's export says of the people of a plan. It names policies and no ids: the plan and the mirror
/// know which is which.
fn exported(
    context: &Context,
    plan: &Plan,
    rows: Vec<(String, String, Option<String>)>,
) -> CliResult<Live> {
    let mut ids: HashMap<String, PolicyId> = HashMap::new();
    let known = match context.mirror_quietly() {
        Ok(mirror) => mirror.policies()?,
        Err(_) => Vec::new(),
    };
    let known = known.into_iter().map(|policy| (policy.id, policy.name));
    let planned = plan.policies.iter();
    let planned = planned.map(|policy| (policy.id.clone(), policy.name.clone()));
    for (id, name) in planned.chain(known) {
        let Some(name) = name else { continue };
        let other = ids.insert(name.to_lowercase(), id.clone());
        if other.is_some_and(|other| other != id) {
            return Err(CliError::usage(format!(
                "two policies are called {}: the export does not say which is meant",
                display(&name)
            )));
        }
    }
    let wanted = plan.rows.iter().filter_map(|row| row.to.as_ref());
    for to in wanted {
        if !ids.values().any(|id| id == to) {
            return Err(CliError::usage(format!(
                "the policy {to} has no name here, and the export has only names"
            ))
            .hint(format!("name it first: atlctl policy name {to} NAME")));
        }
    }
    let told: HashMap<String, String> = rows
        .into_iter()
        .map(|(email, policy, _)| (key(&email), policy))
        .collect();
    let mut live = Live::default();
    for row in &plan.rows {
        let (Some(email), Some(account)) = (&row.email, &row.account) else {
            continue;
        };
        if let Some(name) = told.get(&key(email)) {
            // A name that nobody knows stands for itself.
            let unknown = || (!name.is_empty()).then(|| PolicyId::from(name.as_str()));
            let policy = ids.get(&name.to_lowercase()).cloned().or_else(unknown);
            live.policies.insert(account.as_str().into(), policy);
        }
    }
    Ok(live)
}
