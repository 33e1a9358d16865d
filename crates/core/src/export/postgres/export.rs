//! Exports the views into a database, in one transaction.

use secrecy::{ExposeSecret as _, SecretString};
use tokio_postgres::error::SqlState;

use super::address::Address;
use super::copy::{self, CopiedView};
use super::error::DatabaseError;
use super::{schema, tables, tls};
use crate::export::read::Moment;
use crate::export::views;
use crate::store::Mirror;

/// What to export, and where to.
#[derive(Debug)]
pub struct DatabaseOptions {
    /// The database.
    pub address: Address,
    /// The password, where the server wants one.
    pub password: Option<SecretString>,
    /// The organization.
    pub org: String,
    /// The schema; named after the organization when there is none.
    pub schema: Option<String>,
    /// Only these views; empty for all.
    pub only: Vec<String>,
    /// With the JSON that Atlassian sent.
    pub raw: bool,
}

impl DatabaseOptions {
    /// The name of the schema.
    #[must_use]
    pub fn schema(&self) -> String {
        self.schema
            .clone()
            .unwrap_or_else(|| schema::name_for(&self.org))
    }
}

/// Makes the tables of the schema equal to the views: all of them, or nothing. `progress` gets each view before it is
/// copied.
///
/// # Errors
/// When the mirror cannot be read, the database cannot be reached or refuses, or the schema is not ours.
pub async fn export(
    mirror: &Mirror,
    options: &DatabaseOptions,
    progress: &mut dyn FnMut(&str),
) -> Result<Vec<CopiedView>, DatabaseError> {
    let views = views(mirror, &options.only, options.raw)?;
    let address = &options.address;
    let mut config = address.config.clone();
    if let Some(password) = &options.password {
        config.password(password.expose_secret());
    }
    let failed = |source: tokio_postgres::Error| {
        let refused = [
            SqlState::INVALID_PASSWORD,
            SqlState::INVALID_AUTHORIZATION_SPECIFICATION,
        ];
        let refused = source.code().is_some_and(|code| refused.contains(code));
        // The client does not say by a code that it had none to send.
        let why = std::error::Error::source(&source).map(ToString::to_string);
        let asked = why.is_some_and(|why| why.contains("password"));
        DatabaseError::Connect {
            address: address.to_string(),
            password: refused || (options.password.is_none() && asked),
            source,
        }
    };
    let tls = tls::connector(address.authorities.as_deref())?;
    let (mut client, connection) = config.connect(tls).await.map_err(failed)?;
    let connection = tokio::spawn(connection);
    let moment = Moment::of(mirror)?;
    let schema = options.schema();
    let change = client
        .transaction()
        .await
        .map_err(DatabaseError::of("begin a transaction"))?;
    schema::prepare(&change, &schema, &options.org).await?;
    let mut copied = Vec::new();
    for view in &views {
        progress(view.name);
        tables::prepare(&change, &schema, view).await?;
        copied.push(copy::copy(&change, &moment, &schema, view).await?);
    }
    change
        .commit()
        .await
        .map_err(DatabaseError::of("commit the transaction"))?;
    drop(client);
    // All was answered: how the connection ends changes nothing.
    let _ = connection.await;
    Ok(copied)
}
