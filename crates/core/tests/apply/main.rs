//! Applying a plan: ten thousand seeded runs of faults and kills against a model of the service.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

mod seeded;
mod steps;
mod world;
