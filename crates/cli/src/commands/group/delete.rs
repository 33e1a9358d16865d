//! `atlctl group delete`.

use std::collections::HashSet;

use atlctl_api::{Client, DirectoryId, GroupId, OrgId};
use atlctl_core::change::Target;
use atlctl_core::change::facet::group_exists::ABSENT;
use atlctl_core::input::read_ids;
use atlctl_core::number::counted;
use atlctl_core::plan::{Include, Kind, Origin};
use atlctl_core::store::{GroupFacts, Mirror};
use clap::Args;

use super::existence::{of_line, wanted};
use super::find_group::{in_directory, named};
use super::protected::ProtectedGroups;
use crate::changes::{
    DeletedGroup, DirectoryOption, IncludeFlags, Intent, KnownAs, PlanOptions, plan_and_apply,
    refuse_named_otherwise, signed_in, undo_of_deletion,
};
use crate::context::Context;
use crate::error::{CliError, CliResult, Kind as ErrorKind};
use crate::hint_commands;
use crate::input_file::hash;
use crate::ui::display;

/// Delete groups
///
/// The members lose the access that only this group gave them; the plan shows what that is. Undo creates a group with
/// the same name, members and roles in apps, but with another ID: permissions, filters and automation rules that used
/// the old group do not find it.
///
/// atlctl does not delete a group if a guard protects members who would lose access to an app, such as organization
/// admins, service accounts and protected people.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl group delete old-project-2019 --dry-run
  atlctl group delete old-project-2019 --reason \"project ended\"
  atlctl report groups --list empty -o id \\
      | atlctl group delete --from-stdin --plan groups.json")]
pub struct Delete {
    /// Group names or IDs
    #[arg(value_name = "GROUP", group = "which", help_heading = "Arguments")]
    groups: Vec<String>,
    /// Read groups from standard input: IDs or names, one per line, or an atlctl list as CSV, JSON or JSON Lines
    #[arg(long, group = "which", help_heading = "Selection")]
    from_stdin: bool,
    #[command(flatten)]
    directory: DirectoryOption,
    #[command(flatten)]
    include: IncludeFlags,
    #[command(flatten)]
    protected: ProtectedGroups,
    #[command(flatten)]
    plan_options: PlanOptions,
}

/// Runs `atlctl group delete`.
///
/// # Errors
/// When a group is unknown or cannot be deleted, a guard refuses, or Atlassian fails.
pub fn run(context: &Context, args: &Delete) -> CliResult {
    args.plan_options.check(context, None)?;
    let org = context.org()?;
    let signed = signed_in(context)?;
    let mirror = context.mirror_to_plan_from()?;
    let (names, origin) = selected(context, &mirror, args)?;
    let several = names.len() > 1;
    let (mut rows, mut notes, mut groups) = (Vec::new(), Vec::new(), Vec::new());
    let mut known = HashSet::new();
    for name in &names {
        let of = (&signed.client, &org);
        let group = named(context, of, &mirror, &args.directory, name)?;
        if !known.insert(group.id.clone()) {
            continue;
        }
        let directory = in_directory(&mirror, &args.directory, &group)?;
        let refused = undeletable(context, of, &directory, &group)?;
        let refused = match refused {
            Some(error) if !several => return Err(error),
            refused => refused.is_some(),
        };
        let target = Target::Group(group.id.clone());
        let name = display(group.shown());
        let deleted = DeletedGroup::read(context, &signed.wire(&org), &mirror, group, directory)?;
        let said = deleted.gives();
        if several {
            notes.push(format!("{name}: {}", said.join("; ")));
        } else {
            notes.extend(said);
        }
        let facet = deleted.facet();
        groups.push(deleted);
        let mut row = wanted(&mirror, facet, target, ABSENT)?;
        row.obstacle =
            refused.then(|| "Atlassian does not allow anyone to delete this group".to_owned());
        rows.push(row);
    }
    notes.push(undo_of_deletion(&groups));
    let kind = match rows.as_slice() {
        [row] => Kind::Set {
            facet: row.facet.clone(),
            to: ABSENT.into(),
        },
        _ => Kind::Several {
            title: "Delete groups".to_owned(),
        },
    };
    let intent = Intent {
        kind,
        wanted: rows,
        from: None,
        origin,
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
        &|_, rows| {
            let some = rows.iter().any(|row| row.verdict.is_change());
            Ok(if some { notes.clone() } else { Vec::new() })
        },
    )
}

/// The groups, by name or ID, and where they come from.
fn selected(context: &Context, mirror: &Mirror, args: &Delete) -> CliResult<(Vec<String>, Origin)> {
    if !args.from_stdin {
        return match args.groups.as_slice() {
            [] => Err(CliError::usage("no group selected")
                .hint("name one, or use --from-stdin; the groups: atlctl group list")),
            names => Ok((names.to_vec(), of_line())),
        };
    }
    let bytes = context.ui.stdin("the groups, one per line or as CSV")?;
    let what = "standard input".to_owned();
    let ids = read_ids(&bytes, &["group_id", "id", "group"]).map_err(|error| {
        CliError::usage(format!(
            "{what} is not a list of groups: {}",
            display(&error.to_string())
        ))
        .hint("it needs a column \"group_id\"")
    })?;
    let count = counted(ids.len() as u64, "group", "groups");
    context.ui.status(format!("{what}: {count}"));
    let origin = Origin {
        what,
        sha256: Some(hash(&bytes)),
        ..Origin::default()
    };
    let facts = |id: &str| mirror.group_facts(id).ok().flatten();
    refuse_named_otherwise(&ids, &|id| {
        let names = facts(id)?.name.into_iter().collect();
        Some(KnownAs {
            names,
            ..KnownAs::default()
        })
    })?;
    Ok((ids.into_iter().map(|one| one.id).collect(), origin))
}

/// Why nobody may delete the group, where Atlassian says so.
fn undeletable(
    context: &Context,
    (client, org): (&Client, &OrgId),
    directory: &str,
    group: &GroupFacts,
) -> CliResult<Option<CliError>> {
    let (directory, id) = (
        DirectoryId::from(directory),
        GroupId::from(group.id.as_str()),
    );
    let now = context.block_on(client.group(org, &directory, &id))?;
    let access = now.ok().and_then(|now| now.management_access);
    if access.and_then(|access| access.deletable) != Some(false) || group.of_provider() {
        return Ok(None);
    }
    let error = CliError::new(
        ErrorKind::Refused,
        format!(
            "Atlassian does not allow anyone to delete the group {}",
            display(group.shown())
        ),
    );
    Ok(Some(error.hint(format!(
        "to see its members: {}",
        hint_commands::command(&["group", "members", &group.id])
    ))))
}
