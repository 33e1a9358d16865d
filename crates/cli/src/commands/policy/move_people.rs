//! `atlctl policy move`.

use std::collections::HashSet;

use atlctl_api::{AccountId, Client, OrgId, PolicyId};
use atlctl_core::number::{grouped, people};
use atlctl_core::plan::{
    Base, Include, Kind as Change, Later, Live, Plan, Row, Rules, Verdict, Wanted, coverage,
    decide, read_live, rescuers, resolve,
};
use atlctl_core::store::{Mirror, Person};
use clap::Args;
use jiff::Timestamp;

use crate::changes::{
    IncludeFlags, PlanOptions, Selection, confirm_and_apply, guards, limit, may_not_read,
    named_policy, report_duplicates, service, signed_in,
};
use crate::context::Context;
use crate::error::CliResult;
use crate::mirror::org_name;
use crate::ui::display;

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
    let wanted: Vec<Wanted> = resolved
        .found
        .into_iter()
        .map(|found| Wanted {
            found,
            to: Some(to.clone()),
        })
        .collect();
    let (_, profile) = context.profile()?;
    let mut guards = guards(context, &mirror, &profile, signed.yourself.clone())?;
    let include = Include::from(args.include);
    guards.include = include;
    guards.groups_matter |= args.plan_options.bounds.max_group_changes.is_some();
    let rescuers = rescuers(&mirror, &guards)?;
    let live = now(context, &signed.client, &org, &wanted, &rescuers)?;
    guards.rescuers = Some(rescuers);
    let rules = Rules {
        service_policies: service_policies(&mirror, from.as_ref())?,
        from: from.clone(),
        undo: false,
        guards,
    };
    let rows = decide(&wanted, live.as_ref(), &rules);
    let notes = notes(&wanted, &rows, &mirror, &to)?;
    let plan = Plan {
        kind: Change::PolicyMove { to },
        org: org.as_str().to_owned(),
        org_name: org_name(&mirror, &org, profile.org_name.clone())?,
        service: service(&signed.client),
        made: to_the_second(context.now()),
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        actor: Some(signed.actor.clone()),
        include: Some(include),
        base: base(&mirror, live.as_ref())?,
        origin,
        from,
        policies: Vec::new(),
        policy_unknown: 0,
        notes,
        rows,
        later: Later::default(),
    };
    let plan = with_policies(context, &mirror, plan)?;
    let allowed = args
        .selection
        .whole(&plan)
        .and_then(|()| limit(context, &mirror, &profile, &plan, &args.plan_options.bounds));
    confirm_and_apply(context, &signed, &org, plan, &args.plan_options, allowed)
}

/// Policies for service accounts, by their names, except one that `--from` names.
fn service_policies(mirror: &Mirror, from: Option<&PolicyId>) -> CliResult<HashSet<PolicyId>> {
    let named = |name: &str| name.to_lowercase().contains("service account");
    let policies = mirror.policies()?.into_iter();
    Ok(policies
        .filter(|policy| policy.name.as_deref().is_some_and(named) && Some(&policy.id) != from)
        .map(|policy| policy.id)
        .collect())
}

/// The time without fractions of a second.
pub fn to_the_second(time: Timestamp) -> Timestamp {
    Timestamp::from_second(time.as_second()).unwrap_or(time)
}

/// The policies of these people, and of those who can take the change back, as the service has them now; none when
/// it does not tell them.
///
/// # Errors
/// When it fails otherwise.
pub fn now(
    context: &Context,
    client: &Client,
    org: &OrgId,
    wanted: &[Wanted],
    rescuers: &[Person],
) -> CliResult<Option<Live>> {
    let mut accounts: Vec<AccountId> = wanted
        .iter()
        .filter_map(|wanted| Some(wanted.found.person.as_ref()?.account_id.clone()))
        .collect();
    if accounts.is_empty() {
        return Ok(Some(Live {
            read: context.now(),
            ..Live::default()
        }));
    }
    let known: HashSet<AccountId> = accounts.iter().cloned().collect();
    let others = rescuers.iter().map(|one| &one.account_id);
    accounts.extend(others.filter(|id| !known.contains(*id)).cloned());
    let mut progress = context.ui.progress("Reading", Some(accounts.len() as u64));
    let read = context.block_on(read_live(
        client,
        org,
        &accounts,
        context.now(),
        &mut |done| progress.at(done as u64),
    ))?;
    progress.finish();
    match read {
        Ok(live) => Ok(Some(live)),
        Err(error) if may_not_read(&error) => {
            context.ui.warning(format!(
                "this credential may not read policies; using the mirror's: {}",
                display(&error.to_string())
            ));
            Ok(None)
        }
        Err(error) => Err(error.into()),
    }
}

/// The mirror a plan is made from.
///
/// # Errors
/// When it cannot be read.
pub fn base(mirror: &Mirror, live: Option<&Live>) -> CliResult<Base> {
    let sync = mirror.last_sync()?;
    Ok(Base {
        sync: sync.as_ref().map(|sync| sync.sync),
        synced: sync.and_then(|sync| sync.finished_at),
        read: live.map(|live| live.read),
    })
}

/// The plan with what the mirror knows of the policies.
///
/// # Errors
/// When it cannot be read.
pub fn with_policies(context: &Context, mirror: &Mirror, mut plan: Plan) -> CliResult<Plan> {
    let (policies, unknown) = coverage(mirror, &plan.rows, context.now())?;
    (plan.policies, plan.policy_unknown) = (policies, unknown);
    Ok(plan)
}

/// The plan's notes for its reader.
fn notes(
    wanted: &[Wanted],
    rows: &[Row],
    mirror: &Mirror,
    to: &PolicyId,
) -> CliResult<Vec<String>> {
    let changed = || {
        wanted
            .iter()
            .zip(rows)
            .filter(|(_, row)| row.verdict.is_change())
            .filter_map(|(wanted, _)| wanted.found.person.as_ref())
    };
    let mut notes = Vec::new();
    let known = mirror.policies()?;
    if !known.iter().any(|policy| policy.id == *to) {
        notes.push(format!(
            "policy {to} is not in the mirror; it may have no members yet"
        ));
    }
    let synced = changed()
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
    let unknown = |person: &Person| person.org_admin.is_none();
    let taken = changed().filter(|person| unknown(person)).count();
    if taken > 0 {
        notes.push(format!(
            "the service does not say whether {} to be changed are organization admins",
            people(taken as u64)
        ));
    }
    let held = rows
        .iter()
        .filter(|row| row.verdict == Verdict::UnknownRoles);
    let held = held.count();
    if held > 0 {
        notes.push(format!(
            "the service does not say whether {} left out are organization admins",
            people(held as u64)
        ));
    }
    if rows.iter().any(|row| row.verdict == Verdict::LastAdmin) {
        notes.push(
            "one managed, active organization admin must stay outside the change to be able to undo it; \
             where roles are unknown, list one under `protected` in the profile"
                .to_owned(),
        );
    }
    Ok(notes)
}
