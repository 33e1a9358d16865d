//! Columns of a table with the same value in each row: left out, and printed once below it.

use super::shown_cell::shown;
use super::{Cell, Column, ColumnKind};

/// A longer value stays in its column, where it is cut or wrapped.
pub(super) const LONGEST_SAID: usize = 250;

/// Removes such columns from a table of these rows and returns a line with their values, if there are any. Where
/// nobody would see that line beside the table (`printed_below`), only columns without any value are removed.
pub fn leave_out_constant(
    columns: &mut [Column],
    rows: &[Vec<Cell>],
    printed_below: bool,
) -> Option<String> {
    let (first, others) = rows.split_first()?;
    if others.is_empty() {
        return None;
    }
    let mut said = Vec::new();
    for (at, column) in columns.iter_mut().enumerate() {
        let cell = first.get(at)?;
        let text = matches!(column.kind, ColumnKind::Text | ColumnKind::Sentence);
        let may_go = printed_below || *cell == Cell::None;
        if !column.main || !text || !may_go || others.iter().any(|row| row.get(at) != Some(cell)) {
            continue;
        }
        let value = shown(cell, column.kind);
        if value.len() > LONGEST_SAID {
            continue;
        }
        column.main = false;
        if *cell != Cell::None {
            said.push(format!("{}: {value}", column.header));
        }
    }
    (!said.is_empty()).then(|| format!("The same in every row shown: {}.", said.join("; ")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_constant_column_is_printed_once() {
        let columns = || {
            vec![
                Column::id("email", "Email"),
                Column::text("plan", "Plan"),
                Column::text("before", "Before"),
                Column::sentence("reason", "Reason"),
            ]
        };
        let row = |email: &str, before: &str| {
            vec![email.into(), "change".into(), before.into(), Cell::None]
        };
        let mut two = columns();
        let said = leave_out_constant(&mut two, &[row("a", "x"), row("b", "y")], true);
        assert_eq!(
            said.as_deref(),
            Some("The same in every row shown: Plan: change.")
        );
        let main: Vec<&str> = two
            .iter()
            .filter(|column| column.is_main())
            .map(Column::name)
            .collect();
        assert_eq!(main, ["email", "before"]);
        let mut one = columns();
        assert_eq!(leave_out_constant(&mut one, &[row("a", "x")], true), None);
        assert!(one.iter().all(Column::is_main));
        // Where the line would not be seen, only the column without a value goes.
        let mut unseen = columns();
        let rows = [row("a", "x"), row("b", "y")];
        assert_eq!(leave_out_constant(&mut unseen, &rows, false), None);
        let main = unseen.iter().filter(|column| column.is_main());
        let main: Vec<&str> = main.map(Column::name).collect();
        assert_eq!(main, ["email", "plan", "before"]);
    }
}
