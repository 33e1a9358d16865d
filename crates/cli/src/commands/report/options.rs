//! The options that reports share.

use std::path::PathBuf;

use clap::Args;

use crate::duration::days;
use crate::filter::Filter;
use crate::suggest::word;

/// Options of every report.
#[derive(Debug, Clone, Default, Args)]
#[command(next_help_heading = "Report")]
#[group(skip)]
pub struct ReportOptions {
    /// Print only this list, with every row
    ///
    /// Default with -o csv, jsonl and id: the first list of the report.
    #[arg(long, value_name = "LIST")]
    pub list: Option<String>,
    /// Write the report as a web page to FILE
    ///
    /// The page has charts, and every row, with search and sorting. It needs no network.
    #[arg(long, value_name = "FILE")]
    pub html: Option<PathBuf>,
    /// Overwrite an existing file
    #[arg(long)]
    pub force: bool,
}

/// What counts as inactive.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Report")]
#[group(skip)]
pub struct DaysOption {
    /// Time without activity that counts as inactive, such as 90d or 12w
    #[arg(long, value_name = "TIME", value_parser = days, default_value = "90d")]
    pub days: u32,
}

/// The words after `report` that make the same report.
pub fn words(name: &str, filter: Option<&Filter>, days: Option<u32>) -> Vec<String> {
    let mut words = vec!["report".to_owned(), name.to_owned()];
    for flag in filter.map(Filter::flags).unwrap_or_default() {
        // They are quoted for a shell, each with its value.
        words.extend(shlex::split(&flag).unwrap_or_else(|| vec![word(&flag)]));
    }
    if let Some(days) = days {
        words.extend(["--days".to_owned(), days.to_string()]);
    }
    words
}
