//! The handlers of the endpoints.

mod account_routes;
mod accounts;
mod auth_policies;
mod body;
mod counted;
mod directories;
mod directory_routes;
mod emails;
mod errors;
mod group_changes;
mod group_roles;
mod groups;
mod invites;
mod login;
mod memberships;
mod org_routes;
mod orgs;
mod page;
mod portal;
mod profiles;
mod reply;
mod request;
mod role_assignments;
mod route;
mod testing;
mod user_access;
mod user_roles;
mod user_tokens;
mod users;
mod workspaces;

pub(crate) use errors::{expired, gateway, old_user_management, rate_limited};
pub(crate) use reply::{Reply, Wire};
pub(crate) use request::{PageFault, Request};
pub(crate) use route::route;
