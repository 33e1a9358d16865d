//! Errors of queries.

use std::time::Duration;

use super::resource_limits;
use crate::store::{StoreError, did_you_mean};

/// Why a query failed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SqlError {
    /// The SQL is empty.
    #[error("the SQL is empty")]
    Empty,
    /// More than one statement.
    #[error("more than one statement; run one at a time")]
    Several,
    /// The statement would write.
    #[error("the mirror is read-only; only statements that read are allowed, such as SELECT")]
    NotReading(String),
    /// The statement took too long.
    #[error("the statement took longer than {} s and was stopped", .0.as_secs())]
    TooLong(Duration),
    /// The statement needs too much memory.
    #[error("the statement needs more than {} MiB of memory and was stopped", resource_limits::HEAP >> 20)]
    Memory,
    /// A value or a row is too large.
    #[error(
        "a value would be larger than {} MiB, or a row larger than {} MiB",
        resource_limits::VALUE >> 20,
        resource_limits::ROW >> 20
    )]
    TooLarge,
    /// The disk has no room for intermediate results.
    #[error("not enough disk space for the statement's intermediate results ({0})")]
    Disk(String),
    /// No thread could be started.
    #[error("cannot run the statement ({0})")]
    Thread(String),
    /// SQLite cannot parse or run the statement.
    #[error("{}", about_statement(.0))]
    Sql(String),
    /// The condition is not a single expression.
    #[error("the condition cannot be used: {0}")]
    Expression(&'static str),
    /// SQLite cannot parse or run a statement with the user's condition.
    #[error("{why}")]
    Condition {
        /// The view whose columns it may name.
        view: &'static str,
        /// Why.
        why: String,
    },
    /// The column does not exist.
    #[error("unknown column {name:?}{}", did_you_mean(.near.as_deref()))]
    Column {
        /// The view.
        view: &'static str,
        /// The name given.
        name: String,
        /// The known one that may be meant.
        near: Option<String>,
    },
    /// A filter names an app that the mirror does not have.
    #[error("unknown app {name:?}{}", match near {
        Some(near) => format!("; did you mean {near:?}?"),
        None if known.is_empty() => "; the mirror knows no app".to_owned(),
        None => format!("; use one of {known}"),
    })]
    App {
        /// The app that was asked for.
        name: String,
        /// The keys of the known apps.
        known: String,
        /// The known one that may be meant.
        near: Option<String>,
    },
    /// A filter has an unknown value.
    #[error("unknown {what} {name:?}; use one of {known}")]
    Value {
        /// The filter: `status`.
        what: &'static str,
        /// The name given.
        name: String,
        /// The known ones.
        known: String,
    },
    /// The mirror could not be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SqlError {
    /// Converts an error of SQLite.
    pub(crate) fn of(error: rusqlite::Error) -> Self {
        use rusqlite::ErrorCode;
        match error.sqlite_error_code() {
            Some(ErrorCode::AuthorizationForStatementDenied | ErrorCode::ReadOnly) => {
                Self::NotReading(describe(&error))
            }
            Some(ErrorCode::OutOfMemory) => Self::Memory,
            Some(ErrorCode::TooBig) => Self::TooLarge,
            Some(ErrorCode::DiskFull) => Self::Disk(describe(&error)),
            // Views are what a statement would change first.
            _ if describe(&error).starts_with("cannot modify ") => {
                Self::NotReading(describe(&error))
            }
            _ => Self::Sql(describe(&error)),
        }
    }
}

/// SQLite's words about a statement, where others are plainer.
fn about_statement(said: &str) -> String {
    if said == "incomplete input" {
        return "the statement is incomplete".to_owned();
    }
    match said.strip_suffix(": syntax error") {
        Some(near) => format!("the statement is not valid SQL {near}"),
        None => said.to_owned(),
    }
}

/// SQLite's own words, without the wrapping.
fn describe(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        other => other.to_string(),
    }
}
