//! The facets: one file each.

pub mod directory_access;
pub mod group_exists;
pub mod membership;
pub mod policy;
