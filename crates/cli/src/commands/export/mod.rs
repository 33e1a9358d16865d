//! `atlctl export`.

mod command;
mod csv;
mod errors;
mod files;
mod jsonl;
#[cfg(feature = "parquet")]
mod parquet;

pub use command::{Export, run};
