//! `atlctl group copy-members`.

use atlctl_core::change::facet::membership::IN;
use atlctl_core::plan::{Include, Kind, Origin, Wanted};
use clap::Args;

use super::find_group::{membership, named};
use super::protected::ProtectedGroups;
use crate::changes::{
    DirectoryOption, IncludeFlags, Intent, PlanOptions, members_now, no_notes, plan_and_apply,
    signed_in,
};
use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::ui::display;

/// Add the members of one group to another
///
/// Nobody is removed, and the first group stays as it is. The members are read live.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl group copy-members jira-users jira-users-new
  atlctl group copy-members team-a team-b --dry-run")]
pub struct CopyMembers {
    /// Group whose members are copied (name or ID)
    #[arg(value_name = "FROM", help_heading = "Arguments")]
    from: String,
    /// Group that they are added to (name or ID)
    #[arg(value_name = "TO", help_heading = "Arguments")]
    to: String,
    #[command(flatten)]
    directory: DirectoryOption,
    #[command(flatten)]
    include: IncludeFlags,
    #[command(flatten)]
    protected: ProtectedGroups,
    #[command(flatten)]
    plan_options: PlanOptions,
}

/// Runs `atlctl group copy-members`.
///
/// # Errors
/// When a group is unknown, a guard refuses, or Atlassian fails.
pub fn run(context: &Context, args: &CopyMembers) -> CliResult {
    args.plan_options.check(context, None)?;
    let org = context.org()?;
    let signed = signed_in(context)?;
    let mirror = context.mirror_to_plan_from()?;
    let from = named(
        context,
        (&signed.client, &org),
        &mirror,
        &args.directory,
        &args.from,
    )?;
    let (to, facet) = membership(
        context,
        (&signed.client, &org),
        &mirror,
        &args.directory,
        &args.to,
    )?;
    if from.id == to.id {
        return Err(CliError::usage(format!(
            "FROM and TO are the same group: {}",
            display(from.shown())
        )));
    }
    let wire = signed.wire(&org);
    let mut wanted = Vec::new();
    for found in members_now(context, &wire, &mirror, &from)? {
        let mut row = Wanted::of_person(found, facet.clone(), Some(IN.into()));
        if let Some(target) = row.target() {
            row.mirrored = facet.kind.mirrored(&mirror, &facet.of, &target)?;
        }
        wanted.push(row);
    }
    let intent = Intent {
        kind: Kind::Set {
            facet,
            to: IN.into(),
        },
        wanted,
        from: None,
        origin: Origin {
            what: format!("the members of the group {}", from.shown()),
            ..Origin::default()
        },
        include: args.protected.add_to(Include::from(args.include)),
        equal: Vec::new(),
    };
    plan_and_apply(
        context,
        &signed,
        &org,
        &mirror,
        intent,
        (&args.plan_options, None),
        &no_notes,
    )
}
