//! Routes of API Access: `/admin/api-access/v1/orgs/{orgId}/…`.

use super::change_counts::{counted, flat};
use super::{Reply, Request, api_keys, api_tokens, errors, oauth_clients, service_accounts};
use crate::server::Sim;

pub(super) fn answer(sim: &Sim, request: &Request, org: &str, rest: &[&str]) -> Reply {
    if org != sim.facts.org_id {
        return errors::admin(
            403,
            "GENERIC_ERROR",
            "Forbidden",
            "The organization was not found",
        );
    }
    let count = |call: &'static str, target: &str, reply: Result<Reply, Reply>| {
        counted(sim, request, call, target, reply)
    };
    match (request.method.as_str(), rest) {
        ("GET", ["api-tokens"]) => flat(api_tokens::list(sim, request)),
        ("GET", ["api-tokens", "count"]) => flat(api_tokens::count(sim, request)),
        // Revokes every token of everyone: nobody is to call it, and here nobody can.
        ("DELETE", ["api-tokens"]) => count(
            "revoke-all-tokens",
            org,
            Err(errors::admin(
                403,
                "GENERIC_ERROR",
                "Forbidden",
                "The simulator refuses to revoke every token",
            )),
        ),
        ("GET", ["api-keys"]) => flat(api_keys::list(sim, request)),
        ("GET", ["api-keys", "count"]) => flat(api_keys::count(sim, request)),
        ("PATCH", ["api-keys", "revoke", key]) => {
            count("revoke-key", key, api_keys::revoke(sim, request, key))
        }
        ("GET", ["service-accounts"]) => service_accounts::list(sim),
        ("POST", ["service-accounts"]) => {
            let name = request.field("displayName");
            count(
                "create-service-account",
                &name,
                service_accounts::create(sim, request),
            )
        }
        ("PATCH", ["service-accounts"]) => {
            let id = request.field("atlassianId");
            count(
                "update-service-account",
                &id,
                service_accounts::change(sim, request),
            )
        }
        ("POST", ["service-accounts", "count"]) => flat(service_accounts::count(sim, request)),
        ("GET", ["service-accounts", "api-tokens"]) => {
            flat(service_accounts::tokens(sim, request, None))
        }
        ("GET", ["service-accounts", "oauth-clients"]) => {
            flat(oauth_clients::of_accounts(sim, request, None))
        }
        ("DELETE", ["service-accounts", id]) => count(
            "delete-service-account",
            id,
            service_accounts::delete(sim, request, id),
        ),
        ("GET", ["service-accounts", id, "api-tokens"]) => {
            flat(service_accounts::tokens(sim, request, Some(id)))
        }
        ("DELETE", ["service-accounts", id, "api-tokens"]) => count(
            "revoke-service-account-tokens",
            id,
            service_accounts::revoke_tokens(sim, request, id),
        ),
        ("GET", ["service-accounts", id, "oauth-clients"]) => {
            flat(oauth_clients::of_accounts(sim, request, Some(id)))
        }
        ("GET", ["oauth-clients"]) => flat(oauth_clients::list(sim, request)),
        ("POST", ["oauth-clients"]) => {
            let name = request.field("name");
            count(
                "create-oauth-client",
                &name,
                oauth_clients::create(sim, request),
            )
        }
        ("POST", ["oauth-clients", "count"]) => oauth_clients::count(sim),
        ("GET", ["oauth-clients", id]) => flat(oauth_clients::one(sim, id)),
        ("DELETE", ["oauth-clients", id]) => count(
            "delete-oauth-client",
            id,
            oauth_clients::delete(sim, request, id),
        ),
        _ => errors::no_resource(),
    }
}
