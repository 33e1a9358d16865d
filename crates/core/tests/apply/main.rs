//! Applying a plan: ten thousand seeded runs of faults and kills against a model of the service, and each fault
//! of the witness over real connections.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

mod adrift;
mod connectivity;
mod cut_journal;
mod driven;
mod edges;
mod faults;
mod first;
mod machine;
mod odds;
mod patience;
#[allow(dead_code, reason = "shared with the tests of plans")]
mod plans;
mod resuming;
mod seeded;
mod steps;
mod stopped;
mod world;
mod world_reads;
