//! What a statement may do. Opening a file read-only is not enough: a statement could still attach another
//! file, or write one with `VACUUM INTO`. So there is a list of what is allowed.

use rusqlite::hooks::{AuthAction, AuthContext, Authorization};

/// Functions that reach outside the database, or that grow without need.
const NOT_CALLED: [&str; 7] = [
    "load_extension",
    "readfile",
    "writefile",
    "edit",
    "fts3_tokenizer",
    "zeroblob",
    "randomblob",
];

/// Allows reading, and functions that only compute.
pub(super) fn reading_only(context: AuthContext<'_>) -> Authorization {
    match context.action {
        AuthAction::Select | AuthAction::Read { .. } | AuthAction::Recursive => {
            Authorization::Allow
        }
        AuthAction::Function { function_name } => {
            let refused = NOT_CALLED
                .iter()
                .any(|name| name.eq_ignore_ascii_case(function_name));
            if refused {
                Authorization::Deny
            } else {
                Authorization::Allow
            }
        }
        _ => Authorization::Deny,
    }
}
