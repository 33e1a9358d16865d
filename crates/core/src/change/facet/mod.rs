//! The facets: one file each.

pub mod directory_access;
pub mod email;
mod email_order;
pub mod lifecycle;
pub mod policy;
pub mod profile;
