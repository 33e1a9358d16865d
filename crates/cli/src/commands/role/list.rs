//! `atlctl role list`.

use atlctl_api::GroupSearch;
use atlctl_core::change::{HeldRole, Holder, Target, Wire, held_roles};
use atlctl_core::number::people;
use atlctl_core::store::{App, Mirror};
use atlctl_core::sync::Stage;
use clap::Args;
use futures_util::TryStreamExt as _;

use super::find_role::{not_listed, one_app};
use super::list_past::{self, Asked};
use super::rows::{ASSIGNED, Roles, columns, default_group, way};
use crate::changes::{DirectoryOption, access_of};
use crate::commands::group::{in_directory, named};
use crate::commands::user::find_person;
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::mirror::ago;
use crate::output::{Cell, Table};
use crate::ui::display;

/// List roles and where they come from
///
/// For a person: every role, in each app and in the organization, and whether it is assigned or comes from a group.
/// For a group: what it gives its members. For an app: the groups that give a role in it, and the people with an
/// assigned one. Read from Atlassian, except the people's assigned roles in an app, which come from the mirror. Without a
/// person, group or app, lists everyone with an organization role, from the mirror (see: atlctl sync). With --as-of,
/// everything comes from the mirror's history.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl role list
  atlctl role list ann@example.com
  atlctl role list --group jira-users
  atlctl role list --app jira
  atlctl role list --app jira --as-of 7d")]
pub struct List {
    /// Email address or account ID
    #[arg(value_name = "PERSON", conflicts_with_all = ["group", "app"])]
    person: Option<String>,
    /// Roles that this group gives (name or ID)
    #[arg(long, value_name = "GROUP", conflicts_with = "app")]
    group: Option<String>,
    /// Groups that give a role in this app (key, product, name, site, KEY@SITE or ID)
    #[arg(long, value_name = "APP")]
    app: Option<String>,
    /// Site of the app, if several sites have it
    #[arg(long, value_name = "SITE", requires = "app")]
    site: Option<String>,
    #[command(flatten)]
    directory: DirectoryOption,
}

/// Runs `atlctl role list`.
///
/// # Errors
/// When the person, group or app is unknown, or the mirror or Atlassian cannot be read.
pub fn run(context: &Context, args: &List) -> CliResult {
    let mut roles = Roles {
        table: Table::new("roles", columns()),
        apps: Vec::new(),
    };
    let mut other_app = None;
    if args.person.is_none() && args.group.is_none() && args.app.is_none() {
        if args.directory.is_given() {
            return Err(CliError::usage(
                "--directory chooses where a person or a group is; organization roles are in no directory",
            )
            .hint("leave out --directory, or name a person, a group or an app: atlctl role list --help"));
        }
        from_mirror(context, &mut roles)?;
    } else if context.global.as_of.is_some() {
        if args.directory.is_given() {
            return Err(CliError::usage(
                "--directory chooses where Atlassian is asked; with --as-of, only the mirror is read",
            )
            .hint("leave out --directory"));
        }
        let asked = Asked {
            person: args.person.as_deref(),
            group: args.group.as_deref(),
            app: args.app.as_deref(),
            site: args.site.as_deref(),
        };
        other_app = list_past::list(context, &asked, &mut roles)?;
    } else {
        let mirror = context.mirror_without_header()?;
        roles.apps = mirror.apps()?;
        let wire = Wire::new(context.client()?, context.org()?);
        match (&args.person, &args.group, &args.app) {
            (Some(person), ..) => of_person(context, args, &mirror, &wire, person, &mut roles)?,
            (_, Some(group), _) => of_group(context, args, &mirror, &wire, group, &mut roles)?,
            (.., Some(name)) => {
                let app = one_app(&mirror, name, args.site.as_deref())?;
                of_app(context, args, &mirror, &wire, &app, &mut roles)?;
                other_app = not_listed(&mirror, name, args.site.as_deref(), &app.id)?;
            }
            _ => {}
        }
    }
    context.print(roles.table)?;
    if let Some(note) = other_app {
        context.ui.status(display(&note));
    }
    Ok(Exit::Done)
}

fn from_mirror(context: &Context, roles: &mut Roles) -> CliResult<()> {
    if context.global.live {
        context.ui.warning(
            "organization roles are read from the mirror, also with --live: they are as of the last sync",
        );
        context.ui.hint("to read them again: atlctl sync");
    }
    let (holders, unknown) = context.mirror()?.role_holders()?;
    for one in holders {
        let holder = (one.account.as_str(), one.email.as_deref());
        roles.push(holder, &one.role, None, ASSIGNED);
    }
    if unknown > 0 {
        context.ui.caveat(format!(
            "Atlassian does not report the roles of {}.",
            people(unknown)
        ));
    }
    Ok(())
}

fn of_person(
    context: &Context,
    args: &List,
    mirror: &Mirror,
    wire: &Wire,
    person: &str,
    roles: &mut Roles,
) -> CliResult<()> {
    let person = find_person(mirror, person)?;
    let account = person.account_id.as_str();
    let directory = args.directory.find(mirror)?;
    let accounts = [account.to_owned()];
    let access = access_of(context, wire, &directory, &accounts, &[])?;
    let held = access.as_ref().and_then(|access| access.roles(account));
    let (Some(access), Some(held)) = (&access, held) else {
        return Err(CliError::failed(
            "Atlassian does not report this person's roles",
        ));
    };
    let mut resources: Vec<&str> = Vec::new();
    for one in held {
        if !resources.contains(&one.resource.as_str()) {
            resources.push(&one.resource);
        }
    }
    let holder = (account, person.email.as_deref());
    for resource in resources {
        for path in access.paths(account, resource).unwrap_or_default() {
            let from = (way(&path.way), default_group(&path.way));
            roles.push(holder, &path.role, Some(resource), (&from.0, from.1));
        }
    }
    Ok(())
}

fn of_group(
    context: &Context,
    args: &List,
    mirror: &Mirror,
    wire: &Wire,
    group: &str,
    roles: &mut Roles,
) -> CliResult<()> {
    let group = named(
        context,
        (&wire.client, &wire.org),
        mirror,
        &args.directory,
        group,
    )?;
    let directory = in_directory(mirror, &args.directory, &group)?;
    let holder = (directory, Target::Group(group.id.clone()));
    let held = read(context, wire, vec![holder])?;
    for (_, held) in held {
        for one in held.unwrap_or_default() {
            let holder = (group.id.as_str(), Some(group.shown()));
            let from = ("assigned", Cell::truth(one.default_group));
            roles.push(holder, &one.role, Some(&one.resource), from);
        }
    }
    Ok(())
}

fn of_app(
    context: &Context,
    args: &List,
    mirror: &Mirror,
    wire: &Wire,
    app: &App,
    roles: &mut Roles,
) -> CliResult<()> {
    let search = GroupSearch {
        resource_ids: vec![app.id.as_str().into()],
        ..GroupSearch::default()
    };
    let found = wire.client.groups_search(&wire.org, search).try_collect();
    let found: Vec<atlctl_api::Group> = context.block_on(found)??;
    let mut names = Vec::new();
    let mut holders = Vec::new();
    for group in found {
        let directory = match &group.directory_id {
            Some(directory) => directory.as_str().to_owned(),
            None => args.directory.find(mirror)?,
        };
        holders.push((directory, Target::Group(group.id.as_str().to_owned())));
        names.push((group.id.as_str().to_owned(), group.name));
    }
    for ((_, target), held) in read(context, wire, holders)? {
        let mut names = names.iter();
        let name = names.find(|(id, _)| id == target.id());
        let holder = (target.id(), name.and_then(|(_, name)| name.as_deref()));
        for one in held.unwrap_or_default() {
            if one.resource == app.id {
                let from = ("assigned", Cell::truth(one.default_group));
                roles.push(holder, &one.role, Some(&one.resource), from);
            }
        }
    }
    own_of_app(context, mirror, app, roles)
}

/// People with a role of their own in the app: no call lists them, so they are those that the mirror has.
fn own_of_app(context: &Context, mirror: &Mirror, app: &App, roles: &mut Roles) -> CliResult<()> {
    let own = mirror.own_app_roles(&app.id)?;
    for one in &own.holders {
        let holder = (one.account.as_str(), one.email.as_deref());
        roles.push(holder, &one.role, Some(&app.id), ASSIGNED);
    }
    const READ: &str = "(read them: atlctl sync --only user-roles)";
    if own.read == 0 {
        context.ui.caveat(format!(
            "Roles assigned to people were not read; more people may have a role in this app {READ}."
        ));
        return Ok(());
    }
    let org = context.org_title(Some(mirror))?;
    let read = mirror.part_read_at(Stage::UserRoles.as_str())?;
    let read = read.map_or_else(String::new, |at| {
        let age = ago(context.now().as_second() - at.as_second());
        format!(", read {age}")
    });
    context.ui.status(format!(
        "Roles assigned to people are from the mirror of {org}{read}."
    ));
    if own.unread > 0 {
        context.ui.caveat(format!(
            "Roles assigned to {} were not read {READ}.",
            people(own.unread)
        ));
    }
    if let Some(age) = context.own_roles_age(mirror)? {
        context.ui.caveat(age);
    }
    Ok(())
}

/// The roles of these groups.
fn read(
    context: &Context,
    wire: &Wire,
    of: Vec<Holder>,
) -> CliResult<Vec<(Holder, Option<Vec<HeldRole>>)>> {
    let read = context.block_on(held_roles(wire, of, &mut |_| {}))??;
    Ok(read.into_iter().collect())
}
