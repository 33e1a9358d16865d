//! Credentials: API tokens of people, API keys of the organization, service accounts, all tokens of one service account,
//! OAuth clients. Each is valid or revoked, and nothing brings a revoked one back.

use atlctl_api::{AccountId, ApiKeyId, Error, OAuthClientId, ServiceAccountId, TokenId};
use futures_util::future::{BoxFuture, FutureExt as _};
use jiff::Timestamp;

use super::super::response::{Answer, Subject};
use super::super::rules::{
    Call, Counted, Item, Needs, Note, ReadProgress, Risk, Rules, Seen, Wire,
};
use super::super::target::Target;
use super::super::total::Totals;
use super::super::value::{Before, Value};
use super::credential_lists;
use crate::number::counted;
use crate::sql::SqlError;
use crate::store::{CredentialKind, Mirror, Revoked, RunSource, StoreError};

/// The credential works.
pub const VALID: &str = "valid";
/// It is revoked or deleted.
pub const REVOKED: &str = "revoked";

/// A kind of credential.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Kind {
    ApiToken,
    ApiKey,
    ServiceAccount,
    ServiceAccountTokens,
    OAuthClient,
}

/// A credential: valid or revoked. It is about its label, and for the API token of a person about the account too.
#[derive(Debug)]
pub struct Credential {
    kind: Kind,
}

/// An API token of a person.
pub static API_TOKEN: Credential = Credential {
    kind: Kind::ApiToken,
};
/// An API key of the organization.
pub static API_KEY: Credential = Credential { kind: Kind::ApiKey };
/// A service account with all its credentials.
pub static SERVICE_ACCOUNT: Credential = Credential {
    kind: Kind::ServiceAccount,
};
/// All API tokens of one service account: there is no call for one of them.
pub static SERVICE_ACCOUNT_TOKENS: Credential = Credential {
    kind: Kind::ServiceAccountTokens,
};
/// An OAuth client.
pub static OAUTH_CLIENT: Credential = Credential {
    kind: Kind::OAuthClient,
};

/// What comes after the dates of a credential.
const MAKER: &str = ", created by ";

/// Dates of a credential in words, for the reader of a plan: the days only. `maker`: who created it.
#[must_use]
pub fn dates(
    created: Option<&str>,
    used: Option<&str>,
    expires: Option<&str>,
    maker: Option<&str>,
    now: Timestamp,
) -> String {
    let day = |text: &str| text.get(..10).unwrap_or(text).to_owned();
    let mut words = Vec::new();
    words.extend(created.map(|text| format!("created {}", day(text))));
    words.push(used.map_or_else(
        || "never used".to_owned(),
        |text| format!("last used {}", day(text)),
    ));
    words.extend(expires.map(|text| {
        let over = text.parse::<Timestamp>().is_ok_and(|at| at <= now);
        format!("{} {}", if over { "expired" } else { "expires" }, day(text))
    }));
    let dates = words.join(", ");
    maker.map_or(dates.clone(), |maker| format!("{dates}{MAKER}{maker}"))
}

/// Whether [`dates`] says that the credential has expired.
fn says_expired(dates: &str) -> bool {
    let dates = dates.split_once(MAKER).map_or(dates, |(dates, _)| dates);
    dates.split(", ").any(|part| part.starts_with("expired "))
}

impl Credential {
    /// What it is called, one and several.
    fn words(&self) -> Counted {
        match self.kind {
            Kind::ApiToken => Counted {
                one: "API token",
                many: "API tokens",
            },
            Kind::ApiKey => Counted {
                one: "API key",
                many: "API keys",
            },
            Kind::ServiceAccount | Kind::ServiceAccountTokens => Counted {
                one: "service account",
                many: "service accounts",
            },
            Kind::OAuthClient => Counted {
                one: "OAuth client",
                many: "OAuth clients",
            },
        }
    }

    /// Whether it is deleted rather than revoked.
    fn is_deleted(&self) -> bool {
        matches!(self.kind, Kind::ServiceAccount | Kind::OAuthClient)
    }
}

impl Rules for Credential {
    fn name(&self) -> &'static str {
        match self.kind {
            Kind::ApiToken => "api-token",
            Kind::ApiKey => "api-key",
            Kind::ServiceAccount => "service-account",
            Kind::ServiceAccountTokens => "service-account-tokens",
            Kind::OAuthClient => "oauth-client",
        }
    }

    fn call(&self) -> Call {
        Call {
            most: 1,
            task: false,
            lag: 5_000,
        }
    }

    fn needs(&self) -> Needs {
        Needs::default()
    }

    fn risk(&self, _: &[String], _: &Before, _: &Value) -> Risk {
        Risk::Irreversible
    }

    /// A token takes nobody's access to the organization.
    fn needs_rescuer(&self, _: &[String], _: &Value) -> bool {
        false
    }

    fn is_mirrored(&self) -> bool {
        false
    }

    fn mirrored(&self, _: &Mirror, _: &[String], _: &Target) -> Result<Before, StoreError> {
        Ok(Before::Unknown)
    }

    fn send<'a>(
        &'a self,
        wire: &'a Wire,
        of: &'a [String],
        _: &'a Value,
        subjects: &'a [Subject],
    ) -> BoxFuture<'a, Result<Answer, Error>> {
        async move {
            let (client, org) = (&wire.client, &wire.org);
            for subject in subjects {
                let id = subject.target.id();
                match self.kind {
                    Kind::ApiToken => {
                        let owner = AccountId::from(credential_lists::owner(of));
                        client.revoke_api_token(&owner, &TokenId::from(id)).await?;
                    }
                    Kind::ApiKey => client.revoke_api_key(org, &ApiKeyId::from(id)).await?,
                    Kind::ServiceAccount => {
                        let account = ServiceAccountId::from(id);
                        client.delete_service_account(org, &account).await?;
                    }
                    Kind::ServiceAccountTokens => {
                        let account = ServiceAccountId::from(id);
                        client.revoke_service_account_tokens(org, &account).await?;
                    }
                    Kind::OAuthClient => {
                        let known = OAuthClientId::from(id);
                        client.delete_oauth_client(org, &known).await?;
                    }
                }
            }
            Ok(Answer::DONE)
        }
        .boxed()
    }

    fn read<'a>(
        &'a self,
        wire: &'a Wire,
        items: &'a [Item],
        progress: ReadProgress<'a>,
    ) -> BoxFuture<'a, Result<Vec<Option<Value>>, Error>> {
        async move {
            let valid = match self.kind {
                Kind::ApiToken => credential_lists::api_tokens(wire, items).await,
                Kind::ApiKey => credential_lists::api_keys(wire, items).await,
                Kind::ServiceAccount => credential_lists::service_accounts(wire, items).await,
                Kind::ServiceAccountTokens => {
                    credential_lists::service_account_tokens(wire, items).await
                }
                Kind::OAuthClient => credential_lists::oauth_clients(wire, items).await,
            }?;
            progress(items.len());
            let value = |valid: bool| Value::from(if valid { VALID } else { REVOKED });
            Ok(valid.into_iter().map(|valid| valid.map(value)).collect())
        }
        .boxed()
    }

    fn note(
        &self,
        mirror: &mut Mirror,
        run: RunSource<'_>,
        notes: &[Note<'_>],
    ) -> Result<(), StoreError> {
        let kind = match self.kind {
            Kind::ApiToken => CredentialKind::Token,
            Kind::ApiKey => CredentialKind::Key,
            Kind::ServiceAccount => CredentialKind::ServiceAccount,
            Kind::ServiceAccountTokens => CredentialKind::ServiceAccountTokens,
            Kind::OAuthClient => CredentialKind::OAuthClient,
        };
        let revoked = notes
            .iter()
            .filter(|note| note.value.text() == Some(REVOKED));
        mirror.note_revoked(
            run,
            revoked.map(|note| Revoked {
                kind,
                id: note.target.id(),
                at: note.at,
                made: note.made,
            }),
        )
    }

    fn totals(&self, _: &Mirror, _: &[Seen<'_>], _: Timestamp) -> Result<Totals, SqlError> {
        Ok(Totals::default())
    }

    fn counts_into<'a>(&self, _: &'a [String], _: &'a Value) -> Option<&'a str> {
        None
    }

    /// Nothing brings a credential back.
    fn undo(&self, _: &[String], _: &Before, _: &Value) -> Option<Value> {
        None
    }

    fn counted(&self) -> Counted {
        self.words()
    }

    fn noun(&self) -> &'static str {
        match self.kind {
            Kind::ServiceAccountTokens => "API tokens of service accounts",
            _ => self.words().many,
        }
    }

    fn totals_title(&self) -> &'static str {
        match self.kind {
            Kind::ApiToken => "API tokens",
            Kind::ApiKey => "API keys",
            Kind::ServiceAccount => "Service accounts",
            Kind::ServiceAccountTokens => "API tokens of service accounts",
            Kind::OAuthClient => "OAuth clients",
        }
    }

    fn noun_of_change(&self) -> &'static str {
        match self.kind {
            Kind::ApiToken => "revocation of API tokens",
            Kind::ApiKey => "revocation of API keys",
            Kind::ServiceAccount => "deletion of service accounts",
            Kind::ServiceAccountTokens => "revocation of service accounts' API tokens",
            Kind::OAuthClient => "deletion of OAuth clients",
        }
    }

    fn title(&self, _: &[String], _: &Value, _: &dyn Fn(&str) -> String) -> String {
        match self.kind {
            Kind::ApiToken => "Revoke API tokens",
            Kind::ApiKey => "Revoke API keys",
            Kind::ServiceAccount => "Delete service accounts",
            Kind::ServiceAccountTokens => "Revoke the API tokens of service accounts",
            Kind::OAuthClient => "Delete OAuth clients",
        }
        .to_owned()
    }

    fn short_title(&self, of: &[String], to: &Value, name: &dyn Fn(&str) -> String) -> String {
        match self.kind {
            Kind::ServiceAccountTokens => "Revoke service tokens".to_owned(),
            _ => self.title(of, to, name),
        }
    }

    fn done(&self, _: &[String], _: &Value, _: &dyn Fn(&str) -> String) -> String {
        match self.kind {
            Kind::ServiceAccountTokens => "left without API tokens",
            _ if self.is_deleted() => "deleted",
            _ => REVOKED,
        }
        .to_owned()
    }

    fn act(&self, _: &[String], _: &Value, count: u64, _: &dyn Fn(&str) -> String) -> String {
        let words = self.words();
        let all = counted(count, words.one, words.many);
        match self.kind {
            Kind::ServiceAccountTokens => format!("revoking the API tokens of {all}"),
            _ if self.is_deleted() => format!("deleting {all}"),
            _ => format!("revoking {all}"),
        }
    }

    fn value(&self, _: &[String], value: &Value, _: &dyn Fn(&str) -> String) -> String {
        match value.text() {
            Some(REVOKED) if self.is_deleted() => "deleted".to_owned(),
            text => text.unwrap_or("none").to_owned(),
        }
    }

    /// Atlassian lists expired credentials until they are revoked.
    fn value_before(
        &self,
        of: &[String],
        value: &Value,
        effect: Option<&str>,
        name: &dyn Fn(&str) -> String,
    ) -> String {
        let dated = matches!(self.kind, Kind::ApiToken | Kind::ApiKey);
        match effect.filter(|_| dated && value.text() == Some(VALID)) {
            Some(effect) if says_expired(effect) => "expired".to_owned(),
            _ => self.value(of, value, name),
        }
    }

    fn what(&self, of: &[String], _: &dyn Fn(&str) -> String) -> String {
        let what = match self.kind {
            Kind::ServiceAccountTokens => "API tokens of",
            _ => self.words().one,
        };
        match of.first().map(String::as_str) {
            None | Some("") => what.trim_end_matches(" of").to_owned(),
            Some(label) => format!("{what} {label}"),
        }
    }

    fn already(&self, _: &[String], _: &Value) -> String {
        match self.kind {
            Kind::ServiceAccountTokens => "has no valid API token",
            _ if self.is_deleted() => "is not in the organization: deleted already, or mistyped",
            _ => "is not valid: revoked already, or mistyped",
        }
        .to_owned()
    }

    fn conflict(&self, _: &[String], _: &Value, _: &dyn Fn(&str) -> String) -> String {
        "is valid".to_owned()
    }

    fn thing(&self) -> &'static str {
        self.words().one
    }

    fn moved_on(&self) -> &'static str {
        "is valid"
    }

    fn no_way_back(&self, _: &[String], _: &Before) -> &'static str {
        "cannot be brought back; its owner must create a new one"
    }
}
