//! Reads whether credentials are valid, from the organization's lists. What a complete list does not have is revoked.

use std::collections::{HashMap, HashSet};

use atlctl_api::{
    AccountId, ApiKeyFilter, ApiTokenFilter, Error, ErrorKind, OAuthClientStatus, ServiceAccountId,
    TokenStatus,
};
use futures_util::stream::{FuturesUnordered, Stream, StreamExt as _, TryStreamExt as _};

use super::super::rules::{Item, Wire};

/// The tokens of this many people are read one by one; for more, the list of the organization is shorter.
const FEW: usize = 8;
/// Requests at a time.
const AT_ONCE: usize = 4;

/// Whether each item is valid; `None` where the service does not report it.
type Valid = Vec<Option<bool>>;

/// Values of items from a complete list of the valid IDs.
fn listed(items: &[Item], valid: &HashSet<String>) -> Valid {
    let is = |item: &Item| Some(valid.contains(item.target.id()));
    items.iter().map(is).collect()
}

/// The IDs of a list.
async fn ids<T>(
    list: impl Stream<Item = Result<T, Error>>,
    id: impl Fn(&T) -> Option<String>,
) -> Result<HashSet<String>, Error> {
    list.try_filter_map(|one| std::future::ready(Ok(id(&one))))
        .try_collect()
        .await
}

pub(super) async fn api_tokens(wire: &Wire, items: &[Item]) -> Result<Valid, Error> {
    let owners: HashSet<&str> = items.iter().map(|item| owner(&item.of)).collect();
    if owners.len() <= FEW && !owners.contains("") {
        return tokens_of(wire, items, &owners).await;
    }
    let list = wire
        .client
        .api_tokens(&wire.org, &ApiTokenFilter::default());
    match ids(list, |token| Some(token.id.as_str().to_owned())).await {
        Ok(valid) => Ok(listed(items, &valid)),
        // Who may not list everyone's tokens may list those of a person.
        Err(error) if not_allowed(&error) => {
            let known: HashSet<&str> = owners.into_iter().filter(|one| !one.is_empty()).collect();
            if known.is_empty() {
                return Err(error);
            }
            tokens_of(wire, items, &known).await
        }
        Err(error) => Err(error),
    }
}

/// The tokens of these people, person by person.
async fn tokens_of(wire: &Wire, items: &[Item], owners: &HashSet<&str>) -> Result<Valid, Error> {
    let owners = owners.iter().map(|owner| (*owner).to_owned()).collect();
    let lists = each(owners, |owner| {
        let client = wire.client.clone();
        async move {
            let tokens = client.account_api_tokens(&AccountId::from(owner)).await?;
            let ids = tokens.iter().map(|token| token.id.as_str().to_owned());
            Ok(ids.collect::<HashSet<String>>())
        }
    })
    .await?;
    let value = |item: &Item| {
        let tokens = lists.get(owner(&item.of))?;
        Some(tokens.contains(item.target.id()))
    };
    Ok(items.iter().map(value).collect())
}

pub(super) async fn api_keys(wire: &Wire, items: &[Item]) -> Result<Valid, Error> {
    let list = wire.client.api_keys(&wire.org, &ApiKeyFilter::default());
    let valid = ids(list, |key| Some(key.id.as_str().to_owned())).await?;
    Ok(listed(items, &valid))
}

pub(super) async fn service_accounts(wire: &Wire, items: &[Item]) -> Result<Valid, Error> {
    let list = wire.client.service_accounts(&wire.org);
    let valid = ids(list, |account| Some(account.id.as_str().to_owned())).await?;
    Ok(listed(items, &valid))
}

pub(super) async fn oauth_clients(wire: &Wire, items: &[Item]) -> Result<Valid, Error> {
    let list = wire.client.oauth_clients(&wire.org);
    let valid = ids(list, |client| {
        let revoked = client.status == Some(OAuthClientStatus::Revoked);
        (!revoked).then(|| client.client_id.as_str().to_owned())
    })
    .await?;
    Ok(listed(items, &valid))
}

/// Whether service accounts have a valid token.
pub(super) async fn service_account_tokens(wire: &Wire, items: &[Item]) -> Result<Valid, Error> {
    // An account that is not there has no tokens. Asked for them, Atlassian answers as it does to a missing right.
    let list = wire.client.service_accounts(&wire.org);
    let there = match ids(list, |account| Some(account.id.as_str().to_owned())).await {
        Ok(there) => Some(there),
        Err(error) if not_allowed(&error) => None,
        Err(error) => return Err(error),
    };
    let is_gone = |id: &str| there.as_ref().is_some_and(|there| !there.contains(id));
    let accounts: HashSet<&str> = items.iter().map(|item| item.target.id()).collect();
    let accounts = accounts.into_iter().filter(|id| !is_gone(id));
    let accounts = accounts.map(str::to_owned).collect();
    let lists = each(accounts, |id| {
        let (client, org) = (wire.client.clone(), wire.org.clone());
        async move {
            let account = ServiceAccountId::from(id);
            let tokens = client.service_account_tokens(&org, Some(&account)).await?;
            let mut states = tokens.iter().map(|token| token.status.as_ref());
            Ok(states.any(|status| !status.is_some_and(is_expired)))
        }
    })
    .await?;
    let value = |item: &Item| {
        let id = item.target.id();
        lists.get(id).copied().or(is_gone(id).then_some(false))
    };
    Ok(items.iter().map(value).collect())
}

fn is_expired(status: &TokenStatus) -> bool {
    status.as_str().eq_ignore_ascii_case("EXPIRED")
}

/// Asks for each of these, a few at a time. What is refused for one of them only is left out; where all are refused, the
/// credential may not read any.
async fn each<T, F>(
    names: Vec<String>,
    ask: impl Fn(String) -> F,
) -> Result<HashMap<String, T>, Error>
where
    F: Future<Output = Result<T, Error>>,
{
    let (mut found, mut refused) = (HashMap::new(), None);
    let mut waiting = names.into_iter();
    let mut asked = FuturesUnordered::new();
    loop {
        while asked.len() < AT_ONCE
            && let Some(name) = waiting.next()
        {
            let answer = ask(name.clone());
            asked.push(async move { (name, answer.await) });
        }
        let Some((name, answer)) = asked.next().await else {
            break;
        };
        match answer {
            Ok(answer) => {
                found.insert(name, answer);
            }
            Err(error) if not_allowed(&error) => refused = Some(error),
            Err(error) => return Err(error),
        }
    }
    match refused {
        Some(error) if found.is_empty() => Err(error),
        _ => Ok(found),
    }
}

/// The account that an API token belongs to.
pub(super) fn owner(of: &[String]) -> &str {
    of.get(1).map_or("", String::as_str)
}

fn not_allowed(error: &Error) -> bool {
    matches!(
        error.kind,
        ErrorKind::Forbidden | ErrorKind::NotFound | ErrorKind::NoCredential
    )
}
