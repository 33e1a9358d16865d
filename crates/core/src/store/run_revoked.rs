//! Credentials that runs revoked: they are gone from the mirror when a run confirms it, and the history names the run.

use jiff::Timestamp;
use rusqlite::params;

use super::error::During;
use super::history::record_as;
use super::run_policies::RunSource;
use super::{Mirror, StoreError};

/// Where the mirror has a kind of credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CredentialKind {
    /// An API token of a person.
    Token,
    /// An API key of the organization.
    Key,
    /// A service account, with its credentials.
    ServiceAccount,
    /// The API tokens of a service account.
    ServiceAccountTokens,
    /// An OAuth client.
    OAuthClient,
}

/// A credential that a run found revoked.
#[derive(Debug, Clone, Copy)]
pub struct Revoked<'a> {
    /// Its kind.
    pub kind: CredentialKind,
    /// Its ID; for the tokens of a service account, the account's.
    pub id: &'a str,
    /// When that was read.
    pub at: Timestamp,
    /// Whether the run made the change (and did not find it made).
    pub made: bool,
}

impl CredentialKind {
    /// The tables and kinds of objects that it is in, and the condition for its rows.
    fn places(self) -> &'static [(&'static str, &'static str, &'static str)] {
        const CREDENTIALS: (&str, &str) = (
            "mirror_service_account_credential",
            "service_account_credential",
        );
        match self {
            Self::Token => &[("mirror_token", "token", "id = ?1")],
            Self::Key => &[("mirror_api_key", "api_key", "id = ?1")],
            Self::ServiceAccount => &[
                (
                    CREDENTIALS.0,
                    CREDENTIALS.1,
                    "service_account_id IN (SELECT ?1 UNION SELECT account_id FROM mirror_service_account WHERE id = ?1)",
                ),
                ("mirror_service_account", "service_account", "id = ?1"),
            ],
            Self::ServiceAccountTokens => &[(
                CREDENTIALS.0,
                CREDENTIALS.1,
                "kind = 'api_token' AND service_account_id IN \
                 (SELECT ?1 UNION SELECT account_id FROM mirror_service_account WHERE id = ?1)",
            )],
            Self::OAuthClient => &[
                ("mirror_oauth_client", "oauth_client", "id = ?1"),
                (
                    CREDENTIALS.0,
                    CREDENTIALS.1,
                    "kind = 'oauth_client' AND credential_id = ?1",
                ),
            ],
        }
    }
}

impl Mirror {
    /// Marks credentials as gone, all or nothing. Those that the mirror does not have are left to the next sync.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn note_revoked<'a>(
        &mut self,
        run: RunSource<'_>,
        credentials: impl IntoIterator<Item = Revoked<'a>>,
    ) -> Result<(), StoreError> {
        let doing = "record what a run revoked";
        let change = self.change().during(doing)?;
        for one in credentials {
            let at = one.at.as_millisecond();
            record_as(&change, run.writer(one.made, at)).during(doing)?;
            for (table, thing, which) in one.kind.places() {
                if one.made {
                    change
                        .prepare_cached(&format!(
                            "INSERT INTO mirror_change (sync_no, at, thing, id, kind, run) \
                             SELECT (SELECT coalesce(max(no), 0) FROM mirror_sync), ?2, ?3, id, 'gone', ?4 \
                             FROM {table} WHERE gone_sync IS NULL AND {which}"
                        ))
                        .and_then(|mut write| {
                            write.execute(params![one.id, one.at.as_second(), thing, run.id])
                        })
                        .during(doing)?;
                }
                change
                    .prepare_cached(&format!(
                        "UPDATE {table} SET gone_sync = (SELECT coalesce(max(no), 0) FROM mirror_sync) \
                         WHERE gone_sync IS NULL AND {which}"
                    ))
                    .and_then(|mut write| write.execute([one.id]))
                    .during(doing)?;
            }
        }
        change.commit().during(doing)
    }
}
