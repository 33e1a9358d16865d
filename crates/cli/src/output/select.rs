//! `--columns` and `--sort`: the columns to print and the order of rows.

use atlctl_core::store::{did_you_mean, nearest};

use super::{Cell, Column};
use crate::error::{CliError, CliResult};
use crate::options::Format;

/// The column to sort by, and whether in descending order.
#[derive(Debug, Clone, Copy)]
pub(super) struct Sort {
    pub(super) column: usize,
    down: bool,
}

/// Positions of the columns to print: those asked for, or those the form has by default.
pub(super) fn columns(known: &[Column], asked: &[String], format: Format) -> CliResult<Vec<usize>> {
    if asked.is_empty() {
        return Ok(known
            .iter()
            .enumerate()
            .filter(|(_, column)| match format {
                Format::Table => column.main,
                _ => !column.of_tables,
            })
            .map(|(at, _)| at)
            .collect());
    }
    let mut chosen = Vec::with_capacity(asked.len());
    for name in asked {
        let at = position(known, name, "--columns")?;
        if chosen.contains(&at) {
            return Err(CliError::usage(format!("--columns names {name:?} twice")));
        }
        chosen.push(at);
    }
    Ok(chosen)
}

/// The column `--sort` names.
pub(super) fn sort(known: &[Column], asked: Option<&str>) -> CliResult<Option<Sort>> {
    let Some(asked) = asked else { return Ok(None) };
    let (name, down) = match asked.strip_prefix('-') {
        Some(name) => (name, true),
        None => (asked, false),
    };
    Ok(Some(Sort {
        column: position(known, name, "--sort")?,
        down,
    }))
}

impl Sort {
    /// Puts the rows in order; equal ones stay as they were, missing values come last.
    pub(super) fn apply(self, rows: &mut [Vec<Cell>]) {
        rows.sort_by(|a, b| {
            let (Some(a), Some(b)) = (a.get(self.column), b.get(self.column)) else {
                return std::cmp::Ordering::Equal;
            };
            let order = a.order(b);
            if self.down && !a.is_missing() && !b.is_missing() {
                order.reverse()
            } else {
                order
            }
        });
    }
}

fn position(known: &[Column], name: &str, flag: &str) -> CliResult<usize> {
    known
        .iter()
        .position(|column| column.is(name))
        .ok_or_else(|| {
            let names: Vec<&str> = known.iter().map(|column| &*column.name).collect();
            let near = nearest(name, &names);
            let said = CliError::usage(match name.trim() {
                "" => format!("{flag}: a column without a name"),
                _ => format!(
                    "{flag}: unknown column {name:?}{}",
                    did_you_mean(near.as_deref())
                ),
            });
            said.hint(format!(
                "use one of: {}",
                crate::ui::display(&names.join(", "))
            ))
        })
}
