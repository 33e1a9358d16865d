//! Errors of databases.

use crate::export::ExportError;

/// Why the database could not be updated. It is then as it was before.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum DatabaseError {
    /// The mirror cannot be read.
    #[error(transparent)]
    Export(#[from] ExportError),
    /// The server cannot be reached, or refuses the user.
    #[error("cannot connect to {address}")]
    Connect {
        /// The database.
        address: String,
        /// Whether the server wants a password that it did not get, or refuses the one it got.
        password: bool,
        /// The reason.
        #[source]
        source: tokio_postgres::Error,
    },
    /// The certificates of authorities cannot be read, or are none.
    #[error("cannot set up encryption: {0}")]
    Tls(String),
    /// The database refuses a statement.
    #[error("the database refused to {doing}")]
    Refused {
        /// What was being done.
        doing: String,
        /// The server's own words.
        said: String,
        /// The reason.
        #[source]
        source: tokio_postgres::Error,
    },
    /// The schema was made by somebody else, or for another organization.
    #[error("the schema {schema:?} {what}")]
    NotOurs {
        /// The schema.
        schema: String,
        /// What it is.
        what: String,
    },
}

impl DatabaseError {
    pub(super) fn of(doing: impl Into<String>) -> impl FnOnce(tokio_postgres::Error) -> Self {
        let doing = doing.into();
        move |source| {
            let said = source
                .as_db_error()
                .map_or_else(|| source.to_string(), |error| error.message().to_owned());
            Self::Refused {
                doing,
                said,
                source,
            }
        }
    }
}
