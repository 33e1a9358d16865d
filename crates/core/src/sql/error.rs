//! Why a statement did not answer.

use std::time::Duration;

use crate::store::StoreError;

/// Why a statement did not answer.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SqlError {
    /// There is nothing in it to run.
    #[error("there is no statement")]
    Empty,
    /// More than one.
    #[error("that is more than one statement; one at a time")]
    Several,
    /// It would do more than read.
    #[error("only reading is allowed here ({0})")]
    NotReading(String),
    /// It took too long.
    #[error("the statement took longer than {} s and was stopped", .0.as_secs())]
    TooLong(Duration),
    /// SQLite does not understand it, or could not run it.
    #[error("{0}")]
    Sql(String),
    /// An expression that would reach beyond its place.
    #[error("the condition is not one expression: {0}")]
    Expression(&'static str),
    /// There is no such column.
    #[error("there is no column {name:?}; there are {known}")]
    Column {
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// A filter names something that nobody has.
    #[error("nobody is in the {what} {name:?}; there are {known}")]
    Value {
        /// What was filtered by: `state`.
        what: &'static str,
        /// What was asked for.
        name: String,
        /// What there is.
        known: String,
    },
    /// The mirror could not be opened.
    #[error(transparent)]
    Store(#[from] StoreError),
}

impl SqlError {
    /// From SQLite's error, knowing whether the time was up.
    pub(crate) fn of(error: rusqlite::Error, late: Option<Duration>) -> Self {
        use rusqlite::ErrorCode;
        let code = error.sqlite_error_code();
        match (code, late) {
            (Some(ErrorCode::OperationInterrupted), Some(limit)) => Self::TooLong(limit),
            (Some(ErrorCode::AuthorizationForStatementDenied | ErrorCode::ReadOnly), _) => {
                Self::NotReading(words(&error))
            }
            _ => Self::Sql(words(&error)),
        }
    }
}

/// SQLite's own words, without the wrapping.
fn words(error: &rusqlite::Error) -> String {
    match error {
        rusqlite::Error::SqliteFailure(_, Some(message)) => message.clone(),
        rusqlite::Error::SqlInputError { msg, .. } => msg.clone(),
        other => other.to_string(),
    }
}
