//! The facets: one file each.

pub mod directory_access;
pub mod membership;
pub mod policy;
