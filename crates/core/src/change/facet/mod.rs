//! The facets: one file each.

pub mod app_role;
pub mod credential;
mod credential_lists;
mod deleted_group;
pub mod directory_access;
pub mod email;
mod email_order;
pub mod group_exists;
pub mod invitation;
pub mod lifecycle;
pub mod membership;
pub mod platform_role;
pub mod policy;
pub mod profile;
pub mod removed_person;
pub mod site_access;
pub mod site_status;
