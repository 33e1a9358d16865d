//! Requests and readers against Atlassian's published OpenAPI files, where they are at hand: in the
//! directory `ATLCTL_SPECS` names, or in `shared/specs` of any directory above. They carry no license
//! and are no part of this project; without them these tests are ignored.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    missing_docs
)]

#[path = "../shared/changes.rs"]
mod all_changes;
#[path = "../shared/reads.rs"]
mod all_reads;
mod coverage;
mod newer_reads;
mod openapi;
mod reads;
mod requests;
