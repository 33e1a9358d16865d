//! `atlctl review plan`.

use std::path::PathBuf;

use atlctl_core::apply::Settings;
use atlctl_core::change::facet::platform_role::PlatformRole;
use atlctl_core::change::{FacetKind, ORG_ADMIN};
use atlctl_core::number::{counted, grouped};
use atlctl_core::plan::{self, Include, Kind, Origin, Plan, Wanted};
use atlctl_core::review::{
    About, Answered, Decision, Folder, NewFile, Planned, ReviewRow, ScopeKind, Started,
};
use clap::Args;

use super::csv_lists::decided;
use super::evidence::{open_unclosed, step, step_added};
use super::outcomes::warn_of_carried_out;
use super::problems::{self, said_unusable};
use super::removals::Removals;
use super::returned_lists::{CameIn, came_in};
use super::run_results::{PlanRuns, results, runs_of};
use crate::changes::{
    ChangeLimits, DirectoryOption, IncludeFlags, Intent, Shown, SignedIn, Why, limit, make_plan,
    print_plan, print_summary, runs, signed_in,
};
use crate::commands::group::ProtectedGroups;
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit, Kind as ErrorKind};
use crate::hint_commands;
use crate::list_encoding::ListEncoding;
use crate::ui::display;

/// Make a plan from the reviewers' decisions
///
/// Reads the lists in DIR/returned, and FILEs, which it copies there: CSV from any program, with columns in any
/// order, and decisions in many languages (keep, remove, ?) or in the words of the configuration's section actions.
/// Prints all problems at once: rows that were changed, are missing, were never asked or are another reviewer's, unknown
/// words, contradictory decisions (including a removal that another answer leaves open). If there is a problem, no plan is
/// made.
///
/// The plan takes away what reviewers decided to remove: it removes people from groups, revokes roles, and removes
/// access to apps as `user remove-access` does. It leaves out removals that would also take access or a role that a reviewer
/// decided to keep. Rows without a decision stay as they are. `atlctl apply` applies the plan. When more lists
/// come in, make another plan; a later answer replaces an earlier one, including a ? or an empty cell, and the earlier plan can
/// no longer be applied.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl review plan access-review-2026-11-24
  atlctl review plan q4 ann.csv bob.csv --ticket AUD-7
  atlctl review plan q4 --dry-run")]
pub struct PlanDecisions {
    /// Folder of the review
    #[arg(value_name = "DIR")]
    dir: PathBuf,
    /// Returned lists outside DIR/returned
    #[arg(value_name = "FILE")]
    lists: Vec<PathBuf>,
    /// Leave rows with a problem undecided
    #[arg(long)]
    skip_problems: bool,
    /// Show the plan without adding it to the review
    #[arg(long)]
    dry_run: bool,
    #[command(flatten)]
    encoding: ListEncoding,
    #[command(flatten)]
    directory: DirectoryOption,
    #[command(flatten)]
    include: IncludeFlags,
    #[command(flatten)]
    protected: ProtectedGroups,
    /// Remove people also from groups that give them other apps
    #[arg(long, help_heading = "Guards")]
    through_shared_groups: bool,
    #[command(flatten)]
    bounds: ChangeLimits,
    /// Reason for the change [default: the access review's ID]
    #[arg(long, value_name = "TEXT", help_heading = "Plan")]
    reason: Option<String>,
    /// Ticket or request ID, kept with the plan
    #[arg(long, value_name = "ID", help_heading = "Plan")]
    ticket: Option<String>,
}

/// Makes the plan.
///
/// # Errors
/// When the folder was changed, the lists have problems, a guard refuses, or Atlassian fails.
pub fn run(context: &Context, args: &PlanDecisions) -> CliResult {
    let (mut folder, started, _) = open_unclosed(context, &args.dir)?;
    let org = context.org()?;
    if org.as_str() != started.org {
        return Err(CliError::new(
            ErrorKind::Refused,
            format!(
                "the review belongs to another organization: {}",
                display(started.org_name.as_deref().unwrap_or(&started.org))
            ),
        )
        .hint("choose the profile of that organization: --profile NAME"));
    }
    let of_plans = match plan_runs(context, &folder) {
        // Nothing goes on while a plan is only looked at.
        Err(_) if args.dry_run => Vec::new(),
        of_plans => of_plans?,
    };
    let rows = folder.rows()?;
    let came = came_in(context, &folder, &rows, &args.lists, args.encoding.encoding)?;
    if came.names.is_empty() && folder.manifest.plans().next().is_none() {
        let place = args.dir.join("returned");
        let dir = args.dir.to_string_lossy();
        return Err(
            CliError::usage("no reviewer's list has been returned").hint(format!(
                "put the lists into {}, then: {}",
                display(&place.to_string_lossy()),
                hint_commands::command(&["review", "plan", &dir])
            )),
        );
    }
    if !came.problems.is_empty() {
        if !args.skip_problems {
            problems::print(context, &came.problems)?;
            return Err(problems::refuse(&came.problems));
        }
        context.ui.warning(problems::left_undecided(&came.problems));
    }
    let signed = signed_in(context)?;
    let plan = planned(context, args, &signed, &started, &rows, &came)?;
    let counts = Answered::of(&rows, &came.answers);
    print_summary(context, &plan);
    context.ui.status(format!(
        "Decisions: {} to keep, {} to remove, {} undecided (they stay as they are{}).",
        grouped(counts.keep),
        grouped(counts.remove),
        grouped(counts.undecided()),
        said_unusable(counts.unusable).map_or_else(String::new, |said| format!("; {said}"))
    ));
    came.warn_of_several(context);
    came.warn_of_taken_back(context, &rows);
    if !of_plans.is_empty() {
        let results = results(&folder, &of_plans)?;
        warn_of_carried_out(context, &rows, &came.answers, &results);
    }
    if !plan.rows.is_empty() {
        print_plan(context, &plan, &Shown::default())?;
    }
    if plan.left_out() > 0 {
        context.ui.warning(format!(
            "{} to remove cannot be carried out; the plan says why",
            counted(plan.left_out() as u64, "decision", "decisions")
        ));
    }
    let mirror = context.mirror_to_plan_from()?;
    let (_, profile) = context.guarded_profile()?;
    limit(context, &mirror, &profile, &plan, &args.bounds)?;
    if args.dry_run {
        context
            .ui
            .status("Nothing was added to the review; nothing changed.");
        return Ok(Exit::Done);
    }
    record(context, &mut folder, &signed, &plan, (&rows, &came, counts))
}

/// The runs of the earlier plans. Refuses another plan while one is not finished: it would go on with what is no longer
/// decided.
fn plan_runs(context: &Context, folder: &Folder) -> CliResult<Vec<PlanRuns>> {
    let runs = runs(context, &context.org()?);
    let plans = folder.manifest.plans().cloned();
    plans.map(|planned| runs_of(&runs, planned)).collect()
}

fn planned(
    context: &Context,
    args: &PlanDecisions,
    signed: &SignedIn,
    started: &Started,
    rows: &[ReviewRow],
    came: &CameIn,
) -> CliResult<Plan> {
    let org = context.org()?;
    let mirror = context.mirror_to_plan_from()?;
    let removals = Removals {
        context,
        signed,
        mirror: &mirror,
        directory: &args.directory,
        through_shared: args.through_shared_groups,
        started,
        rows,
        answers: &came.answers,
    };
    let mut wanted = removals.wanted()?;
    let given = Include::from(args.include);
    if !given.admins {
        spare_admins(&mut wanted);
    }
    let title = format!("Access review {}", started.id);
    let intent = Intent {
        kind: Kind::Several {
            title: title.clone(),
        },
        wanted,
        from: None,
        origin: Origin {
            what: format!("the decisions of the access review {}", started.id),
            review: Some(started.id.clone()),
            problems: came.problems.len() as u64,
            ..Origin::default()
        },
        include: include(args, started, rows, came),
        equal: Vec::new(),
    };
    let why = Why {
        reason: args.reason.clone().or(Some(title)),
        ticket: args.ticket.clone(),
        until: None,
        batch: Settings::default().batch,
        groups_matter: args.bounds.max_group_changes.is_some(),
    };
    make_plan(context, signed, &org, &mirror, intent, why, &|_, _| {
        Ok(Vec::new())
    })
}

/// Taking the role of an admin is about admins; what else the plan takes from them needs the flag.
fn spare_admins(wanted: &mut [Wanted]) {
    for row in wanted {
        let person = row.found.person.as_ref();
        let admin = person.is_some_and(|person| person.org_admin == Some(true));
        if admin && row.obstacle.is_none() && row.facet.kind != FacetKind::of(&PlatformRole) {
            row.obstacle = Some("is an organization admin (use --include-admins)".to_owned());
        }
    }
}

/// Where the role of an organization admin is taken away, the change is about admins.
fn include(args: &PlanDecisions, started: &Started, rows: &[ReviewRow], came: &CameIn) -> Include {
    let mut include = args.protected.add_to(Include::from(args.include));
    let scopes = started.scopes.iter().map(|entry| &entry.scope);
    let admins: Vec<String> = scopes
        .filter(|scope| scope.kind == ScopeKind::Role && scope.id == ORG_ADMIN)
        .map(|scope| scope.label())
        .collect();
    include.admins |= rows.iter().any(|row| {
        let answer = came.answers.get(&row.row);
        admins.contains(&row.access)
            && answer.is_some_and(|answer| answer.decision == Some(Decision::Remove))
    });
    include
}

/// Adds the plan, the decisions and the lists to the folder.
fn record(
    context: &Context,
    folder: &mut Folder,
    signed: &SignedIn,
    plan: &Plan,
    (rows, came, counts): (&[ReviewRow], &CameIn, Answered),
) -> CliResult {
    let number = folder.manifest.plans().count() + 1;
    let (text, checksum) = plan::to_text(plan)
        .map_err(|error| CliError::failed("cannot write the plan").cause(&error))?;
    let about = Planned {
        plan: format!("plan-{number}.json"),
        checksum,
        changes: plan.changes() as u64,
        decisions: format!("decisions-{number}.csv"),
        keep: counts.keep,
        remove: counts.remove,
        undecided: counts.undecided(),
        unusable: counts.unusable,
        problems: came.problems.len() as u64,
        returned: came.names.clone(),
        encoding: came.encoding.map(|encoding| encoding.as_str().to_owned()),
    };
    let mut files = came.copied.clone();
    files.push(NewFile::new(
        &about.decisions,
        decided(context, rows, &came.answers)?,
    ));
    files.push(NewFile::new(&about.plan, text));
    let in_place = came.in_place.iter().map(NewFile::entry).collect();
    let path = folder.dir().join(&about.plan);
    let path = path.to_string_lossy();
    let step = step(context, signed.actor.clone(), About::Plan(about));
    let replaced = folder.manifest.plans().next_back();
    let replaced = replaced.map(|plan| display(&plan.plan));
    folder.add(&files, in_place, step)?;
    let ui = &context.ui;
    ui.status(format!("Added the plan {} to the review.", display(&path)));
    if let Some(replaced) = replaced {
        ui.status(format!(
            "It replaces {replaced}, which can no longer be applied."
        ));
    }
    step_added(context, folder);
    if plan.changes() == 0 {
        let dir = folder.dir().to_string_lossy();
        ui.status("Nothing to change.");
        ui.hint(format!(
            "when all decisions are in, close the review: {}",
            hint_commands::command(&["review", "close", &dir])
        ));
    } else {
        ui.hint(format!(
            "apply it within a day: {}",
            hint_commands::command(&["apply", &path])
        ));
    }
    Ok(Exit::Done)
}
