//! How a person gets in: the identity provider's record, and API tokens.

use atlctl_api::{AccountApiToken, AccountId, Client};
use atlctl_core::store::{Mirror, OwnedToken, Person, ProviderRecord};
use atlctl_core::sync::epoch;
use jiff::Timestamp;

use crate::context::Context;
use crate::error::CliResult;
use crate::output::{Cell, Details, Object};
use crate::ui::display;

/// How a person gets in; `None` is unknown.
#[derive(Debug, Default)]
pub(super) struct SignIn {
    records: Option<Vec<ProviderRecord>>,
    tokens: Option<Vec<OwnedToken>>,
}

impl SignIn {
    /// As the mirror has it.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub(super) fn mirrored(mirror: &Mirror, person: &Person) -> CliResult<Self> {
        // The organization sees the tokens of managed accounts alone.
        let tokens = if person.managed == Some(true) {
            mirror.tokens_of(&person.account_id)?
        } else {
            None
        };
        Ok(Self {
            records: mirror.provider_records_of(&person.account_id)?,
            tokens,
        })
    }

    /// As Atlassian has it: the tokens alone; which record of a provider is theirs, only the provider's lists say. Unknown
    /// where this credential may not read it.
    pub(super) async fn live(context: &Context, client: &Client, account: &AccountId) -> Self {
        let read = client.account_api_tokens(account).await;
        let tokens = read.map(|tokens| {
            let mut tokens: Vec<OwnedToken> = tokens.into_iter().map(owned).collect();
            tokens.sort_by(|a, b| (&a.label, &a.id).cmp(&(&b.label, &b.id)));
            tokens
        });
        if let Err(error) = &tokens {
            let reason = display(&error.to_string());
            context
                .ui
                .warning(format!("the API tokens could not be read: {reason}"));
        }
        Self {
            records: None,
            tokens: tokens.ok(),
        }
    }

    /// Adds the identity provider's records and the API tokens.
    pub(super) fn add(self, details: Details, now: Timestamp) -> Details {
        details
            .field(
                "identity_provider",
                "Identity provider",
                cells(self.records, record),
            )
            .field(
                "api_tokens",
                "API tokens",
                cells(self.tokens, |one| token(one, now)),
            )
    }
}

fn owned(token: AccountApiToken) -> OwnedToken {
    let time = |text: Option<&str>| {
        let seconds = text.and_then(epoch)?;
        Timestamp::from_second(seconds).ok()
    };
    let last_used = time(token.last_active_at.as_deref());
    OwnedToken {
        last_used,
        last_used_known: last_used.is_some() || token.last_active_at.is_none(),
        expires: time(token.expires_at.as_deref()),
        id: token.id.as_str().to_owned(),
        label: token.label,
    }
}

fn cells<T>(list: Option<Vec<T>>, one: impl Fn(T) -> Object) -> Cell {
    list.map_or(Cell::Unknown, |list| {
        Cell::Objects(list.into_iter().map(one).collect())
    })
}

fn record(record: ProviderRecord) -> Object {
    let name = record.name.clone().unwrap_or_else(|| record.id.clone());
    let words = match record.active {
        Some(true) => name,
        Some(false) => format!("{name}: not active"),
        None => format!("{name}: ?"),
    };
    Object::new(words)
        .field("id", record.id)
        .field("name", record.name)
        .field("external_id", record.external_id)
        .field("enabled", Cell::truth(record.active))
}

fn token(token: OwnedToken, now: Timestamp) -> Object {
    let day = |at: Timestamp| at.strftime("%Y-%m-%d").to_string();
    let used = match token.last_used {
        Some(at) => format!("used {}", day(at)),
        None if token.last_used_known => "never used".to_owned(),
        None => "use unknown".to_owned(),
    };
    let label = token.label.clone().unwrap_or_else(|| token.id.clone());
    let words = match token.expires {
        Some(at) => {
            let expires = if at <= now { "expired" } else { "expires" };
            format!("{label}: {used}, {expires} {}", day(at))
        }
        None => format!("{label}: {used}"),
    };
    Object::new(words)
        .field("id", token.id)
        .field("label", token.label)
        .field("last_used", token.last_used)
        .field("last_used_known", token.last_used_known)
        .field("expires", token.expires)
}
