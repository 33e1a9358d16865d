//! Every reading call, once, with all that can be set. Lists are read to their end.

use atlctl_api::*;
use futures_util::StreamExt;

use crate::all_changes::org;

fn directory() -> DirectoryId {
    "d-1".into()
}

fn account() -> AccountId {
    "557058:a|b".into()
}

fn time() -> TimeRange {
    TimeRange {
        from: Some("2026-01-01T00:00:00Z".into()),
        to: Some("2026-02-01T00:00:00Z".into()),
    }
}

async fn list<T>(stream: impl futures_util::Stream<Item = Result<T, Error>>) -> Vec<Error> {
    stream
        .collect::<Vec<_>>()
        .await
        .into_iter()
        .filter_map(Result::err)
        .collect()
}

async fn one<T>(call: impl Future<Output = Result<T, Error>>) -> Vec<Error> {
    call.await.err().into_iter().collect()
}

/// Makes every reading call of this crate's newer endpoints; what failed.
pub async fn all(client: &Client) -> Vec<Error> {
    let mut failed = Vec::new();
    macro_rules! add {
        ($($call:expr),+ $(,)?) => { $(failed.extend($call.await);)+ };
    }
    add!(
        people(client),
        groups(client),
        accounts(client),
        credentials(client),
        log(client),
        policies(client),
        records(client),
    );
    failed
}

async fn people(client: &Client) -> Vec<Error> {
    let mut failed = one(client.user(&org(), &directory(), &account())).await;
    failed.extend(one(client.user_stats(&org(), &directory())).await);
    failed.extend(list(client.user_role_assignments(&org(), &directory(), &account())).await);
    let search = UserSearch {
        filter: UserFilter {
            account_ids: vec![account()],
            role_ids: vec!["atlassian/user".into()],
            ..UserFilter::default()
        },
        ..UserSearch::default()
    };
    failed.extend(one(client.users_search_page(&org(), search)).await);
    failed
}

async fn groups(client: &Client) -> Vec<Error> {
    let search = GroupSearch {
        account_ids: vec![account()],
        directory_ids: vec![directory()],
        group_ids: vec!["g-1".into()],
        resource_ids: vec!["ari:cloud:jira::site/1".into()],
        role_ids: vec!["atlassian/user".into()],
        search_term: Some("e".into()),
        ..GroupSearch::default()
    };
    let group = "g-1".into();
    let mut failed = one(client.group(&org(), &directory(), &group)).await;
    failed.extend(one(client.groups_count(&org(), &search)).await);
    failed.extend(one(client.group_stats(&org(), &directory())).await);
    failed.extend(list(client.group_role_assignments(&org(), &directory(), &group)).await);
    failed.extend(list(client.groups_search(&org(), search)).await);
    failed
}

async fn accounts(client: &Client) -> Vec<Error> {
    let mut failed = one(client.account_permissions(&account())).await;
    failed.extend(one(client.account_profile(&account())).await);
    failed.extend(one(client.account_api_tokens(&account())).await);
    failed
}

async fn credentials(client: &Client) -> Vec<Error> {
    let tokens = ApiTokenFilter {
        text: Some("ci".into()),
        status: Some(TokenStatus::Allowed),
        created: time(),
        last_active: time(),
    };
    let keys = ApiKeyFilter {
        text: Some("ci".into()),
        expires: time(),
        last_active: time(),
    };
    let account: ServiceAccountId = "s-1".into();
    let mut failed = list(client.api_tokens(&org(), &tokens)).await;
    failed.extend(one(client.api_tokens_count(&org(), &tokens)).await);
    failed.extend(list(client.api_keys(&org(), &keys)).await);
    failed.extend(one(client.api_keys_count(&org(), &keys)).await);
    failed.extend(list(client.service_accounts(&org())).await);
    failed.extend(one(client.service_account_tokens(&org(), None)).await);
    failed.extend(one(client.service_account_tokens(&org(), Some(&account))).await);
    failed.extend(one(client.service_account_oauth_clients(&org(), None)).await);
    failed.extend(one(client.service_account_oauth_clients(&org(), Some(&account))).await);
    let both = [account.clone(), "s-2".into()];
    failed.extend(one(client.service_account_token_counts(&org(), &both)).await);
    failed.extend(list(client.oauth_clients(&org())).await);
    failed.extend(one(client.oauth_clients_count(&org())).await);
    failed.extend(one(client.oauth_client(&org(), &"c-1".into())).await);
    failed
}

async fn log(client: &Client) -> Vec<Error> {
    let filter = EventFilter {
        text: Some("group".into()),
        from_ms: Some(1),
        to_ms: Some(2),
        action: Some("user_added_to_group".into()),
        actors: vec![account(), "b".into()],
        ips: vec!["192.0.2.1".into(), "192.0.2.2".into()],
        products: vec!["jira".into(), "confluence".into()],
    };
    let poll = EventPoll {
        cursor: None,
        from_ms: Some(1),
        to_ms: Some(2),
    };
    let on = EventPoll {
        cursor: Some("c0".into()),
        ..EventPoll::default()
    };
    let mut failed = one(client.event_actions(&org())).await;
    failed.extend(list(client.events(&org(), &filter)).await);
    failed.extend(list(client.poll_events(&org(), &poll)).await);
    failed.extend(list(client.poll_events(&org(), &on)).await);
    failed
}

async fn policies(client: &Client) -> Vec<Error> {
    let policy: PolicyId = "p-1".into();
    let mut failed = one(client.domain(&org(), &"example".into())).await;
    failed.extend(list(client.org_policies(&org(), Some(&PolicyKind::IpAllowlist))).await);
    failed.extend(list(client.org_policies(&org(), None)).await);
    failed.extend(one(client.org_policy(&org(), &policy)).await);
    failed.extend(one(client.validate_org_policy(&org(), &policy)).await);
    failed.extend(one(client.validate_control_policy(&org(), &policy)).await);
    failed.extend(list(client.control_resources(&org(), &policy)).await);
    failed
}

async fn records(client: &Client) -> Vec<Error> {
    let directory: ScimDirectoryId = "sd-1".into();
    let mut failed = one(client.scim_config(&directory)).await;
    failed.extend(list(client.scim_users(&directory, None)).await);
    failed.extend(list(client.scim_users(&directory, Some("a\"@example.com"))).await);
    failed.extend(one(client.scim_user(&directory, &"su-1".into())).await);
    failed.extend(list(client.scim_groups(&directory, Some("eng"))).await);
    failed.extend(one(client.scim_group(&directory, &"sg-1".into())).await);
    failed
}
