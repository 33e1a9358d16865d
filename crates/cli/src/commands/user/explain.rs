//! `atlctl user explain`.

use std::collections::BTreeSet;

use atlctl_api::UserStatus;
use atlctl_core::change::{
    Access, AccessPath, KnownRole, Way, Wire, mirrored_access, opens, role_title, seat_of,
};
use atlctl_core::store::{App, GroupFacts, Mirror, Person};
use atlctl_core::sync::Stage;
use clap::Args;

use super::access::run_words;
use super::find_person::find_person;
use super::remaining_access::Without;
use super::unknown_access_paths::tell_unknown;
use crate::changes::{DirectoryOption, access_of};
use crate::commands::role::{default_group, not_listed, one_app, way};
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::hint_commands;
use crate::output::{Cell, Column, Table};
use crate::ui::display;

/// Explain why a person can use an app
///
/// Shows each role that gives the person an app, and where it comes from: assigned to them, from a group, or implied
/// by another role. Also shows whether it takes a paid seat, and the command that removes it. Reads the mirror (see:
/// atlctl sync), or Atlassian with --live or when the mirror has no roles of groups.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl user explain ann@example.com
  atlctl user explain ann@example.com --app jira
  atlctl user explain ann@example.com --without-group site-admins
  atlctl user explain ann@example.com --as-of 7d")]
pub struct Explain {
    /// Email address or account ID
    #[arg(value_name = "PERSON")]
    person: String,
    /// Only this app (key such as jira-software, product, name, site, KEY@SITE or ID)
    #[arg(long, value_name = "APP")]
    app: Option<String>,
    /// Site of the app, if several sites have it
    #[arg(long, value_name = "SITE", requires = "app")]
    site: Option<String>,
    #[command(flatten)]
    without: Without,
    #[command(flatten)]
    directory: DirectoryOption,
}

/// Runs `atlctl user explain`.
///
/// # Errors
/// When the person or app is unknown, or the mirror or Atlassian cannot be read.
pub fn run(context: &Context, args: &Explain) -> CliResult {
    let mirror = if context.global.live {
        context.mirror_without_header()?
    } else {
        context.mirror_showing(&[Stage::Users, Stage::Groups, Stage::GroupRoles])?
    };
    let person = find_person(&mirror, &args.person)?;
    let account = person.account_id.as_str();
    let app = args.app.as_deref();
    let app = app.map(|name| one_app(&mirror, name, args.site.as_deref()));
    let app = app.transpose()?;
    let without = args.without.found(&mirror)?;
    let known = known_access(context, &mirror, args, &person, app.as_ref())?;
    let without = without.of_holder(known.access.wide_paths(account));
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
    let past = context.global.as_of.is_some();
    let mut table = Table::new("access", columns(!without.is_empty(), past));
    let mut reasons = BTreeSet::new();
    let mut held = BTreeSet::new();
    for app in &apps {
        let mut paths = known.access.paths(account, &app.id).unwrap_or_default();
        let listed = known.apps.as_ref().map(|of| of.contains(&app.id));
        if listed == Some(true) && !paths.iter().any(|path| opens(&path.role)) {
            paths.push(AccessPath {
                role: UNKNOWN_ROLE.to_owned(),
                way: Way::Unknown,
            });
        }
        held.extend(paths.iter().map(|path| path.role.clone()));
        for path in &paths {
            let ends = if past {
                Cell::None
            } else {
                Cell::text(ends(&mirror, path, app, name)?)
            };
            let seat = if idle { Ok(false) } else { seat(path, listed) };
            reasons.extend(seat.err());
            let mut row = vec![
                Cell::text(app.title()),
                Cell::text(role_title(&path.role)),
                Cell::text(way(&path.way)),
                Cell::truth(seat.ok()),
                ends,
                Cell::text(&app.id),
                Cell::text(&path.role),
                seat.err().map_or(Cell::None, Cell::text),
                default_group(&path.way),
            ];
            if !without.is_empty() {
                row.insert(4, Cell::truth(without.remains(path)));
            }
            table.push(row);
        }
        if !without.is_empty() && !paths.is_empty() {
            let left = without.left(&paths, known.complete);
            let app = display(&app.title());
            context.ui.status(format!("{app}: {}", display(&left)));
        }
    }
    // Without any known way, only the list of people can say that there is none.
    let none_listed =
        (known.apps.as_ref()).is_some_and(|of| !apps.iter().any(|app| of.contains(&app.id)));
    if table.is_empty() && !known.complete && !none_listed {
        return Err(unknown_access(&mirror, &person)?);
    }
    // Of one app, not all roles are known.
    if args.app.is_none() {
        for said in without.not_held(&held, known.complete) {
            context.ui.status(said);
        }
    }
    context.print(table)?;
    if let (Some(name), [app]) = (&args.app, apps.as_slice())
        && let Some(note) = not_listed(&mirror, name, args.site.as_deref(), &app.id)?
    {
        context.ui.status(display(&note));
    }
    for reason in reasons {
        context.ui.caveat(format!("Seat unknown: {reason}."));
    }
    Ok(Exit::Done)
}

/// In place of a role that nothing names.
const UNKNOWN_ROLE: &str = "unknown";

/// What is said where no way to an app is known, and there may be some.
fn unknown_access(mirror: &Mirror, person: &Person) -> CliResult<CliError> {
    let name = person
        .email
        .as_deref()
        .unwrap_or(person.account_id.as_str());
    let known = mirror.memberships(&person.account_id)?;
    let since = [
        known.groups.since_run(),
        known.apps.since_run(),
        known.roles.since_run(),
    ];
    if let Some(since) = since.into_iter().flatten().next() {
        return Ok(CliError::failed(format!(
            "{} changed groups or roles of {}; whether they can use an app is unknown until the next sync",
            run_words(since),
            display(name)
        ))
        .hint("read them: atlctl sync"));
    }
    Ok(CliError::failed(format!(
        "Atlassian did not report all groups and roles of {}; whether they can use an app is unknown",
        display(name)
    ))
    .hint(format!(
        "see what is known: {}",
        hint_commands::command(&["user", "show", name])
    )))
}

/// Whether a role takes a seat, or why that is unknown. `listed`: whether Atlassian's list of people gives the person the
/// app, if it says.
fn seat(path: &AccessPath, listed: Option<bool>) -> Result<bool, &'static str> {
    match (seat_of(path), listed) {
        (Some(true), Some(false)) => Err(
            "a role gives the app, but Atlassian's list of people does not show it for this person",
        ),
        (Some(seat), _) => Ok(seat),
        (None, _) if path.way == Way::Inferred => {
            Err("Atlassian does not document whether a role that follows from another takes a seat")
        }
        (None, _) if path.role == UNKNOWN_ROLE => {
            Err("Atlassian's list of people gives the app, but the role that gives it is not known")
        }
        (None, _) => Err("Atlassian does not document whether this role takes a seat"),
    }
}

/// What is known of a person's access.
struct KnownAccess {
    access: Access,
    /// The apps that the list of people gives them, if it does.
    apps: Option<BTreeSet<String>>,
    /// Whether every way is known.
    complete: bool,
}

/// Reads the mirror where it knows what groups give, else Atlassian.
fn known_access(
    context: &Context,
    mirror: &Mirror,
    args: &Explain,
    person: &Person,
    app: Option<&App>,
) -> CliResult<KnownAccess> {
    let has_no_calls = mirror.is_on_old_user_management()?;
    if !context.global.live {
        let known = mirrored_access(mirror, &person.account_id)?;
        if known.group_roles_at.is_some() {
            tell_unknown(context, mirror, &known, "ways");
            return Ok(KnownAccess {
                complete: known.is_complete(),
                access: known.access,
                apps: known.apps,
            });
        }
        if context.global.as_of.is_some() {
            return Err(CliError::usage(
                "the roles of groups had not been read by then, and Atlassian says only how it is now",
            )
            .hint("how it is now: leave out --as-of; history of roles begins with: atlctl sync --only group-roles"));
        }
        if !has_no_calls {
            context.ui.status(
                "The mirror has no roles of groups (atlctl sync --only group-roles); reading Atlassian.",
            );
        }
    }
    if has_no_calls {
        return Err(unknown_access(mirror, person)?);
    }
    let account = person.account_id.as_str();
    let directory = args.directory.find(mirror)?;
    let wire = Wire::new(context.client()?, context.org()?);
    let only: Vec<String> = app.iter().map(|app| app.id.clone()).collect();
    let access = access_of(context, &wire, &directory, &[account.to_owned()], &only)?;
    let access = access.filter(|access| access.roles(account).is_some());
    let access =
        access.ok_or_else(|| CliError::failed("Atlassian does not report this person's roles"))?;
    Ok(KnownAccess {
        access,
        apps: None,
        complete: true,
    })
}

/// Nothing ends a way of the past, and who asks what remains knows what ends: then its column is shown only on request.
fn columns(with_remains: bool, past: bool) -> Vec<Column> {
    let mut columns = vec![
        Column::key("app", "App"),
        Column::text("role", "Role"),
        // Why the person has it: the question.
        Column::sentence("from", "From").stays(),
        Column::text("seat", "Seat"),
    ];
    if with_remains {
        columns.push(Column::text("remains", "Remains"));
    }
    let ends = Column::sentence("ends", "Remove with").stays();
    columns.extend([
        if past || with_remains {
            ends.on_request()
        } else {
            ends
        },
        Column::id("app_id", "App ID").on_request(),
        Column::text("role_id", "Role ID").on_request(),
        Column::text("seat_reason", "Seat unknown because").on_request(),
        Column::text("default_group", "Default group").on_request(),
    ]);
    columns
}

/// The command that ends a way to an app, or who can.
fn ends(mirror: &Mirror, path: &AccessPath, app: &App, name: &str) -> CliResult<String> {
    Ok(match &path.way {
        Way::Direct => {
            let role = KnownRole::with_id(&path.role).map_or(path.role.as_str(), |role| role.word);
            hint_commands::command(&["role", "revoke", role, name, "--app", &app.id])
        }
        Way::Group { id, shown, .. } => {
            let facts = mirror.group_facts(id)?;
            if facts.as_ref().is_some_and(GroupFacts::of_provider) {
                "leaving the group, in your identity provider".to_owned()
            } else {
                hint_commands::command(&["group", "remove", shown, name])
            }
        }
        Way::Inferred => "revoking the other role, such as organization admin".to_owned(),
        Way::UnknownGroup | Way::Unknown => "unknown".to_owned(),
    })
}
