//! Plans: who is changed and who is not, guards, and plans as files.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, missing_docs)]

mod decisions;
mod group_moves;
mod guards;
mod people_moves;
#[path = "../apply/plans.rs"]
#[allow(dead_code, reason = "shared with the tests of runs")]
mod plans;
mod several_of_one;
mod unknown;
mod worst_first;
