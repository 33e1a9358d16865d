//! The parts of the organization that are one list each.

mod all;
mod directories;
mod domains;
mod group_roles;
mod keys;
mod oauth_clients;
mod org_policies;
mod scim_links;
mod service_account_credentials;
mod service_accounts;
mod tokens;
mod workspaces;

pub(super) use all::{PARTS, part};
pub(super) use group_roles::entries as group_role_entries;
pub(super) use tokens::token_entry;
