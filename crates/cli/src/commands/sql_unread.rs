//! Views that a statement names and of whose part the mirror knows nothing.

use atlctl_core::report::NOT_READ;
use atlctl_core::store::{Mirror, NOT_AVAILABLE, part_option, part_titles};
use atlctl_core::sync::Stage;

use crate::context::Context;
use crate::error::CliResult;
use crate::hint_commands;

/// The parts of the mirror, and the views that show them.
const VIEWS: &[(&str, &[&str])] = &[
    (
        "users",
        &[
            "user",
            "user_group",
            "user_app",
            "user_product",
            "user_role",
        ],
    ),
    ("groups", &["group"]),
    ("policies", &["policy", "user_policy"]),
    ("directories", &["directory"]),
    ("domains", &["domain"]),
    ("workspaces", &["workspace"]),
    ("group-roles", &["group_role"]),
    ("user-roles", &["user_role_grant", "user_role_read"]),
    ("tokens", &["token"]),
    ("keys", &["api_key"]),
    ("service-accounts", &["service_account"]),
    (
        "service-account-credentials",
        &["service_account_credential"],
    ),
    ("oauth-clients", &["oauth_client"]),
    ("org-policies", &["org_policy"]),
    ("scim-links", &["scim_link"]),
    (EVENTS, &["event", "event_target"]),
];

/// The audit log, which has a history of its own.
const EVENTS: &str = "events";

/// Whether everything that these views show is in the mirror, although no sync of all parts has ended.
///
/// # Errors
/// When the mirror cannot be read.
pub fn are_read(mirror: &Mirror, views: &[String]) -> CliResult<bool> {
    for view in views {
        let part = VIEWS.iter().find(|(_, of)| of.contains(&view.as_str()));
        let read = match part {
            None => false,
            Some((EVENTS, _)) => mirror.has_events()?,
            Some((part, _)) => {
                let info = mirror.part(part)?;
                info.is_some_and(|info| info.read_at.is_some() && info.state == "complete")
            }
        };
        if !read {
            return Ok(false);
        }
    }
    Ok(!views.is_empty())
}

/// Says which views of a statement are empty because their part was not read: an empty answer would say that there were
/// none.
///
/// # Errors
/// When the mirror cannot be read.
pub fn say_unread(context: &Context, mirror: &Mirror, statement: &str) -> CliResult<()> {
    let is_past = mirror.shown_at().is_some();
    let has_events = mirror.has_events()?;
    let unread = |part: &str| match part {
        EVENTS => !is_past && !has_events,
        // Of the past, the header names what every mirror has.
        part if is_past && Stage::of(part).is_some_and(|stage| !stage.is_optional()) => false,
        part => mirror.unknown_parts().contains(&part),
    };
    let parts = VIEWS
        .iter()
        .filter(|(part, views)| unread(part) && views.iter().any(|view| names(statement, view)));
    let mut parts: Vec<&str> = parts.map(|(part, _)| *part).collect();
    let mut none = Vec::new();
    for part in parts.extract_if(.., |part| mirror.is_not_available(part).unwrap_or_default()) {
        none.push(part);
    }
    if !none.is_empty() {
        let none = part_titles(&none);
        let views = format!("{none} ({NOT_AVAILABLE})");
        context
            .ui
            .caveat(format!("Unknown, so their views are empty: {views}."));
    }
    if parts.is_empty() {
        return Ok(());
    }
    let list = part_titles(&parts);
    context.ui.caveat(if is_past {
        format!("{NOT_READ}{list}.")
    } else {
        let options: Vec<&str> = parts.iter().copied().map(part_option).collect();
        let read = hint_commands::command(&["sync", "--only", &options.join(",")]);
        // People's entries name some of the groups.
        let refused = mirror.parts()?.into_iter().any(|part| {
            matches!(part.state.as_str(), "unavailable" | "failed")
                && part.read_at.is_none()
                && parts.contains(&part.part.as_str())
        });
        let empty = if refused {
            "empty or lack rows"
        } else {
            "empty"
        };
        format!("Never read, so their views are {empty}: {list} (read them: {read}).")
    });
    Ok(())
}

/// Whether a statement names a view.
fn names(statement: &str, view: &str) -> bool {
    statement
        .split(|letter: char| !letter.is_alphanumeric() && letter != '_')
        .any(|word| word.eq_ignore_ascii_case(view))
}
