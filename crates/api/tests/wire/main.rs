//! The client against a server that answers oddly.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs
)]

#[path = "../shared/changes.rs"]
mod all_changes;
#[path = "../shared/reads.rs"]
mod all_reads;
mod changes;
mod common;
mod endless;
mod errors;
mod events;
mod expiry;
mod faults;
mod limits;
mod matrix;
mod models;
mod newer_reads;
mod odd_json;
mod offsets;
mod paging;
mod policy;
mod portal_changes;
mod raw;
mod repeated_secrets;
mod retry;
mod scim;
mod session;
mod tls;
