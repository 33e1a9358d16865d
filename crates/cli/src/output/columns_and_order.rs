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

/// The column of that name. What heads a column in a table names it, too, where it is not the name of another.
pub fn position_of(known: &[Column], asked: &str) -> Option<usize> {
    let headed = |main: bool| {
        known
            .iter()
            .position(|column| column.main == main && !column.companion && column.is_headed(asked))
    };
    known
        .iter()
        .position(|column| column.is(asked))
        .or_else(|| known.iter().position(|column| column.was(asked)))
        .or_else(|| headed(true))
        .or_else(|| headed(false))
}

fn position(known: &[Column], name: &str, flag: &str) -> CliResult<usize> {
    position_of(known, name).ok_or_else(|| {
        let names: Vec<&str> = known.iter().map(|column| &*column.name).collect();
        unknown_column(flag, name, &names)
    })
}

/// The error for a column that this option names, and that is not one of the known.
pub fn unknown_column(flag: &str, name: &str, known: &[&str]) -> CliError {
    let near = nearest(name, known);
    let said = CliError::usage(match name.trim() {
        "" => format!("{flag}: a column without a name"),
        _ => format!(
            "{flag}: unknown column {name:?}{}",
            did_you_mean(near.as_deref())
        ),
    });
    said.hint(format!(
        "use one of: {}",
        crate::ui::display(&known.join(", "))
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_column_is_named_by_its_name_or_its_heading() {
        let known = [
            Column::number("usage", "In use"),
            Column::number("capacity", "Seats"),
            Column::time("last_active", "Last active"),
            Column::text("seats", "Capacity").on_request(),
            Column::number("group_count", "Member of")
                .formerly("capacity_of_groups")
                .on_request(),
        ];
        for (asked, at) in [
            ("usage", 0),
            ("in-use", 0),
            ("In use", 0),
            ("Last active (UTC)", 2),
            // A name goes before a heading.
            ("seats", 3),
            ("capacity", 1),
            ("capacity-of-groups", 4),
        ] {
            assert_eq!(position(&known, asked, "--sort").unwrap(), at, "{asked}");
        }
        assert!(position(&known, "(UTC)", "--sort").is_err());
        assert!(position(&known, "", "--sort").is_err());
    }
}
