//! What the mirror may not know of a person's roles and of the ways to them.

use atlctl_core::change::MirroredAccess;
use atlctl_core::store::Mirror;

use crate::context::Context;
use crate::mirror::ago;

/// How to read roles that are assigned to people.
const READ_ROLES: &str = "atlctl sync --only user-roles";

/// From this age on it is said how old roles are that are not known to have changed.
const DAY_S: i64 = 86_400;

/// Says which of a person's ways or roles the mirror may not know, and how old the others are.
pub fn tell_unknown(context: &Context, mirror: &Mirror, known: &MirroredAccess, of: &str) {
    let past = mirror.shown_at().is_some();
    let read_roles = match of {
        "ways" => format!("--live, or {READ_ROLES}"),
        _ => READ_ROLES.to_owned(),
    };
    let say = |what: &str, read: &str| {
        context.ui.caveat(if past {
            format!("{what}.")
        } else {
            format!("{what} (read them: {read}).")
        });
    };
    if !known.groups_known {
        say(
            &format!(
                "Atlassian did not report this person's groups; {of} through groups are unknown"
            ),
            "--live",
        );
    }
    match known.own_roles_at {
        None => {
            let more = match of {
                "ways" => "they may have access in other ways, too".to_owned(),
                of => format!("there may be more {of}"),
            };
            say(
                &format!("Roles assigned to this person were not read; {more}"),
                &read_roles,
            );
        }
        Some(at) => {
            let now = mirror.shown_at().unwrap_or_else(|| context.now());
            let age = now.as_second() - at.as_second();
            let read = ago(age);
            if known.own_roles_outdated {
                say(
                    &format!(
                        "Roles assigned to this person may be out of date: something changed after they were read ({read})"
                    ),
                    &read_roles,
                );
            } else if age >= DAY_S {
                say(
                    &format!(
                        "Roles assigned to this person were read {read}; nothing is known to have changed them since"
                    ),
                    &read_roles,
                );
            }
        }
    }
}
