//! `atlctl run verify`.

use std::collections::HashMap;
use std::path::PathBuf;

use atlctl_api::PolicyId;
use atlctl_core::apply::{compare, note_in_mirror, verify};
use atlctl_core::change::facet::policy;
use atlctl_core::change::{Facet, FacetKind, Live, Target, Value, Wire};
use atlctl_core::input::key;
use atlctl_core::plan::Plan;
use atlctl_core::store::Mirror;
use clap::Args;

use crate::changes::{journal_error, may_not_read, runs, unless_nobody_reads};
use crate::commands::policy::read_export;
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::list_encoding::ListEncoding;
use crate::output::{Cell, Column, Table};
use crate::ui::display;

/// Check a run's results against the current state
///
/// Reads the current values. Rows that are as planned are recorded as done, even if the portal's import changed them;
/// the others are printed. Changes nothing in the organization. When your credential cannot read policies, export the
/// managed accounts from the portal and use --export FILE, which needs no sign-in.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl run verify last")]
pub struct Verify {
    /// Run ID, or `last`
    #[arg(value_name = "RUN")]
    run: String,
    /// Check against the portal's managed-accounts export (CSV) instead of asking Atlassian
    #[arg(long, value_name = "FILE")]
    export: Option<PathBuf>,
    #[command(flatten)]
    encoding: ListEncoding,
}

/// Where the current policies are read from.
enum Source {
    Service(Wire),
    /// The address, policy name and type of each row of the export.
    Export(Vec<(String, String, Option<String>)>),
}

/// Verifies the run.
///
/// # Errors
/// When there is no such run, another program has it, or Atlassian fails.
pub fn run(context: &Context, args: &Verify) -> CliResult {
    let org = context.org()?;
    let runs = runs(context, &org);
    let id = runs
        .find(&args.run)
        .map_err(|error| journal_error(&error))?;
    // Reads the export, or signs in, before it locks the run.
    let from = match &args.export {
        Some(path) => Source::Export(read_export(path, args.encoding)?),
        None => Source::Service(Wire::new(context.client()?, org.clone())),
    };
    let mut run = runs.open(&id).map_err(|error| journal_error(&error))?;
    let changes = run.machine.tally().changes;
    let found = match from {
        Source::Export(rows) => {
            let live = exported(context, run.machine.plan(), rows)?;
            compare(&mut run.machine, &live, context.now())
        }
        Source::Service(wire) => {
            let mut progress = context.ui.progress("Reading", Some(changes));
            let found = context.block_on(verify(
                &wire,
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
                        "use the portal's managed-accounts export instead: atlctl run verify {id} --export FILE"
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
        // Where it is unknown, the next sync finds it.
        let _ = note_in_mirror(&id, &run.machine, &mut mirror);
    }
    let plan = run.machine.plan();
    let mut table = Table::new(
        "differences",
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
                .map_or(Cell::None, |to| Cell::text(plan.value_name(&row.facet, to))),
            match now {
                Some(now) if now.text().is_none() => Cell::None,
                Some(now) => Cell::text(plan.value_name(&row.facet, now)),
                None => Cell::Unknown,
            },
        ]);
    }
    unless_nobody_reads(context.print(table))?;
    let elsewhere = found.elsewhere.len();
    // Those that were as planned before, too.
    let looked_at = found.there.saturating_add(elsewhere as u64);
    context.ui.status(format!(
        "Run {id}: {} of {looked_at} {} as planned.",
        found.there,
        if looked_at == 1 { "row is" } else { "rows are" },
    ));
    if found.settled > 0 {
        context
            .ui
            .status(format!("{} of them now recorded as done.", found.settled,));
    }
    Ok(if elsewhere == 0 {
        Exit::Done
    } else if found.elsewhere.iter().any(|(_, now)| now.is_none()) {
        Exit::Unknown
    } else {
        Exit::Partly
    })
}

/// The policies of a plan's people in the portal's export. The export has policy names and no IDs; the plan and the
/// mirror have both.
fn exported(
    context: &Context,
    plan: &Plan,
    rows: Vec<(String, String, Option<String>)>,
) -> CliResult<Live> {
    let mut ids: HashMap<String, PolicyId> = HashMap::new();
    let known = match context.mirror_without_header() {
        Ok(mirror) => mirror.policies()?,
        Err(_) => Vec::new(),
    };
    let known = known.into_iter().map(|policy| (policy.id, policy.name));
    let policies = Facet::new(FacetKind::of(&policy::Policy));
    let planned = plan.totals.iter();
    let planned = planned.filter(|totals| totals.kind == policies.kind);
    let planned = planned.flat_map(|totals| &totals.all);
    let planned = planned.map(|policy| (PolicyId::from(policy.id.as_str()), policy.name.clone()));
    for (id, name) in planned.chain(known) {
        let Some(name) = name else { continue };
        let other = ids.insert(name.to_lowercase(), id.clone());
        if other.is_some_and(|other| other != id) {
            return Err(CliError::usage(format!(
                "two policies are named {}, so the export is ambiguous",
                display(&name)
            )));
        }
    }
    let wanted = plan.rows.iter().filter(|row| row.facet == policies);
    for to in wanted.filter_map(|row| row.to.as_ref()?.text()) {
        if !ids.values().any(|id| id.as_str() == to) {
            return Err(CliError::usage(format!(
                "policy {to} has no name in the mirror, and the export contains only names"
            ))
            .hint(format!("name it first: atlctl policy name {to} NAME")));
        }
    }
    let told: HashMap<String, String> = rows
        .into_iter()
        .map(|(email, policy, _)| (key(&email), policy))
        .collect();
    let mut live = Live::default();
    for row in plan.rows.iter().filter(|row| row.facet == policies) {
        let (Some(email), Some(account)) = (&row.email, &row.account) else {
            continue;
        };
        if let Some(name) = told.get(&key(email)) {
            // An unknown name is shown as it is.
            let unknown = || (!name.is_empty()).then_some(name.as_str());
            let known = ids.get(&name.to_lowercase()).map(PolicyId::as_str);
            let policy: Value = known.or_else(unknown).into();
            let target = Target::Account(account.clone());
            live.insert(target, policies.clone(), policy);
        }
    }
    Ok(live)
}
