//! Benchmarks: each runs in a separate process and prints its results with their limits.

mod figure;
mod large;
mod lists;
mod moving;
mod pages;
mod process;
mod reports;
mod runner;
mod script;
mod setup;
mod startup;
mod sync;
mod sync_scripts;
mod sync_second;
mod synthetic;
mod timeline;
mod witness;

pub use figure::{Bar, Figure};
pub use process::{Child, Measured, children_cpu};
pub use runner::{child, run};
pub use setup::{Failure, Setup};
