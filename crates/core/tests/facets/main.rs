//! Every facet against the simulated organization over real connections: each fault, each lag, and random plans that
//! mix them all.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    clippy::disallowed_methods,
    missing_docs
)]

mod accounts;
mod credential;
mod faults;
mod group_totals;
mod harness;
mod kills;
mod lag;
mod matrix;
mod membership;
#[allow(dead_code, reason = "shared with the tests of the program")]
mod mixed;
mod org_admins;
mod people_totals;
mod portal;
mod progress;
mod random;
mod refused;
mod roles;
mod stage;
