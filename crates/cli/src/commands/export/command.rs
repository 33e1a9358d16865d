//! The formats of `export`.

use clap::Subcommand;

use crate::context::Context;
use crate::error::CliResult;

/// Export the mirror for other programs
#[derive(Debug, Subcommand)]
pub enum Export {
    #[cfg(feature = "parquet")]
    Parquet(super::parquet::Parquet),
    Csv(super::csv::Csv),
    Jsonl(super::jsonl::Jsonl),
    #[cfg(feature = "postgres")]
    #[command(alias = "postgresql")]
    Postgres(super::postgres::Postgres),
}

/// Runs a format of `export`.
///
/// # Errors
/// As for the subcommand.
pub fn run(context: &Context, command: &Export) -> CliResult {
    match command {
        #[cfg(feature = "parquet")]
        Export::Parquet(args) => super::parquet::run(context, args),
        Export::Csv(args) => super::csv::run(context, args),
        Export::Jsonl(args) => super::jsonl::run(context, args),
        #[cfg(feature = "postgres")]
        Export::Postgres(args) => super::postgres::run(context, args),
    }
}
