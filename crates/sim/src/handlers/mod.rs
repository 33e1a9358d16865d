//! The handlers of the endpoints.

mod auth_policies;
mod directories;
mod errors;
mod groups;
mod login;
mod orgs;
mod page;
mod portal;
mod reply;
mod request;
mod route;
mod testing;
mod users;
mod workspaces;

pub(crate) use errors::{expired, gateway, old_user_management, rate_limited};
pub(crate) use reply::{Reply, Wire};
pub(crate) use request::{PageFault, Request};
pub(crate) use route::route;
