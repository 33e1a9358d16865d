//! `atlctl group sync`.

use std::collections::HashMap;

use atlctl_core::change::Facet;
use atlctl_core::input::Position;
use atlctl_core::number::counted;
use atlctl_core::plan::{EqualGroup, Found, Kind as PlanKind, Origin, resolve};
use atlctl_core::store::GroupFacts;
use clap::Args;

use super::find_group::membership;
use super::protected::ProtectedGroups;
use super::sync_list::{Accepted, Target, Way};
use crate::changes::{ChangePeople, DirectoryOption, From, PeopleChange, ReadCells, members_now};
use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};
use crate::same_command::hint_to_change;
use crate::ui::display;

/// Make a group equal to a list
///
/// Adds people who are on the list but not in the group, and removes members who are not on the list. With
/// --group-column, one file lists the members of several groups; groups that it does not name are left alone. The
/// members are read live. A list with unknown people is refused without --allow-unknown, because a misspelled member would
/// be removed; an empty list is refused without --allow-empty, and removing more than half of a group without
/// --max-group-changes. --add-only removes nobody and needs none of these.
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
    /// Allow unknown people in the list: a misspelled member is removed
    #[arg(long, help_heading = "Selection")]
    allow_unknown: bool,
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
        by_column(context, args, &mut change, (column, way))?
    } else {
        change = change.select_with(match way {
            Way::AddOnly => &ReadCells::NONE,
            Way::Equal | Way::RemoveOnly => &ReadCells::WHOLE,
        })?;
        removes_by_whole_list(way, &change.origin)?;
        let list = std::mem::take(&mut change.found);
        let name = args.group.as_deref().unwrap_or_default();
        vec![target(context, args, &change, name, list)?]
    };
    let accepted = Accepted {
        empty: args.allow_empty,
        unknown: args.allow_unknown,
        skip_problems: args.people.selection.skip_problems,
    };
    for target in &targets {
        target.check(way, &accepted)?;
    }
    let excluded = args.people.selection.excluded(&change.mirror)?;
    let mut wanted = Vec::new();
    for target in &targets {
        let (rows, stay) = target.rows(&change, &excluded, way)?;
        wanted.extend(rows);
        if way != Way::AddOnly {
            change.equal.push(EqualGroup {
                facet: target.facet.clone(),
                group: target.group.id.clone(),
                stay,
            });
        }
    }
    let limited = args.people.plan_options.bounds.max_group_changes.is_some();
    let title = title(&targets, way, &change.origin.what);
    change.plan(
        PlanKind::Several { title },
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
    list: Vec<Found>,
) -> CliResult<Target> {
    let found = find(context, args, change, name)?;
    with_members(context, change, found, list)
}

fn find(
    context: &Context,
    args: &Sync,
    change: &PeopleChange<'_>,
    name: &str,
) -> CliResult<(GroupFacts, Facet)> {
    let service = (&change.signed.client, &change.org);
    membership(context, service, &change.mirror, &args.directory, name)
}

fn with_members(
    context: &Context,
    change: &PeopleChange<'_>,
    (group, facet): (GroupFacts, Facet),
    list: Vec<Found>,
) -> CliResult<Target> {
    let wire = change.signed.wire(&change.org);
    let members = members_now(context, &wire, &change.mirror, &group)?;
    Ok(Target {
        group,
        facet,
        list,
        members,
    })
}

/// Refuses to remove anybody by a list of which rows were left out: these may name members.
///
/// # Errors
/// When there are such rows.
fn removes_by_whole_list(way: Way, origin: &Origin) -> CliResult<()> {
    if origin.problems == 0 || way == Way::AddOnly {
        return Ok(());
    }
    Err(CliError::new(
        Kind::Refused,
        format!(
            "{} of {} {} left out and may name members, who would be removed",
            counted(origin.problems, "row", "rows"),
            display(&origin.what),
            if origin.problems == 1 { "is" } else { "are" },
        ),
    )
    .hint(hint_to_change(
        "correct the rows; or remove nobody",
        &[("--remove-only", false)],
        "--add-only",
    )))
}

/// The groups of one file. All are looked up before anything is planned, and all that cannot be used are reported at
/// once.
fn by_column(
    context: &Context,
    args: &Sync,
    change: &mut PeopleChange<'_>,
    (column, way): (&str, Way),
) -> CliResult<Vec<Target>> {
    let (mut known, mut unusable) = (HashMap::new(), Vec::new());
    let read = args.people.selection.gather_by(
        context,
        &change.mirror,
        (column, way != Way::AddOnly),
        args.people.plan_options.force,
        &mut |name, at| {
            match find(context, args, change, name) {
                Ok(found) => drop(known.insert(name.to_owned(), found)),
                Err(error) if error.kind() == Kind::Usage => {
                    unusable.push((at, error));
                }
                Err(error) => return Err(error),
            }
            Ok(())
        },
    );
    // What is wrong with the groups is said with what is wrong with the people.
    let with_groups = |error: CliError| match unusable.as_slice() {
        [] => error,
        unusable => {
            context.ui.steps(lines_of(unusable));
            error.because(format!("{} cannot be used", count_of(unusable)))
        }
    };
    let (lists, mut origin) = read.map_err(with_groups)?;
    if lists.is_empty() {
        return Err(CliError::usage(format!(
            "{} names no group in the column \"{}\"",
            origin.what,
            display(column)
        )));
    }
    removes_by_whole_list(way, &origin).map_err(with_groups)?;
    let mut groups = Vec::new();
    for list in lists {
        match known.remove(&list.name) {
            Some(found) => groups.push((found, list)),
            None => origin.problems += list.people.len() as u64,
        }
    }
    let skip = args.people.selection.skip_problems;
    refuse_unusable(context, &unusable, &origin.what, skip && !groups.is_empty())?;
    change.origin = origin;
    let mut targets: Vec<Target> = Vec::new();
    for ((group, facet), list) in groups {
        let found = resolve(&change.mirror, &list.people)?.found;
        // A group may be named by its name and by its ID.
        match targets.iter_mut().find(|one| one.group.id == group.id) {
            Some(known) => known.list.extend(found),
            None => targets.push(with_members(context, change, (group, facet), found)?),
        }
    }
    Ok(targets)
}

/// A group of a file that cannot be used: where it stands first, and why.
type Unusable = (Option<Position>, CliError);

fn count_of(unusable: &[Unusable]) -> String {
    counted(unusable.len() as u64, "group", "groups")
}

/// A line for each group that cannot be used.
fn lines_of(unusable: &[Unusable]) -> String {
    let lines = unusable.iter().map(|(at, error)| match at {
        Some(at) => format!("  {at}: {error}"),
        None => format!("  {error}"),
    });
    lines.collect::<Vec<_>>().join("\n")
}

/// Says which groups of a file cannot be used. Where they are skipped, they are left as they are.
///
/// # Errors
/// When they are not to be skipped.
fn refuse_unusable(
    context: &Context,
    unusable: &[Unusable],
    what: &str,
    skip: bool,
) -> CliResult<()> {
    if unusable.is_empty() {
        return Ok(());
    }
    let (count, lines) = (count_of(unusable), lines_of(unusable));
    if skip {
        let are = if unusable.len() == 1 { "is" } else { "are" };
        context.ui.warning(format!(
            "{count} of {what} cannot be used and {are} left alone:"
        ));
        context.ui.steps(lines);
        return Ok(());
    }
    context.ui.steps(lines);
    let them = if unusable.len() == 1 { "it" } else { "them" };
    Err(
        CliError::usage(format!("{count} of {what} cannot be used")).hint(format!(
            "correct {them}, or leave {them} alone with --skip-problems; list the groups: atlctl group list --live"
        )),
    )
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
