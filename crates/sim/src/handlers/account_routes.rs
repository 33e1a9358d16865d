//! Routes of the management of accounts: `/users/{account_id}/manage/…`.

use super::change_counts::{counted, flat};
use super::{Reply, Request, accounts, emails, errors, profiles, user_tokens};
use crate::server::Sim;

pub(super) fn answer(sim: &Sim, request: &Request, account: &str, rest: &[&str]) -> Reply {
    let count = |call: &'static str, target: &str, reply: Result<Reply, Reply>| {
        counted(sim, request, call, target, reply)
    };
    match (request.method.as_str(), rest) {
        ("GET", []) => flat(accounts::privileges(sim, request, account)),
        ("GET", ["profile"]) => flat(profiles::get(sim, account)),
        ("PATCH", ["profile"]) => count(
            "update-profile",
            account,
            profiles::patch(sim, request, account),
        ),
        ("PUT", ["email"]) => count("set-email", account, emails::set(sim, request, account)),
        ("POST", ["lifecycle", "disable"]) => count(
            "deactivate",
            account,
            accounts::disable(sim, request, account),
        ),
        ("POST", ["lifecycle", "enable"]) => {
            count("activate", account, accounts::enable(sim, request, account))
        }
        ("POST", ["lifecycle", "delete"]) => {
            count("delete", account, accounts::delete(sim, request, account))
        }
        ("POST", ["lifecycle", "cancel-delete"]) => count(
            "cancel-delete",
            account,
            accounts::cancel_delete(sim, request, account),
        ),
        ("GET", ["api-tokens"]) => flat(user_tokens::list(sim, account)),
        ("DELETE", ["api-tokens", token]) => count(
            "revoke-token",
            token,
            user_tokens::delete(sim, request, account, token),
        ),
        _ => errors::key(404, "notFound"),
    }
}
