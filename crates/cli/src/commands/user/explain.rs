//! `atlctl user explain`.

use atlctl_api::UserStatus;
use atlctl_core::change::{AccessPath, KnownRole, Way, Wire, role_title};
use atlctl_core::store::{App, GroupFacts, Mirror};
use clap::Args;

use super::show::find as find_person;
use crate::changes::{DirectoryOption, access_of};
use crate::commands::role::{one_app, way};
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::output::{Cell, Column, Table};
use crate::suggest;

/// Explain why a person can use an app
///
/// Shows every way from the person to a role in an app: assigned to them, from a group, or following from another role;
/// whether the role takes a paid seat; and the command that ends it. The roles are read from Atlassian.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl user explain ann@example.com
  atlctl user explain ann@example.com --app jira")]
pub struct Explain {
    /// Email address or account ID
    #[arg(value_name = "PERSON")]
    person: String,
    /// Only this app (key such as jira-software, product, name, site or ID)
    #[arg(long, value_name = "APP")]
    app: Option<String>,
    /// Site of the app, where several sites have it
    #[arg(long, value_name = "SITE", requires = "app")]
    site: Option<String>,
    #[command(flatten)]
    directory: DirectoryOption,
}

/// Runs `atlctl user explain`.
///
/// # Errors
/// When the person or app is unknown, or the service cannot be read.
pub fn run(context: &Context, args: &Explain) -> CliResult {
    let mirror = context.mirror_without_header()?;
    let person = find_person(&mirror, &args.person)?;
    let account = person.account_id.as_str();
    let directory = args.directory.find(&mirror)?;
    let app = args.app.as_deref();
    let app = app.map(|name| one_app(&mirror, name, args.site.as_deref()));
    let app = app.transpose()?;
    let wire = Wire {
        client: context.client()?,
        org: context.org()?,
    };
    let only: Vec<String> = app.iter().map(|app| app.id.clone()).collect();
    let access = access_of(context, &wire, &directory, &[account.to_owned()], &only)?;
    let access = access.filter(|access| access.roles(account).is_some());
    let access = access
        .ok_or_else(|| CliError::failed("the service does not report this person's roles"))?;
    let apps: Vec<App> = match app {
        Some(app) => vec![app],
        None => mirror.apps()?,
    };
    let name = person.email.as_deref().unwrap_or(account);
    // Suspended and deactivated people keep groups and roles, and take no seat by them.
    let idle = matches!(
        person.status,
        Some(UserStatus::Suspended | UserStatus::Deactivated | UserStatus::ForDeletion)
    );
    let mut table = Table::new("ways", columns());
    for app in &apps {
        for path in access.paths(account, &app.id).unwrap_or_default() {
            let ends = ends(&mirror, &path, app, name)?;
            table.push(vec![
                Cell::text(app.title()),
                Cell::text(role_title(&path.role)),
                Cell::text(way(&path.way)),
                Cell::truth(KnownRole::with_id(&path.role).map(|role| role.seat && !idle)),
                Cell::text(ends),
                Cell::text(&app.id),
                Cell::text(&path.role),
            ]);
        }
    }
    context.print(table)?;
    Ok(Exit::Done)
}

fn columns() -> Vec<Column> {
    vec![
        Column::key("app", "App"),
        Column::text("role", "Role"),
        Column::text("from", "From"),
        Column::text("seat", "Takes a seat"),
        Column::sentence("ends", "What ends it"),
        Column::id("app_id", "App ID").on_request(),
        Column::text("role_id", "Role ID").on_request(),
    ]
}

/// The command that ends a way to an app, or who can.
fn ends(mirror: &Mirror, path: &AccessPath, app: &App, name: &str) -> CliResult<String> {
    Ok(match &path.way {
        Way::Direct => {
            let role = KnownRole::with_id(&path.role).map_or(path.role.as_str(), |role| role.word);
            suggest::command(&["role", "revoke", role, name, "--app", &app.id])
        }
        Way::Group { id, shown } => {
            let facts = mirror.group_facts(id)?;
            if facts.as_ref().is_some_and(GroupFacts::of_provider) {
                "leaving the group, in your identity provider".to_owned()
            } else {
                suggest::command(&["group", "remove", shown, name])
            }
        }
        Way::Inferred => "revoking the other role, such as organization admin".to_owned(),
        Way::UnknownGroup | Way::Unknown => "unknown".to_owned(),
    })
}
