//! The facets: one file each.

pub mod app_role;
pub mod directory_access;
pub mod group_exists;
pub mod membership;
pub mod platform_role;
pub mod policy;
