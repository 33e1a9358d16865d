//! What granting and revoking share.

use atlctl_core::change::facet::app_role::{AppRole, HELD};
use atlctl_core::change::facet::platform_role::PlatformRole;
use atlctl_core::change::{Facet, FacetKind, Target};
use atlctl_core::plan::{Found, Kind, Origin, Row as PlanRow, Wanted as Row};
use clap::Args;

use super::find_role::{AppOption, Wanted, find, note_of_sandbox};
use super::role_paths::tell_ways;
use crate::changes::{
    ChangePeople, DirectoryOption, From, GrantFilter, Notes, PeopleChange, no_notes,
};
use crate::commands::group::{ProtectedGroups, in_directory, named};
use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::hint_commands;

/// A role, and who is to have it or not.
#[derive(Debug, Args)]
pub struct RoleChange {
    /// Role name, such as user or org-admin, or role ID
    #[arg(value_name = "ROLE", help_heading = "Arguments")]
    role: String,
    #[command(flatten)]
    on: AppOption,
    #[command(flatten)]
    people: ChangePeople<GrantFilter>,
    /// Change this group's role instead (name or ID)
    ///
    /// Its members have the role through the group.
    #[arg(long, value_name = "GROUP", help_heading = "Selection", conflicts_with_all = ["people", "csv", "from_stdin", "except"])]
    group: Option<String>,
    #[command(flatten)]
    directory: DirectoryOption,
    #[command(flatten)]
    protected: ProtectedGroups,
}

/// Makes the role held or not held.
///
/// # Errors
/// When the role or app is unknown, nobody is selected, a guard refuses, or Atlassian fails.
pub(super) fn set(context: &Context, args: &RoleChange, to: &str) -> CliResult {
    let mut change = args.people.begin(context)?;
    let wanted = find(&change.mirror, &args.role, &args.on)?;
    let note = match (&wanted, &args.on) {
        (
            Wanted::Resource { resource, .. },
            AppOption {
                app: Some(app),
                site,
            },
        ) => note_of_sandbox(&change.mirror, app, site.as_deref(), resource)?,
        _ => None,
    };
    let notes = |_: &[Row], _: &[PlanRow]| Ok(note.iter().cloned().collect());
    change.include = args.protected.add_to(change.include);
    match (wanted, &args.group) {
        (Wanted::Organization(role), None) => {
            // The change is about them.
            change.include.admins |= to != HELD;
            let facet = Facet::about(FacetKind::of(&PlatformRole), [role]);
            let people = change.select()?;
            people.set(&facet, &to.into(), From::default(), &no_notes)
        }
        (Wanted::Organization(_), Some(group)) => Err(CliError::usage(
            "an organization role is given to people, not to groups",
        )
        .hint(format!(
            "give it to its members by their addresses; to list them: {}",
            hint_commands::command(&["group", "members", group])
        ))),
        (Wanted::Resource { role, resource }, Some(group)) => {
            of_group(change, args, group, ([&role, &resource], to), &notes)
        }
        (Wanted::Resource { role, resource }, None) => {
            let directory = args.directory.find(&change.mirror)?;
            let facet = Facet::about(FacetKind::of(&AppRole), [&directory, &role, &resource]);
            of_people(change.select()?, &facet, to, &notes)
        }
    }
}

fn of_group(
    mut change: PeopleChange<'_>,
    args: &RoleChange,
    group: &str,
    ([role, resource], to): ([&str; 2], &str),
    notes: Notes<'_>,
) -> CliResult {
    let service = (&change.signed.client, &change.org);
    let group = named(
        change.context,
        service,
        &change.mirror,
        &args.directory,
        group,
    )?;
    let directory = in_directory(&change.mirror, &args.directory, &group)?;
    let facet = Facet::about(
        FacetKind::of(&AppRole),
        [directory.as_str(), role, resource],
    );
    let row = Row {
        target: Some(Target::Group(group.id.clone())),
        ..Row::of_person(Found::nobody(), facet.clone(), Some(to.into()))
    };
    change.origin = Origin {
        what: "the command line".to_owned(),
        ..Origin::default()
    };
    let kind = Kind::Set {
        facet,
        to: to.into(),
    };
    change.plan(kind, vec![row], From::default(), notes)
}

fn of_people(change: PeopleChange<'_>, facet: &Facet, to: &str, notes: Notes<'_>) -> CliResult {
    let mut rows = Vec::new();
    for found in &change.found {
        rows.push(change.wanted(found.clone(), facet, Some(to.into()))?);
    }
    tell_ways(&change, &mut rows)?;
    let kind = Kind::Set {
        facet: facet.clone(),
        to: to.into(),
    };
    change.plan(kind, rows, From::default(), notes)
}
