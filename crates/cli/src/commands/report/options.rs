//! The options that reports share.

use std::path::PathBuf;

use clap::Args;

use crate::duration::days_or_more;
use crate::people_filter::Filter;

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
    #[arg(long, value_name = "TIME", value_parser = days_or_more, default_value = "90d")]
    pub days: u32,
}

/// The words after `report` that make the same report.
pub fn words(name: &str, filter: Option<&Filter>, days: Option<u32>) -> Vec<String> {
    let mut words = vec!["report".to_owned(), name.to_owned()];
    for (flag, value) in filter.map(Filter::words).unwrap_or_default() {
        words.push(flag);
        words.extend(value);
    }
    if let Some(days) = days {
        words.extend(["--days".to_owned(), days.to_string()]);
    }
    words
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A command in a report holds the values as they were: they are quoted once, when it is printed.
    #[test]
    fn a_filter_s_values_are_words_as_they_were() {
        let values = ["name = 'x'\n\tAND 1", "\t=1+1", "\u{1b}[2J $HOME", "it's"];
        for value in values {
            let filter = Filter {
                group: vec![value.to_owned()],
                condition: Some(value.to_owned()),
                managed: true,
                ..Filter::default()
            };
            let expected = [
                "report",
                "x",
                "--group",
                value,
                "--where",
                value,
                "--managed",
                "--days",
                "9",
            ];
            assert_eq!(words("x", Some(&filter), Some(9)), expected);
            let plain: Vec<&str> = expected.to_vec();
            let line =
                crate::hint_commands::command(&plain).replacen("atlctl", "printf '%s\\0'", 1);
            let output = std::process::Command::new("bash")
                .args(["-c", &line])
                .output()
                .unwrap();
            let read: Vec<&str> = std::str::from_utf8(&output.stdout)
                .unwrap()
                .split_terminator('\0')
                .collect();
            assert_eq!(read, expected, "{line}");
        }
    }
}
