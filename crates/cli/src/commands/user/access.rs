//! Groups, apps and roles of a person: words for people, objects for programs.

use atlctl_core::store::{App, AppAccess, GroupName, Memberships, Reported, SinceRun};

use crate::context::Context;
use crate::output::{Cell, Details, Object};
use crate::ui::display;

/// Adds what a person has; says of what Atlassian no longer reports when it was known last. `known`: the apps of the mirror,
/// which have names.
pub(super) fn add(context: &Context, details: Details, has: Memberships, known: &[App]) -> Details {
    let groups = reported(context, "groups", has.groups, |groups| {
        Cell::Objects(groups.into_iter().map(group).collect())
    });
    let apps = reported(context, "apps", has.apps, |apps| {
        let apps = apps.into_iter();
        Cell::Objects(apps.map(|of| app(of, known)).collect())
    });
    let roles = reported(context, "roles", has.roles, Cell::List);
    details
        .field("groups", "Groups", groups)
        .field("apps", "Apps", apps)
        .field("roles", "Org roles", roles)
}

/// The run that changed something: `Run 20261127-1`.
pub(super) fn run_words(since: &SinceRun) -> String {
    match &since.run {
        Some(run) => format!("Run {}", display(run)),
        None => "A run".to_owned(),
    }
}

fn reported<T>(
    context: &Context,
    what: &str,
    reported: Reported<T>,
    cell: impl FnOnce(Vec<T>) -> Cell,
) -> Cell {
    match reported {
        Reported::Known(list) => cell(list),
        Reported::Unknown {
            known_at,
            since_run: Some(since),
        } => {
            let run = run_words(&since);
            let last = known_at.map_or_else(String::new, |at| {
                format!(", last known on {} UTC,", at.strftime("%Y-%m-%d %H:%M"))
            });
            context.ui.caveat(format!(
                "{run} changed groups or roles of this person, so their {what}{last} are unknown until the next sync \
                 (read them: atlctl sync)."
            ));
            Cell::Unknown
        }
        Reported::Unknown {
            known_at,
            since_run: None,
        } => {
            if let Some(at) = known_at {
                context.ui.caveat(format!(
                    "Atlassian no longer reports this person's {what}; they were last known on {} UTC.",
                    at.strftime("%Y-%m-%d %H:%M")
                ));
            }
            Cell::Unknown
        }
    }
}

fn group(group: GroupName) -> Object {
    Object::named(group.id, group.name)
}

/// An app with its site, and the last activity in it.
fn app(app: AppAccess, known: &[App]) -> Object {
    let last = match app.last_active {
        Some(at) => format!("last active {}", at.strftime("%Y-%m-%d")),
        None if app.activity_known => "never active".to_owned(),
        None => "activity unknown".to_owned(),
    };
    let unnamed = || {
        let key = app.key.as_deref().unwrap_or(&app.id);
        match &app.site {
            Some(site) => format!("{key} ({})", site.trim_start_matches("https://")),
            None => key.to_owned(),
        }
    };
    let named = known.iter().find(|known| known.id == app.id);
    let title = named.map_or_else(unnamed, App::title);
    Object::new(format!("{title}: {last}"))
        .field("id", app.id)
        .field("key", app.key)
        .field("name", app.name)
        .field("site", app.site)
        .field("last_active", app.last_active)
        .field("activity_known", app.activity_known)
}
