//! `atlctl group create`.

use atlctl_core::change::facet::group_exists::{GroupExists, PRESENT};
use atlctl_core::change::{Facet, FacetKind, Target};
use atlctl_core::plan::{Include, Kind};
use clap::Args;

use super::existence::{of_line, wanted};
use crate::changes::{
    DirectoryOption, Intent, PlanOptions, directory_or_portal, no_notes, plan_and_apply, signed_in,
};
use crate::context::Context;
use crate::error::{CliError, CliResult};

/// Create a group
///
/// The group is empty and gives access to nothing. Atlassian cannot rename groups.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl group create contractors-2027 --description \"Contractors, until June\"
  atlctl group create contractors-2027 --yes \\
      && atlctl group add contractors-2027 --csv new.csv")]
pub struct Create {
    /// Name of the group
    #[arg(value_name = "NAME", help_heading = "Arguments")]
    name: String,
    /// Description of the group
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    #[command(flatten)]
    directory: DirectoryOption,
    #[command(flatten)]
    plan_options: PlanOptions,
}

/// Runs `atlctl group create`.
///
/// # Errors
/// When the name cannot be one, nobody agrees, or Atlassian fails.
pub fn run(context: &Context, args: &Create) -> CliResult {
    args.plan_options.check(context, None)?;
    let name = args.name.trim();
    if name.is_empty() || name.chars().count() > 255 || name.chars().any(char::is_control) {
        return Err(CliError::usage(
            "invalid group name: use 1 to 255 characters and no line breaks",
        ));
    }
    let org = context.org()?;
    let signed = signed_in(context)?;
    let mirror = context.mirror_to_plan_from()?;
    let service = (&signed.client, &org);
    let directory = directory_or_portal(context, service, &mirror, &args.directory)?;
    let description = args.description.clone().unwrap_or_default();
    let facet = Facet::about(FacetKind::of(&GroupExists), [directory, description]);
    let target = Target::GroupName(name.to_owned());
    let row = wanted(&mirror, facet, target, PRESENT)?;
    let intent = Intent {
        kind: Kind::Several {
            title: format!("Create group {name}"),
        },
        wanted: vec![row],
        from: None,
        origin: of_line(),
        include: Include::default(),
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
