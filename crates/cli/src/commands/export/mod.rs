//! `atlctl export`.

mod command;
mod csv;
mod errors;
mod files;
mod jsonl;
#[cfg(feature = "parquet")]
mod parquet;
#[cfg(feature = "postgres")]
mod postgres;
mod postgres_after_sync;

pub use command::{Export, run};
pub use postgres_after_sync::{after_sync, shown_address};
