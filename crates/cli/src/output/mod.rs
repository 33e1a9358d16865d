//! The only renderer of data: tables, JSON, JSON Lines, CSV and ids, to stdout.

mod cell;
mod column;
mod constant;
mod csv;
mod details;
mod id;
mod json;
mod layout;
#[cfg(test)]
mod narrow_tests;
mod print;
mod printer;
mod records;
mod row_lines;
mod select;
mod shown;
mod table;
#[cfg(test)]
mod tests;
mod wrap;

#[allow(unused_imports, reason = "each noun takes what it needs")]
pub use {
    cell::{Cell, Object},
    column::{Column, ColumnKind},
    constant::leave_out_constant,
    details::Details,
    printer::{Outcome, Printer, Style},
    select::{position_of, unknown_column},
    table::Table,
};
