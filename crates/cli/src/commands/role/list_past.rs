//! `atlctl role list PERSON`, `--group` and `--app` as of an earlier moment: from the mirror's history alone.

use std::collections::BTreeSet;

use atlctl_core::change::{mirrored_access, mirrored_giving_groups};
use atlctl_core::number::people;
use atlctl_core::store::{App, Mirror, Reported};
use atlctl_core::sync::Stage;

use super::find_role::{not_listed, one_app};
use super::rows::{ASSIGNED, Roles, default_group, way};
use crate::commands::user::{find_person, tell_unknown};
use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::output::Cell;

/// Whose roles are listed: one of a person, a group and an app.
pub(super) struct Asked<'a> {
    pub(super) person: Option<&'a str>,
    pub(super) group: Option<&'a str>,
    pub(super) app: Option<&'a str>,
    pub(super) site: Option<&'a str>,
}

/// Adds the rows of a person, a group or an app; also what is to be said after them.
///
/// # Errors
/// When the mirror does not know what was asked for at the moment, or cannot be read.
pub(super) fn list(
    context: &Context,
    asked: &Asked<'_>,
    roles: &mut Roles,
) -> CliResult<Option<String>> {
    let mirror = context.mirror_showing(&[
        Stage::GroupRoles,
        Stage::Users,
        Stage::Groups,
        Stage::UserRoles,
    ])?;
    // What groups gave before the first reading, nobody knows: Atlassian says only how it is now.
    mirror.must_know(Stage::GroupRoles.as_str())?;
    roles.apps = mirror.apps()?;
    match (asked.person, asked.group, asked.app) {
        (Some(person), ..) => of_person(context, &mirror, person, roles)?,
        (_, Some(group), _) => of_group(&mirror, group, roles)?,
        (.., Some(name)) => {
            let app = one_app(&mirror, name, asked.site)?;
            of_app(context, &mirror, &app, roles)?;
            return not_listed(&mirror, name, asked.site, &app.id);
        }
        _ => {}
    }
    Ok(None)
}

fn of_person(context: &Context, mirror: &Mirror, person: &str, roles: &mut Roles) -> CliResult<()> {
    let person = find_person(mirror, person)?;
    let account = person.account_id.as_str();
    let known = mirrored_access(mirror, &person.account_id)?;
    let groups = known.access.groups(account);
    let held = known.access.roles(account).unwrap_or_default().iter();
    let given = groups.iter().flat_map(|group| &group.roles);
    let resources: BTreeSet<&str> = (held.chain(given))
        .map(|one| one.resource.as_str())
        .collect();
    let holder = (account, person.email.as_deref());
    let mut shown = BTreeSet::new();
    for resource in resources {
        for path in known.access.paths(account, resource).unwrap_or_default() {
            let from = (way(&path.way), default_group(&path.way));
            roles.push(holder, &path.role, Some(resource), (&from.0, from.1));
            shown.insert(path.role);
        }
    }
    // Organization roles that the list of people says, and no reading of the person does.
    match mirror.memberships(&person.account_id)?.roles {
        Reported::Known(wide) => {
            for role in wide.iter().filter(|role| !shown.contains(*role)) {
                roles.push(holder, role, None, ASSIGNED);
            }
        }
        Reported::Unknown { .. } => context
            .ui
            .caveat("Atlassian did not report this person's organization roles."),
    }
    tell_unknown(context, mirror, &known, "roles");
    Ok(())
}

fn of_group(mirror: &Mirror, group: &str, roles: &mut Roles) -> CliResult<()> {
    let id = mirror.group_id(group)?;
    let Some(given) = mirror.given_roles(&id)? else {
        return Err(CliError::failed(
            "the roles of this group had not been read by then, and Atlassian says only how it is now",
        )
        .hint("how it is now: leave out --as-of"));
    };
    let facts = mirror.group_facts(id.as_str())?;
    let name = facts.and_then(|facts| facts.name);
    let holder = (id.as_str(), name.as_deref());
    for one in given {
        let from = ("assigned", Cell::from(one.is_default));
        roles.push(holder, &one.role, Some(&one.resource), from);
    }
    Ok(())
}

fn of_app(context: &Context, mirror: &Mirror, app: &App, roles: &mut Roles) -> CliResult<()> {
    for group in mirrored_giving_groups(mirror, &app.id)? {
        for one in &group.roles {
            let holder = (group.id.as_str(), group.name.as_deref());
            let from = ("assigned", Cell::truth(one.default_group));
            roles.push(holder, &one.role, Some(&app.id), from);
        }
    }
    let own = mirror.own_app_roles(&app.id)?;
    for one in &own.holders {
        let holder = (one.account.as_str(), one.email.as_deref());
        roles.push(holder, &one.role, Some(&app.id), ASSIGNED);
    }
    let unread = match own.read {
        0 => "people".to_owned(),
        _ if own.unread > 0 => people(own.unread),
        _ => return Ok(()),
    };
    context.ui.caveat(format!(
        "Roles assigned to {unread} had not been read by then; more people may have had a role in this app."
    ));
    Ok(())
}
