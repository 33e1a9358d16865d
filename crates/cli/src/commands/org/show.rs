//! `atlctl org show`.

use std::ops::ControlFlow;

use atlctl_core::query::{List, ListQuery};
use atlctl_core::sql::{Limits, run_as_of as ask};
use atlctl_core::store::{Mirror, NOT_AVAILABLE, part_title};
use atlctl_core::sync::Stage;
use clap::Args;

use super::counts::number;
use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::mirror::{ago, last_attempt};
use crate::output::{Cell, Details, Object};

/// Show the mirror's contents and age
///
/// With --live, shows current counts from Atlassian.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl org show
  atlctl org show -o json")]
pub struct Show {}

/// What is counted, its field, and the statement that counts it.
const COUNTS: [(&str, &str, &str, &str); 8] = [
    (
        "people",
        "people_count",
        "People",
        "SELECT count(*) FROM user WHERE NOT gone",
    ),
    (
        "managed",
        "managed_count",
        "Managed",
        // Where it is unknown of one person, the count is unknown.
        "SELECT CASE WHEN count(*) = count(managed) THEN count(*) FILTER (WHERE managed) END FROM user \
         WHERE NOT gone",
    ),
    (
        "org_admins",
        "org_admin_count",
        "Org admins",
        "SELECT CASE WHEN count(*) = count(org_admin) THEN count(*) FILTER (WHERE org_admin) END FROM user \
         WHERE NOT gone",
    ),
    (
        "groups",
        "group_count",
        "Groups",
        "SELECT count(*) FROM \"group\" WHERE NOT gone",
    ),
    (
        "policies",
        "policy_count",
        "Policies",
        "SELECT count(*) FROM policy",
    ),
    (
        "domains",
        "domain_count",
        "Domains",
        "SELECT count(*) FROM domain WHERE NOT gone",
    ),
    (
        "directories",
        "directory_count",
        "Directories",
        "SELECT count(*) FROM directory WHERE NOT gone",
    ),
    (
        "workspaces",
        "workspace_count",
        "Apps",
        "SELECT count(*) FROM workspace WHERE NOT gone",
    ),
];

/// Runs `atlctl org show`.
///
/// # Errors
/// When the mirror or the server cannot be read.
pub fn run(context: &Context, _args: &Show) -> CliResult {
    if context.global.live {
        return super::show_live::run(context);
    }
    let mirror = context.mirror()?;
    let path = context.mirror_path()?;
    let mut org = (Cell::Unknown, Cell::Unknown);
    let names = ["id".to_owned(), "name".to_owned()];
    ListQuery::default().run(&mirror, List::Orgs, &names, &mut |cells| {
        if let [id, name] = cells.as_slice() {
            org = (Cell::from(id.clone()), Cell::from(name.clone()));
        }
        ControlFlow::Break(())
    })?;
    let mut details = Details::new()
        .id("id", "ID", org.0)
        .field("name", "Name", org.1);
    for (counted, name, label, statement) in COUNTS {
        let mut count = Cell::Unknown;
        let part = match counted {
            "people" | "managed" | "org_admins" => "users",
            counted => counted,
        };
        if mirror.unknown_parts().contains(&part)
            || mirror.part_read_at(part)?.is_none() && mirror.shown_at().is_none()
        {
            details = number(details, (counted, name), label, count);
            continue;
        }
        ask(
            (&path, context.as_of()),
            statement,
            Limits::default(),
            &mut |_, cells| {
                count = cells.first().cloned().map_or(Cell::Unknown, Cell::from);
                ControlFlow::Break(())
            },
        )?;
        details = number(details, (counted, name), label, count);
    }
    details = details.field("parts", "Parts", parts(context, &mirror)?);
    if let Some(sync) = mirror.last_sync()? {
        details = details
            .field("synced_at", "Synced", sync.finished_at)
            .field("complete", "Complete", sync.state == "complete");
    }
    context.print_details(details)?;
    Ok(Exit::Done)
}

/// Every part of the mirror, and how old it is.
fn parts(context: &Context, mirror: &Mirror) -> CliResult<Cell> {
    let known = mirror.parts()?;
    let find = |stage: Stage| known.iter().find(|part| part.part == stage.as_str());
    // What needs a key that the profile does not have is no gap.
    let (_, profile) = context.profile()?;
    let has_directory = !profile.scim_directories.is_empty();
    let shown = Stage::ALL
        .into_iter()
        .filter(|stage| *stage != Stage::ScimLinks || has_directory || find(*stage).is_some());
    let parts = shown.map(|stage| {
        let part = find(stage);
        let read_at = part.and_then(|part| part.read_at);
        let state = part.map_or("never read", |part| part.state.as_str());
        let age = read_at.map(|at| ago(context.now().as_second() - at.as_second()));
        let note = part.and_then(|part| part.note.as_deref());
        let title = part_title(stage.as_str());
        let text = match (&age, state) {
            (None, _) if mirror.is_not_available(stage.as_str())? => {
                format!("{title}: {NOT_AVAILABLE}")
            }
            (Some(age), "complete") => format!("{title}: {age}"),
            (Some(age), state) => format!("{title}: {age}; {}", last_attempt(state)),
            (None, "unavailable" | "failed") => match note {
                Some(note) => format!("{title}: not read: {note}"),
                None => format!("{title}: not read"),
            },
            (None, state) => format!("{title}: {state}"),
        };
        let part = Object::new(text)
            .field("part", stage.as_str())
            .field("read_at", read_at)
            .field(
                "rows",
                part.and_then(|part| part.rows)
                    .map_or(Cell::Unknown, Cell::count),
            )
            .field("state", part.map(|part| part.state.clone()))
            .field("note", part.and_then(|part| part.note.clone()));
        Ok(part)
    });
    Ok(Cell::Objects(parts.collect::<CliResult<_>>()?))
}
