//! The facets: one file each.

pub mod directory_access;
pub mod lifecycle;
pub mod policy;
