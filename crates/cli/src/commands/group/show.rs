//! `atlctl group show`.

use atlctl_api::GroupId;
use atlctl_core::change::{HeldRole, Target, Wire, held_roles, role_title};
use atlctl_core::number::people;
use atlctl_core::query;
use atlctl_core::store::{GivenRole, Mirror};
use atlctl_core::sync::Stage;
use clap::Args;

use super::list::{cell, columns};
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::output::{Cell, Details, Object};
use crate::ui::display;

/// Show a group, its members and the access it gives
///
/// Shows the roles that the group gives in each app, and how many members have access to the app through this group
/// alone. Reads the mirror (see: atlctl sync); with --live, reads Atlassian, without the roles.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl group show site-admins")]
pub struct Show {
    /// Group name or ID
    group: String,
}

/// Runs `atlctl group show`.
///
/// # Errors
/// When no group matches, or the mirror or Atlassian cannot be read.
pub fn run(context: &Context, args: &Show) -> CliResult {
    if context.global.live {
        return show_live(context, &args.group);
    }
    let mirror = context.mirror_showing(&[Stage::Groups, Stage::Users, Stage::GroupRoles])?;
    let id = mirror.group_id(&args.group)?;
    let details = context.one(&mirror, query::List::Groups, id.as_str(), &columns())?;
    context.print_details(details.field("gives", "Gives", gives(&mirror, &id)?))?;
    Ok(Exit::Done)
}

/// The group as Atlassian has it. For how many it is the only way to an app, only the mirror can tell.
fn show_live(context: &Context, group: &str) -> CliResult {
    let (org, client) = (context.org()?, context.client()?);
    let (group, held) = context.block_on(async {
        let group = super::live::find_one(&client, &org, group).await?;
        let directory = group.directory_id.as_ref().map_or("-", |id| id.as_str());
        let of = (
            directory.to_owned(),
            Target::Group(group.id.as_str().to_owned()),
        );
        let wire = Wire::new(client.clone(), org);
        let held = held_roles(&wire, [of], &mut |_| {}).await;
        Ok::<_, CliError>((group, held))
    })??;
    let mut details = Details::new();
    for column in columns() {
        let told = cell(&group, column.name());
        details = details.column(column, told);
    }
    let held = match held {
        Ok(held) => held.into_values().next().flatten(),
        Err(error) => {
            let reason = display(&error.to_string());
            context
                .ui
                .warning(format!("what the group gives could not be read: {reason}"));
            None
        }
    };
    let gives = held.map_or(Cell::Unknown, |held| {
        let one = |role: HeldRole| {
            let default = match role.default_group {
                Some(true) => ", default group",
                _ => "",
            };
            let words = format!("{}: {}{default}", role.resource, role_title(&role.role));
            let cell = Cell::truth(role.default_group);
            given(words, role.resource.clone(), role.resource, role.role)
                .field("default_group", cell)
                .field("only_way", Cell::Unknown)
                .field("only_way_unknown", Cell::Unknown)
        };
        Cell::Objects(held.into_iter().map(one).collect())
    });
    context.print_details(details.field("gives", "Gives", gives))?;
    Ok(Exit::Done)
}

/// A role that a group gives, in an app.
fn given(words: String, app: String, app_id: String, role: String) -> Object {
    Object::new(words)
        .field("app", app)
        .field("app_id", app_id)
        .field("role", role)
}

/// The roles that a group gives; unknown when they were never read.
fn gives(mirror: &Mirror, group: &GroupId) -> CliResult<Cell> {
    let Some(roles) = mirror.given_roles(group)? else {
        return Ok(Cell::Unknown);
    };
    let apps = mirror.apps()?;
    let title = |resource: &str| {
        let app = apps.iter().find(|app| app.id == resource);
        app.map_or_else(|| resource.to_owned(), |app| app.title())
    };
    let one = |role: GivenRole| {
        let only = match (role.only_way, role.only_way_unknown) {
            (0, _) => "nobody has it from here alone".to_owned(),
            (some, 0) => format!("the only access for {}", people(some)),
            (some, _) => format!("the only known access for {}", people(some)),
        };
        let default = if role.is_default {
            ", default group"
        } else {
            ""
        };
        let title = title(&role.resource);
        let words = format!("{title}: {}{default}; {only}", role_title(&role.role));
        given(words, title, role.resource, role.role)
            .field("default_group", role.is_default)
            .field("only_way", Cell::count(role.only_way))
            .field("only_way_unknown", Cell::count(role.only_way_unknown))
    };
    Ok(Cell::Objects(roles.into_iter().map(one).collect()))
}
