//! `atlctl group sync`.

use atlctl_core::plan::{Kind, resolve};
use clap::Args;

use super::named::membership;
use super::protected::ProtectedGroups;
use super::sync_list::{Target, Way};
use crate::changes::{ChangePeople, DirectoryOption, From, PeopleChange, members_now};
use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::ui::display;

/// Make a group equal to a list
///
/// Adds people who are on the list but not in the group, and removes members who are not on the list. With
/// --group-column, one file lists the members of several groups; groups that it does not name are left alone. The
/// members are read live. A list with unknown people is refused, because a misspelled member would be removed; an empty
/// list is refused without --allow-empty, and removing more than half of a group without --max-group-changes.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl group sync contractors --csv contractors.csv
  atlctl group sync contractors --csv contractors.csv --add-only
  atlctl group sync --csv teams.csv --group-column Team --plan teams.json
  atlctl group sync it-staff --where \"department = 'IT'\"")]
pub struct Sync {
    /// Group name or ID
    #[arg(
        id = "of",
        value_name = "GROUP",
        help_heading = "Arguments",
        required_unless_present = "group_column",
        conflicts_with = "group_column"
    )]
    group: Option<String>,
    /// Column that names the group of each row
    #[arg(long, value_name = "HEADING", help_heading = "Selection")]
    group_column: Option<String>,
    /// Add people only
    #[arg(long, help_heading = "Selection", conflicts_with = "remove_only")]
    add_only: bool,
    /// Remove people only
    #[arg(long, help_heading = "Selection")]
    remove_only: bool,
    /// Allow an empty list: everyone is removed
    #[arg(long, help_heading = "Selection")]
    allow_empty: bool,
    #[command(flatten)]
    people: ChangePeople,
    #[command(flatten)]
    directory: DirectoryOption,
    #[command(flatten)]
    protected: ProtectedGroups,
}

/// Runs `atlctl group sync`.
///
/// # Errors
/// When a group is unknown, the list cannot be used, a guard refuses, or Atlassian fails.
pub fn run(context: &Context, args: &Sync) -> CliResult {
    let mut change = args.people.begin(context)?;
    change.include = args.protected.add_to(change.include);
    let way = match (args.add_only, args.remove_only) {
        (true, _) => Way::AddOnly,
        (_, true) => Way::RemoveOnly,
        _ => Way::Equal,
    };
    let targets = if let Some(column) = &args.group_column {
        by_column(context, args, &mut change, column)?
    } else {
        change = change.select()?;
        let list = std::mem::take(&mut change.found);
        let name = args.group.as_deref().unwrap_or_default();
        vec![target(context, args, &change, name, list)?]
    };
    let skip = args.people.selection.skip_problems;
    for target in &targets {
        target.check(way, args.allow_empty, skip)?;
    }
    let excluded = args.people.selection.excluded(&change.mirror)?;
    let mut wanted = Vec::new();
    for target in &targets {
        wanted.extend(target.rows(&change, &excluded, way)?);
    }
    let limited = args.people.plan_options.bounds.max_group_changes.is_some();
    let title = title(&targets, way, &change.origin.what);
    change.plan(
        Kind::Several { title },
        wanted,
        From::default(),
        &|_, rows| {
            if !limited {
                for target in &targets {
                    target.limit(rows)?;
                }
            }
            Ok(Vec::new())
        },
    )
}

fn target(
    context: &Context,
    args: &Sync,
    change: &PeopleChange<'_>,
    name: &str,
    list: Vec<atlctl_core::plan::Found>,
) -> CliResult<Target> {
    let (group, facet) = membership(
        context,
        (&change.signed.client, &change.org),
        &change.mirror,
        &args.directory,
        name,
    )?;
    let wire = change.signed.wire(&change.org);
    let members = members_now(context, &wire, &change.mirror, &group)?;
    Ok(Target {
        group,
        facet,
        list,
        members,
    })
}

/// The groups of one file. All are looked up before anything is planned.
fn by_column(
    context: &Context,
    args: &Sync,
    change: &mut PeopleChange<'_>,
    column: &str,
) -> CliResult<Vec<Target>> {
    let (lists, origin) = args.people.selection.gather_by(
        context,
        &change.mirror,
        column,
        args.people.plan_options.force,
    )?;
    if lists.is_empty() {
        return Err(CliError::usage(format!(
            "{} names no group in the column \"{}\"",
            origin.what,
            display(column)
        )));
    }
    change.origin = origin;
    let mut targets: Vec<Target> = Vec::new();
    for list in lists {
        let found = resolve(&change.mirror, &list.people)?.found;
        let next = target(context, args, change, &list.name, found)?;
        // A group may be named by its name and by its ID.
        match targets.iter_mut().find(|one| one.group.id == next.group.id) {
            Some(known) => known.list.extend(next.list),
            None => targets.push(next),
        }
    }
    Ok(targets)
}

fn title(targets: &[Target], way: Way, what: &str) -> String {
    let groups = match targets {
        [one] => format!("group {}", one.group.shown()),
        several => format!("{} groups", several.len()),
    };
    match way {
        Way::Equal => format!("Make {groups} equal to {what}"),
        Way::AddOnly => format!("Add the people of {what} to {groups}"),
        Way::RemoveOnly => format!("Remove from {groups} who is not in {what}"),
    }
}
