//! Every facet against the simulated organization over real connections: each fault, each lag, and random plans that
//! mix them all.
#![allow(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    missing_docs
)]

mod faults;
mod lag;
mod mixed;
mod random;
mod stage;
