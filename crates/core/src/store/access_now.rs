//! Whether people have an access by now, as far as the mirror knows, and which run took it from them.

use std::collections::HashSet;

use rusqlite::{Params, params};

use super::app_role_holders::UNKNOWN;
use super::error::During;
use super::held_since::{Held, lost_by};
use super::{Mirror, StoreError};

const DOING: &str = "read who has an access by now";

/// Whether somebody has an access.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum AccessStanding {
    /// They have it.
    Has,
    /// The mirror does not know.
    Unknown,
    /// They do not have it.
    Lost {
        /// The run that took it; `None` when a sync found it gone.
        run: Option<String>,
    },
}

/// Whether people have an access.
#[derive(Debug)]
pub struct AccessStandings<'a> {
    mirror: &'a Mirror,
    held: Held<'a>,
    have: HashSet<String>,
    unknown: HashSet<String>,
}

impl Mirror {
    /// Whether people have it, as of the last sync and the runs since.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn access_standings<'a>(
        &'a self,
        held: Held<'a>,
    ) -> Result<AccessStandings<'a>, StoreError> {
        let holders = self.access_holders(held)?;
        let unknown = match held {
            Held::AppRole {
                resource,
                role,
                opens,
            } => self.accounts(
                &format!("SELECT u.account_id FROM user u WHERE NOT u.gone AND {UNKNOWN}"),
                params![resource, role, opens],
            )?,
            Held::Group(_) | Held::App(_) | Held::Role(_) => self.accounts(
                &format!(
                    "SELECT account_id FROM user WHERE NOT gone AND NOT {}",
                    held.known()
                ),
                [],
            )?,
        };
        Ok(AccessStandings {
            mirror: self,
            held,
            have: holders.people.into_iter().map(|one| one.account).collect(),
            unknown,
        })
    }

    fn accounts(&self, sql: &str, of: impl Params) -> Result<HashSet<String>, StoreError> {
        let mut read = self.db.prepare_cached(sql).during(DOING)?;
        let found = read.query_map(of, |row| row.get(0)).during(DOING)?;
        found.collect::<rusqlite::Result<_>>().during(DOING)
    }
}

impl AccessStandings<'_> {
    /// Whether an account has it.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn of(&self, account: &str) -> Result<AccessStanding, StoreError> {
        if self.have.contains(account) {
            return Ok(AccessStanding::Has);
        }
        if self.unknown.contains(account) {
            return Ok(AccessStanding::Unknown);
        }
        let by = |held| lost_by(&self.mirror.db, account, held).during(DOING);
        let run = match (by(self.held)?, self.held) {
            // A group gave the role; with it, the app went.
            (
                None,
                Held::AppRole {
                    resource, opens, ..
                },
            ) if opens => by(Held::App(resource))?,
            (run, _) => run,
        };
        Ok(AccessStanding::Lost { run })
    }
}
