//! The facets: one file each.

pub mod policy;
