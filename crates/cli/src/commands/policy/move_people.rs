//! `atlctl policy move`.

use std::collections::HashSet;

use atlctl_core::change::{Facet, FacetKind, Value, policy};
use atlctl_core::number::grouped;
use atlctl_core::plan::{Include, Kind as Change, Row, Wanted, resolve};
use atlctl_core::store::Mirror;
use clap::Args;

use crate::changes::{
    IncludeFlags, Intent, PlanOptions, Selection, named_policy, plan_and_apply, report_duplicates,
    signed_in,
};
use crate::context::Context;
use crate::error::CliResult;

/// The facet that it changes.
const POLICY: FacetKind = FacetKind::of(&policy::Policy);

/// Move people to another authentication policy
///
/// Makes a plan, shows it, and applies it when you agree (or with --yes). People who are already
/// there, not managed, suspended, unknown or protected are left alone, each with the reason; so are
/// organization admins and service accounts, unless you include them. Every row is read back from
/// the service before it counts as done. Resume an interrupted run with `atlctl run resume`;
/// `atlctl undo` moves everyone back.
///
/// Exits with 0 when there is nothing to change, and with 3 when a person you named is not known.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl policy move ann@example.com --to \"Strict sign-in\"
  atlctl policy move --csv people.csv --to Contractors --plan move.json
  atlctl policy move --where \"domain = 'old.example'\" --from Default --to SSO --rehearse
  atlctl policy move --where \"domain = 'old.example'\" --from Default --to SSO --yes
  atlctl policy move --group contractors --inactive 90d --except vips.csv --to Contractors")]
pub struct Move {
    /// Policy to move people to (name or ID)
    #[arg(long, value_name = "POLICY")]
    to: String,
    /// Move only people who are now in this policy (name or ID)
    #[arg(long, value_name = "POLICY")]
    from: Option<String>,
    #[command(flatten)]
    selection: Selection,
    #[command(flatten)]
    include: IncludeFlags,
    #[command(flatten)]
    plan_options: PlanOptions,
}

/// Moves people.
///
/// # Errors
/// When no person or policy is found, a guard refuses, or the service fails.
pub fn run(context: &Context, args: &Move) -> CliResult {
    args.plan_options
        .check(context, args.selection.problems.as_deref())?;
    let org = context.org()?;
    let signed = signed_in(context)?;
    let mirror = context.mirror_to_plan_from()?;
    let to = named_policy(&mirror, "--to", &args.to)?;
    let from = args
        .from
        .as_deref()
        .map(|name| named_policy(&mirror, "--from", name))
        .transpose()?;
    let (people, mut origin) = args
        .selection
        .gather(context, &mirror, args.plan_options.force)?;
    let resolved = resolve(&mirror, &people)?;
    report_duplicates(context, &resolved.folded);
    origin.folded += resolved.folded.len() as u64;
    let to = Value::new(to.as_str());
    let facet = Facet::new(POLICY);
    let wanted: Vec<Wanted> = resolved
        .found
        .into_iter()
        .map(|found| Wanted::of_person(found, facet.clone(), Some(to.clone())))
        .collect();
    let from = from.map(|from| Value::new(from.as_str()));
    let intent = Intent {
        service_values: service_policies(&mirror, from.as_ref())?,
        kind: Change::Set {
            facet,
            to: to.clone(),
        },
        wanted,
        from,
        origin,
        include: Include::from(args.include),
    };
    plan_and_apply(
        context,
        &signed,
        &org,
        &mirror,
        intent,
        (&args.plan_options, Some(&args.selection)),
        &|wanted, rows| notes(wanted, rows, &mirror, &to),
    )
}

/// Policies for service accounts, by their names, except one that `--from` names.
fn service_policies(mirror: &Mirror, from: Option<&Value>) -> CliResult<HashSet<Value>> {
    let named = |name: &str| name.to_lowercase().contains("service account");
    let policies = mirror.policies()?.into_iter();
    Ok(policies
        .filter(|policy| policy.name.as_deref().is_some_and(named))
        .map(|policy| Value::new(policy.id.as_str()))
        .filter(|policy| Some(policy) != from)
        .collect())
}

/// The plan's notes for its reader.
fn notes(wanted: &[Wanted], rows: &[Row], mirror: &Mirror, to: &Value) -> CliResult<Vec<String>> {
    let mut notes = Vec::new();
    let known = mirror.policies()?;
    let to = to.text().unwrap_or_default();
    if !known.iter().any(|policy| policy.id.as_str() == to) {
        notes.push(format!(
            "policy {to} is not in the mirror; it may have no members yet"
        ));
    }
    let synced = wanted
        .iter()
        .zip(rows)
        .filter(|(_, row)| row.verdict.is_change())
        .filter_map(|(wanted, _)| wanted.found.person.as_ref())
        .filter(|person| person.managed_by_idp == Some(true))
        .count();
    if synced > 0 {
        notes.push(format!(
            "{} provisioned by your identity provider and {} so; only how they sign in changes",
            if synced == 1 {
                "1 is".to_owned()
            } else {
                format!("{} are", grouped(synced as u64))
            },
            if synced == 1 { "stays" } else { "stay" }
        ));
    }
    Ok(notes)
}
