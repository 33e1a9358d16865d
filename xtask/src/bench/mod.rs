//! Benches: each measures in a process of its own and prints its figures beside the bars.

mod figure;
mod lists;
mod moving;
mod pages;
mod process;
mod runner;
mod setup;
mod startup;
mod sync;

pub use figure::{Bar, Figure};
pub use process::{Child, Measured};
pub use runner::{child, run};
pub use setup::{Failure, Setup};
