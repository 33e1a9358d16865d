//! API tokens of people, API keys, and credentials of service accounts.

use std::sync::Arc;

use rusqlite::types::ValueRef;
use rusqlite::{Connection, OptionalExtension as _};

use super::super::request::Request;
use super::owners::Owners;
use super::people::People;
use super::three_valued_logic::{all, not};
use crate::sql::SqlError;

/// What a credential is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum CredentialKind {
    /// An API token of a person.
    Token,
    /// An API key of the organization.
    Key,
    /// A credential of a service account.
    Service,
}

/// What is known of a credential, without its texts: there may be as many as people. Times are in seconds; `Some(None)` is
/// never.
#[derive(Debug, Clone)]
pub(in super::super) struct Credential {
    pub id: Arc<str>,
    /// Whether the account is known that it belongs to, or that made it.
    pub has_account: bool,
    pub created: Option<i64>,
    pub used: Option<Option<i64>>,
    pub expires: Option<Option<i64>>,
    /// Whether a policy of the organization blocks it.
    pub blocked: Option<bool>,
    /// Whether it may do everything: no scopes are set.
    pub unscoped: Option<bool>,
    /// The owner's number, when the mirror has the owner.
    pub owner_no: Option<i64>,
}

/// The texts of a credential.
#[derive(Debug, Clone, Default)]
pub(in super::super) struct CredentialTexts {
    /// The account it belongs to or was made by.
    pub account: Option<String>,
    pub owner: Option<String>,
    pub label: Option<String>,
    pub status: Option<String>,
}

/// The API tokens of a report, the longest unused first.
#[derive(Debug)]
pub(in super::super) struct Tokens {
    /// Those of the report's people; without a filter, all.
    pub all: Vec<Credential>,
    /// With a filter, those of which it is unknown whose they are, and so whether they match.
    pub of_unknown: Vec<Credential>,
    /// With a filter, those of people of whom it cannot be decided.
    pub may_match: Vec<Credential>,
}

impl Tokens {
    /// Those of these people, of all that there are.
    pub fn of_people(request: &Request<'_>, all: Vec<Credential>, people: &People) -> Self {
        if request.filter.is_none() {
            return Self {
                all,
                of_unknown: Vec::new(),
                may_match: Vec::new(),
            };
        }
        let (owned, of_unknown): (Vec<_>, Vec<_>) =
            all.into_iter().partition(|token| token.has_account);
        let is_of = |token: &Credential, people: &People| {
            token.owner_no.is_some_and(|no| people.get(no).is_some())
        };
        let (all, rest): (Vec<_>, Vec<_>) =
            (owned.into_iter()).partition(|token| is_of(token, people));
        let mut may_match = rest;
        may_match.retain(|token| people.may_match().is_some_and(|some| is_of(token, some)));
        Self {
            all,
            of_unknown,
            may_match,
        }
    }
}

/// Every API token, the longest unused first.
pub(in super::super) fn every_token(request: &Request<'_>) -> Result<Vec<Credential>, SqlError> {
    let owners = Owners::read(&request.mirror.db).map_err(SqlError::of)?;
    let mut accounts = Vec::new();
    let mut all = read_owned(
        request,
        "SELECT t.id, t.account_id IS NOT NULL, t.created, t.last_used, t.last_used_known, t.expires, t.expires_known, \
         t.scopes, t.status = 'blocked', t.account_id FROM mirror_token t WHERE t.gone_sync IS NULL",
        |row| {
            let account = row.get_ref(9)?.as_str_or_null()?;
            accounts.push(account.map(|account| owners.account(account)));
            Ok(None)
        },
    )?;
    // All at once: searches that nothing comes between wait less for memory.
    for (token, account) in all.iter_mut().zip(accounts) {
        token.owner_no = account.and_then(|account| owners.no(account));
    }
    // They mostly come by ID. Sorting by both would compare the IDs of all that were never used.
    if !all.is_sorted_by(|a, b| a.id <= b.id) {
        all.sort_unstable_by(|a, b| a.id.cmp(&b.id));
    }
    all.sort_by_cached_key(|token| token.used.flatten());
    Ok(all)
}

/// The API keys of the organization.
pub(in super::super) fn keys(request: &Request<'_>) -> Result<Vec<Credential>, SqlError> {
    read(
        request,
        "SELECT k.id, k.created_by_id IS NOT NULL, k.created, k.last_used, k.last_used_known, k.expires, k.expires_known, \
         k.scopes, 0, u.no FROM mirror_api_key k \
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
        "SELECT c.credential_id, c.service_account_id IS NOT NULL, c.created, c.last_used, c.last_used_known, c.expires, \
         c.expires_known, c.scopes, 0, NULL FROM mirror_service_account_credential c \
         WHERE c.gone_sync IS NULL AND c.revoked IS NULL ORDER BY c.last_used, c.id",
    )
}

fn read(request: &Request<'_>, sql: &str) -> Result<Vec<Credential>, SqlError> {
    read_owned(request, sql, |row| row.get(9))
}

fn read_owned(
    request: &Request<'_>,
    sql: &str,
    mut owner: impl FnMut(&rusqlite::Row<'_>) -> rusqlite::Result<Option<i64>>,
) -> Result<Vec<Credential>, SqlError> {
    let mut read = || -> rusqlite::Result<Vec<Credential>> {
        let mut read = request.mirror.db.prepare_cached(sql)?;
        read.query_map([], |row| {
            let known = |known: usize, time: usize| -> rusqlite::Result<Option<Option<i64>>> {
                Ok(if row.get(known)? {
                    Some(row.get(time)?)
                } else {
                    None
                })
            };
            Ok(Credential {
                id: row.get_ref(0)?.as_str()?.into(),
                has_account: row.get(1)?,
                created: row.get(2)?,
                used: known(4, 3)?,
                expires: known(6, 5)?,
                unscoped: match row.get_ref(7)? {
                    ValueRef::Null => None,
                    ValueRef::Text(scopes) => Some(scopes.trim_ascii() == b"[]"),
                    _ => Some(false),
                },
                blocked: row.get(8)?,
                owner_no: owner(row)?,
            })
        })?
        .collect()
    };
    read().map_err(SqlError::of)
}

impl CredentialTexts {
    /// Reads those of one credential.
    pub fn read(db: &Connection, kind: CredentialKind, id: &str) -> Result<Self, SqlError> {
        let sql = match kind {
            CredentialKind::Token => {
                "SELECT account_id, coalesce(email, name), label, status FROM mirror_token WHERE id = ?1"
            }
            CredentialKind::Key => {
                "SELECT created_by_id, coalesce(created_by_email, created_by_name), label, NULL \
                 FROM mirror_api_key WHERE id = ?1"
            }
            CredentialKind::Service => {
                "SELECT c.service_account_id, coalesce(c.service_account_name, a.name), c.label, c.status \
                 FROM mirror_service_account_credential c LEFT JOIN mirror_service_account a ON a.id = c.service_account_id \
                 WHERE c.credential_id = ?1 AND c.gone_sync IS NULL AND c.revoked IS NULL ORDER BY c.last_used, c.id LIMIT 1"
            }
        };
        let read = || -> rusqlite::Result<Self> {
            let mut read = db.prepare_cached(sql)?;
            let texts = read.query_row([id], |row| {
                Ok(Self {
                    account: row.get(0)?,
                    owner: row.get(1)?,
                    label: row.get(2)?,
                    status: row.get(3)?,
                })
            });
            Ok(texts.optional()?.unwrap_or_default())
        };
        read().map_err(SqlError::of)
    }
}

impl Credential {
    /// Whether it expired, by this time in seconds.
    pub fn is_expired(&self, now: i64) -> Option<bool> {
        self.expires.map(|end| end.is_some_and(|at| at <= now))
    }

    /// Whether it can be used: one that expired or is blocked does no harm.
    pub fn works(&self, now: i64) -> Option<bool> {
        all([not(self.is_expired(now)), not(self.blocked)])
    }

    /// Whether it works, and always will. What never expires cannot have expired.
    pub fn is_endless(&self) -> Option<bool> {
        all([self.expires.map(|end| end.is_none()), not(self.blocked)])
    }

    /// Whether it works although its owner is suspended, deactivated or gone.
    pub fn is_ownerless(&self, people: &People, now: i64) -> Option<bool> {
        all([self.is_of_nobody(people), self.works(now)])
    }

    /// Whether it works and has not been used since the cutoff.
    pub fn is_unused(&self, cutoff: i64, now: i64) -> Option<bool> {
        all([self.is_unused_since(cutoff), self.works(now)])
    }

    /// Whether its owner is suspended, deactivated or gone. Somebody missing from an incomplete mirror has not left for that.
    pub fn is_of_nobody(&self, people: &People) -> Option<bool> {
        let owner = self.owner_no.map(|no| people.get(no));
        match owner {
            Some(Some(owner)) => owner.is_shut(),
            // Whom the filter leaves out is not gone for that.
            Some(None) if people.is_filtered => None,
            _ if people.is_partly_read => None,
            _ => self.has_account.then_some(true),
        }
    }

    /// Whether it has not been used since the cutoff. Never used counts from its creation.
    pub fn is_unused_since(&self, cutoff: i64) -> Option<bool> {
        match self.used? {
            Some(at) => Some(at < cutoff),
            None => self.created.map(|created| created < cutoff),
        }
    }
}
