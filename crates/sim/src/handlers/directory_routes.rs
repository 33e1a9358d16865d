//! Routes of the directories: `/admin/v2/orgs/{orgId}/directories/{directoryId}/…`.

use super::change_counts::{counted, flat};
use super::{
    Reply, Request, errors, group_changes, group_roles, groups, memberships, role_assignments,
    user_access, users,
};
use crate::server::Sim;

pub(super) fn answer(sim: &Sim, request: &Request, rest: &[&str]) -> Reply {
    let count = |call: &'static str, target: &str, reply: Result<Reply, Reply>| {
        counted(sim, request, call, target, reply)
    };
    match (request.method.as_str(), rest) {
        ("POST", ["users", "search"]) => users::search(sim, request),
        ("GET", ["users"]) => users::get(sim, request),
        ("GET", ["users", "count"]) => users::count(sim, request),
        ("GET", ["users", "stats"]) => users::stats(sim),
        ("GET", ["users", account]) => users::one(sim, account),
        ("DELETE", ["users", account]) => count(
            "remove",
            account,
            user_access::remove(sim, request, account),
        ),
        ("POST", ["users", account, "suspend"]) => count(
            "suspend",
            account,
            user_access::suspend(sim, request, account),
        ),
        ("POST", ["users", account, "restore"]) => count(
            "restore",
            account,
            user_access::restore(sim, request, account),
        ),
        ("GET", ["users", account, "role-assignments"]) => {
            flat(role_assignments::of_user(sim, request, account))
        }
        ("POST", ["groups", "search"]) => groups::search(sim, request),
        ("GET", ["groups"]) => groups::get(sim, request),
        ("GET", ["groups", "count"]) => groups::count(sim, request),
        ("GET", ["groups", "stats"]) => groups::stats(sim),
        ("POST", ["groups"]) => {
            let name = request.field("name");
            count("create-group", &name, group_changes::create(sim, request))
        }
        ("GET", ["groups", group]) => groups::one(sim, group),
        ("DELETE", ["groups", group]) => count(
            "delete-group",
            group,
            group_changes::delete(sim, request, group),
        ),
        ("POST", ["groups", group, "memberships"]) => {
            let reply = match memberships::account(request) {
                Ok(account) => memberships::add(sim, request, group, &account),
                Err(refusal) => Err(refusal),
            };
            let target = format!("{} {group}", request.field("accountId"));
            count("add-member", &target, reply)
        }
        ("DELETE", ["groups", group, "memberships", account]) => count(
            "remove-member",
            &format!("{account} {group}"),
            memberships::remove(sim, request, group, account),
        ),
        ("GET", ["groups", group, "role-assignments"]) => {
            flat(role_assignments::of_group(sim, request, group))
        }
        ("POST", ["groups", group, "role-assignments", "assign"]) => {
            let target = format!(
                "{group} {} {}",
                request.field("roleId"),
                request.field("resourceId")
            );
            count(
                "assign-group-role",
                &target,
                group_roles::assign(sim, request, group),
            )
        }
        ("POST", ["groups", group, "role-assignments", "revoke"]) => {
            let target = format!(
                "{group} {} {}",
                request.field("roleId"),
                request.field("resourceId")
            );
            count(
                "revoke-group-role",
                &target,
                group_roles::revoke(sim, request, group),
            )
        }
        _ => errors::no_resource(),
    }
}
