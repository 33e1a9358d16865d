//! The only renderer of data: tables, JSON, JSON Lines, CSV and ids, to stdout.

mod blocks;
mod cell;
mod column;
mod columns_and_order;
mod constant_columns;
mod csv;
mod details;
mod id;
mod json;
mod layout;
#[cfg(test)]
mod narrow_tests;
mod print;
mod printer;
mod row_lines;
mod shown_cell;
mod table;
#[cfg(test)]
mod tests;
mod wrap;

#[allow(unused_imports, reason = "each noun takes what it needs")]
pub use {
    cell::{Cell, Object},
    column::{Column, ColumnKind},
    columns_and_order::{position_of, unknown_column},
    constant_columns::leave_out_constant,
    details::Details,
    printer::{Outcome, Printer, Style},
    shown_cell::shown,
    table::Table,
};
