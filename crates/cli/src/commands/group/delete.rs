//! `atlctl group delete`.

use atlctl_api::{Client, DirectoryId, GroupId, OrgId};
use atlctl_core::change::facet::group_exists::{ABSENT, GroupExists, of_deleted};
use atlctl_core::change::{Facet, FacetKind, Target, role_title};
use atlctl_core::number::{counted, people};
use atlctl_core::plan::{Include, Kind};
use atlctl_core::store::GroupFacts;
use clap::Args;
use futures_util::TryStreamExt as _;

use super::existence::{of_line, wanted};
use super::members_now::members_now;
use super::named::{in_directory, named};
use super::protected::ProtectedGroups;
use crate::changes::{DirectoryOption, Intent, PlanOptions, plan_and_apply, signed_in};
use crate::context::Context;
use crate::error::{CliError, CliResult, Kind as ErrorKind};
use crate::suggest;
use crate::ui::display;

/// Delete a group
///
/// Its members lose what only it gave them. The plan says who they are and what it gives. Undo creates a group with the
/// same name and members again; but its ID is another one, and what referred to the group (permissions, filters,
/// automation rules) does not find it any more.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl group delete old-project-2019 --dry-run
  atlctl group delete old-project-2019 --reason \"project ended\"")]
pub struct Delete {
    /// Group name or ID
    #[arg(value_name = "GROUP", help_heading = "Arguments")]
    group: String,
    #[command(flatten)]
    directory: DirectoryOption,
    #[command(flatten)]
    protected: ProtectedGroups,
    #[command(flatten)]
    plan_options: PlanOptions,
}

/// Runs `atlctl group delete`.
///
/// # Errors
/// When the group is unknown or cannot be deleted, a guard refuses, or Atlassian fails.
pub fn run(context: &Context, args: &Delete) -> CliResult {
    args.plan_options.check(context, None)?;
    let org = context.org()?;
    let signed = signed_in(context)?;
    let mirror = context.mirror_to_plan_from()?;
    let group = named(
        context,
        (&signed.client, &org),
        &mirror,
        &args.directory,
        &args.group,
    )?;
    let directory = in_directory(&mirror, &args.directory, &group)?;
    let members = members_now(context, &signed.wire(&org), &mirror, &group)?;
    let notes = notes(
        context,
        (&signed.client, &org),
        &directory,
        &group,
        members.len(),
    )?;
    let accounts = members
        .into_iter()
        .filter_map(|found| found.given.account)
        .collect();
    let facet = Facet::about(
        FacetKind::of(&GroupExists),
        of_deleted(
            &directory,
            group.description.as_deref(),
            group.shown(),
            accounts,
        ),
    );
    let row = wanted(
        &mirror,
        facet.clone(),
        Target::Group(group.id.clone()),
        ABSENT,
    )?;
    let intent = Intent {
        kind: Kind::Set {
            facet,
            to: ABSENT.into(),
        },
        wanted: vec![row],
        from: None,
        service_values: std::collections::HashSet::new(),
        origin: of_line(),
        include: args.protected.add_to(Include::default()),
    };
    plan_and_apply(
        context,
        &signed,
        &org,
        &mirror,
        intent,
        (&args.plan_options, None),
        &|_, _| Ok(notes.clone()),
    )
}

/// What the group gives, and that it cannot come back as it was.
fn notes(
    context: &Context,
    (client, org): (&Client, &OrgId),
    directory: &str,
    group: &GroupFacts,
    members: usize,
) -> CliResult<Vec<String>> {
    let (directory, id) = (
        DirectoryId::from(directory),
        GroupId::from(group.id.as_str()),
    );
    if let Ok(now) = context.block_on(client.group(org, &directory, &id))?
        && now.management_access.and_then(|access| access.deletable) == Some(false)
        && !group.of_provider()
    {
        return Err(CliError::new(
            ErrorKind::Refused,
            format!(
                "Atlassian does not allow anyone to delete the group {}",
                display(group.shown())
            ),
        )
        .hint(format!(
            "to see its members: {}",
            suggest::command(&["group", "members", &group.id])
        )));
    }
    let mut notes = vec![format!(
        "{} would lose what only this group gives them",
        people(members as u64)
    )];
    let roles: Result<Vec<_>, _> = context.block_on(
        client
            .group_role_assignments(org, &directory, &id)
            .try_collect(),
    )?;
    match (roles, group.resources) {
        (Ok(roles), _) => {
            let gives: Vec<String> = roles
                .iter()
                .flat_map(|one| {
                    let app = one
                        .owner
                        .as_deref()
                        .or(one.resource.as_ref().map(|id| id.as_str()));
                    let app = app.unwrap_or("an app").to_owned();
                    one.roles
                        .iter()
                        .map(move |role| format!("{} in {app}", role_title(role.as_str())))
                })
                .collect();
            notes.push(if gives.is_empty() {
                "it gives no role in any app; groups may also be used in permissions, which Atlassian does not list here"
                    .to_owned()
            } else {
                format!("it gives {}", gives.join(", "))
            });
        }
        (Err(_), Some(resources)) => notes.push(format!(
            "it gives access to {}, according to the mirror",
            counted(resources, "resource", "resources")
        )),
        (Err(_), None) => notes.push("what it gives access to is unknown".to_owned()),
    }
    notes.push(
        "undo creates it again with its members, but with a new ID; permissions, filters and automation rules that use the old ID no longer find it"
            .to_owned(),
    );
    Ok(notes)
}
