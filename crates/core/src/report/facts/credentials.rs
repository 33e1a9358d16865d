//! API tokens of people, API keys, and credentials of service accounts.

use super::super::request::Request;
use super::people::People;
use crate::sql::SqlError;

/// A credential. Times are in seconds; `Some(None)` is never.
#[derive(Debug, Clone)]
pub(in super::super) struct Credential {
    pub id: String,
    /// The account it belongs to or was made by.
    pub account: Option<String>,
    pub owner: Option<String>,
    pub label: Option<String>,
    pub status: Option<String>,
    pub created: Option<i64>,
    pub used: Option<Option<i64>>,
    pub expires: Option<Option<i64>>,
    /// Whether it may do everything: no scopes are set.
    pub unscoped: Option<bool>,
    /// The owner's number, when the mirror has the owner.
    pub owner_no: Option<i64>,
}

/// The API tokens of a report.
#[derive(Debug)]
pub(in super::super) struct Tokens {
    /// Those of the report's people; without a filter, all.
    pub all: Vec<Credential>,
    /// With a filter, those of which it is unknown whose they are, and so whether they match.
    pub of_unknown: Vec<Credential>,
}

/// The API tokens of these people.
pub(in super::super) fn tokens(request: &Request<'_>, people: &People) -> Result<Tokens, SqlError> {
    let mut all = every_token(request)?;
    let mut of_unknown = Vec::new();
    if request.filter.is_some() {
        (of_unknown, all) = all.into_iter().partition(|token| token.account.is_none());
        all.retain(|token| token.owner_no.is_some_and(|no| people.get(no).is_some()));
    }
    Ok(Tokens { all, of_unknown })
}

fn every_token(request: &Request<'_>) -> Result<Vec<Credential>, SqlError> {
    read(
        request,
        "SELECT t.id, t.account_id, coalesce(t.email, t.name), t.label, t.status, t.created, t.last_used, \
         t.last_used_known, t.expires, t.expires_known, t.scopes, u.no FROM mirror_token t \
         LEFT JOIN mirror_user u ON u.account_id = t.account_id AND u.gone_sync IS NULL \
         WHERE t.gone_sync IS NULL ORDER BY t.last_used, t.id",
    )
}

/// The API keys of the organization.
pub(in super::super) fn keys(request: &Request<'_>) -> Result<Vec<Credential>, SqlError> {
    read(
        request,
        "SELECT k.id, k.created_by_id, coalesce(k.created_by_email, k.created_by_name), k.label, NULL, k.created, \
         k.last_used, k.last_used_known, k.expires, k.expires_known, k.scopes, u.no FROM mirror_api_key k \
         LEFT JOIN mirror_user u ON u.account_id = k.created_by_id AND u.gone_sync IS NULL \
         WHERE k.gone_sync IS NULL ORDER BY k.expires, k.id",
    )
}

/// The credentials of service accounts.
pub(in super::super) fn service_accounts(
    request: &Request<'_>,
) -> Result<Vec<Credential>, SqlError> {
    read(
        request,
        "SELECT c.credential_id, c.service_account_id, coalesce(c.service_account_name, a.name), c.label, c.status, \
         c.created, c.last_used, c.last_used_known, c.expires, c.expires_known, c.scopes, NULL \
         FROM mirror_service_account_credential c LEFT JOIN mirror_service_account a ON a.id = c.service_account_id \
         WHERE c.gone_sync IS NULL AND c.revoked IS NULL ORDER BY c.last_used, c.id",
    )
}

fn read(request: &Request<'_>, sql: &str) -> Result<Vec<Credential>, SqlError> {
    let read = || -> rusqlite::Result<Vec<Credential>> {
        let mut read = request.mirror.db.prepare_cached(sql)?;
        read.query_map([], |row| {
            let known = |known: usize, time: usize| -> rusqlite::Result<Option<Option<i64>>> {
                Ok(if row.get(known)? {
                    Some(row.get(time)?)
                } else {
                    None
                })
            };
            let scopes: Option<String> = row.get(10)?;
            Ok(Credential {
                id: row.get(0)?,
                account: row.get(1)?,
                owner: row.get(2)?,
                label: row.get(3)?,
                status: row.get(4)?,
                created: row.get(5)?,
                used: known(7, 6)?,
                expires: known(9, 8)?,
                unscoped: scopes.map(|scopes| scopes.trim() == "[]"),
                owner_no: row.get(11)?,
            })
        })?
        .collect()
    };
    read().map_err(SqlError::of)
}

impl Credential {
    /// Whether it belongs to somebody who is not active or gone. Who is not in a mirror that has not read everybody is not
    /// gone for that.
    pub fn is_ownerless(&self, people: &People) -> Option<bool> {
        match self.owner_no {
            Some(no) => people.get(no)?.is_active().map(|active| !active),
            None if people.is_partly_read => None,
            None => self.account.as_ref().map(|_| true),
        }
    }

    /// Whether it has not been used since the cutoff. Never used counts from its creation.
    pub fn is_unused(&self, cutoff: i64) -> Option<bool> {
        match self.used? {
            Some(at) => Some(at < cutoff),
            None => self.created.map(|created| created < cutoff),
        }
    }
}
