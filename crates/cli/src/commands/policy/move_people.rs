//! `atlctl policy move`.

use std::ops::ControlFlow;

use atlctl_api::{AccountId, Client, OrgId, PolicyId};
use atlctl_core::plan::{
    Base, Kind as Change, Live, Plan, Row, Rules, Wanted, coverage, decide, read_live, resolve,
};
use atlctl_core::query::{Cell, List, ListQuery};
use atlctl_core::store::Mirror;
use clap::Args;
use jiff::Timestamp;

use crate::changes::{
    Offer, Who, admins, limit, named_policy, offer, refused_to_tell, rules, service, signed_in,
    tell_folded,
};
use crate::context::Context;
use crate::error::CliResult;
use crate::ui::display;

/// Move people to another authentication policy
///
/// Makes a plan, shows it, and applies it when you agree (or with --yes). People who are there already,
/// are not managed, suspended, unknown or protected are left alone, each with the reason. Every row is
/// read back from the service before it counts as done. What is cut off is resumed with `atlctl run
/// resume`, and `atlctl undo` moves everyone back.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl policy move ann@example.com --to \"Strict sign-in\"
  atlctl policy move --csv people.csv --to Contractors --plan move.json
  atlctl policy move --where \"domain = 'old.example'\" --from Default --to SSO --yes")]
pub struct Move {
    /// The policy to move them to, by name or id
    #[arg(long, value_name = "POLICY")]
    to: String,
    /// Only people who are in this policy now
    #[arg(long, value_name = "POLICY")]
    from: Option<String>,
    /// Move organisation admins too
    #[arg(long)]
    include_admins: bool,
    /// Move suspended people too
    #[arg(long)]
    include_suspended: bool,
    #[command(flatten)]
    who: Who,
    #[command(flatten)]
    offer: Offer,
}

/// Moves people.
///
/// # Errors
/// When nobody or nothing is found, a guard refuses, or the service fails.
pub fn run(context: &Context, args: &Move) -> CliResult {
    args.offer.check(context, args.who.problems.as_deref())?;
    let org = context.org()?;
    let (client, yourself) = signed_in(context)?;
    let mirror = context.mirror_to_plan_from()?;
    let to = named_policy(&mirror, "--to", &args.to)?;
    let from = args
        .from
        .as_deref()
        .map(|name| named_policy(&mirror, "--from", name))
        .transpose()?;
    let (people, mut origin) = args.who.gather(context, &mirror, args.offer.force)?;
    let resolved = resolve(&mirror, &people)?;
    tell_folded(context, &resolved.folded);
    origin.folded += resolved.folded.len() as u64;
    let wanted: Vec<Wanted> = resolved
        .found
        .into_iter()
        .map(|found| Wanted {
            found,
            to: Some(to.clone()),
        })
        .collect();
    let live = now(context, &client, &org, &wanted)?;
    let (_, profile) = context.profile()?;
    let rules = Rules {
        from: from.clone(),
        include_admins: args.include_admins,
        include_suspended: args.include_suspended,
        admins: Some(admins(context, &mirror)?),
        ..rules(context, &mirror, &profile, yourself)?
    };
    let rows = decide(&wanted, live.as_ref(), &rules);
    let notes = notes(&wanted, &rows, &mirror, &to)?;
    let plan = Plan {
        kind: Change::PolicyMove { to },
        org: org.as_str().to_owned(),
        org_name: org_name(&mirror, &org, profile.org_name.clone())?,
        service: service(&client),
        made: to_the_second(context.now()),
        tool: env!("CARGO_PKG_VERSION").to_owned(),
        base: base(&mirror, live.as_ref())?,
        origin,
        from,
        policies: Vec::new(),
        policy_unknown: 0,
        notes,
        rows,
    };
    let plan = with_policies(context, &mirror, plan)?;
    let allowed = limit(context, &mirror, &profile, &plan, &args.offer.bounds);
    offer(context, &client, &org, plan, &args.offer, allowed)
}

/// The time without what nobody reads.
pub fn to_the_second(time: Timestamp) -> Timestamp {
    Timestamp::from_second(time.as_second()).unwrap_or(time)
}

/// The policies of these people as the service has them now; none when it does not tell them.
///
/// # Errors
/// When it fails otherwise.
pub fn now(
    context: &Context,
    client: &Client,
    org: &OrgId,
    wanted: &[Wanted],
) -> CliResult<Option<Live>> {
    let accounts: Vec<AccountId> = wanted
        .iter()
        .filter_map(|wanted| Some(wanted.found.person.as_ref()?.account_id.clone()))
        .collect();
    if accounts.is_empty() {
        return Ok(Some(Live {
            read: context.now(),
            ..Live::default()
        }));
    }
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
        Err(error) if refused_to_tell(&error) => {
            context.ui.warning(format!(
                "the service does not tell policies with this sign-in; the mirror's are used: {}",
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

/// The organisation's name: the profile's, else the mirror's.
///
/// # Errors
/// When the mirror cannot be read.
pub fn org_name(mirror: &Mirror, org: &OrgId, known: Option<String>) -> CliResult<Option<String>> {
    let mut name = known;
    let columns = ["id".to_owned(), "name".to_owned()];
    ListQuery::default().run(mirror, List::Orgs, &columns, &mut |cells| {
        let text = |at: usize| cells.get(at).and_then(Cell::text);
        if text(0) == Some(org.as_str()) && name.is_none() {
            name = text(1).map(str::to_owned);
        }
        ControlFlow::Continue(())
    })?;
    Ok(name)
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

/// What whoever reads the plan should know.
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
            "the mirror knows no policy {to}: it may have no members yet"
        ));
    }
    let synced = changed()
        .filter(|person| person.managed_by_idp == Some(true))
        .count();
    if synced > 0 {
        notes.push(format!(
            "an identity provider keeps {synced} of them; a policy changes how they sign in, not who keeps them"
        ));
    }
    let roles = changed()
        .filter(|person| person.org_admin.is_none())
        .count();
    if roles > 0 {
        notes.push(format!(
            "of {roles} it is not known whether they are organisation admins"
        ));
    }
    Ok(notes)
}
