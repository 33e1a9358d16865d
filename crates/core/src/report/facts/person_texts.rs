//! The texts of people: read for those that a list shows, one by one.

use rusqlite::{CachedStatement, Connection};

use super::super::request::Request;
use super::credentials::{CredentialKind, CredentialTexts};
use crate::query::Cell;
use crate::sql::SqlError;

/// Reads the texts of people.
pub(in super::super) struct Names<'m> {
    read: CachedStatement<'m>,
    db: &'m Connection,
}

/// The texts of a person.
#[derive(Debug, Clone)]
pub(in super::super) struct Named {
    pub account: Cell,
    pub email: Cell,
    pub name: Cell,
    pub status: Cell,
    pub managed: Cell,
    /// Last activity in any app.
    pub active: Cell,
    pub added: Cell,
    /// The authentication policy: its name, else its ID.
    pub policy: Cell,
    pub two_step: Cell,
    pub domain: Cell,
}

impl<'m> Names<'m> {
    /// Prepares reading.
    pub fn new(request: &Request<'m>) -> Result<Self, SqlError> {
        let read = request
            .mirror
            .db
            .prepare_cached(
                "SELECT account_id, email, name, status, managed, activity_known, last_active, \
                 added_to_org, policy_known, coalesce(policy, policy_id), mfa_enabled, domain \
                 FROM user WHERE no = ?1",
            )
            .map_err(SqlError::of)?;
        Ok(Self {
            read,
            db: &request.mirror.db,
        })
    }

    /// The texts of a credential.
    pub fn of_credential(
        &self,
        kind: CredentialKind,
        id: &str,
    ) -> Result<CredentialTexts, SqlError> {
        CredentialTexts::read(self.db, kind, id)
    }

    /// The texts of the person with this number.
    pub fn of(&mut self, no: i64) -> Result<Named, SqlError> {
        self.read
            .query_row([no], |row| {
                let text = |at: usize| -> rusqlite::Result<Cell> {
                    Ok(row
                        .get::<_, Option<String>>(at)?
                        .map_or(Cell::Unknown, Cell::Text))
                };
                let truth = |at: usize| -> rusqlite::Result<Cell> {
                    Ok(row
                        .get::<_, Option<bool>>(at)?
                        .map_or(Cell::Unknown, Cell::Truth))
                };
                let or = |cell: Cell, known: bool, none: Cell| match cell {
                    Cell::Unknown if known => none,
                    cell => cell,
                };
                Ok(Named {
                    account: text(0)?,
                    email: text(1)?,
                    name: text(2)?,
                    status: text(3)?,
                    managed: truth(4)?,
                    active: or(text(6)?, row.get(5)?, Cell::Never),
                    added: text(7)?,
                    policy: or(text(9)?, row.get(8)?, Cell::None),
                    two_step: truth(10)?,
                    domain: text(11)?,
                })
            })
            .map_err(SqlError::of)
    }
}
