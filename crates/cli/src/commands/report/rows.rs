//! The rows of a report's list, as lists are printed.

use atlctl_core::query::Cell as Value;
use atlctl_core::report::{Holds, ReportColumn, ReportList};

use crate::listing::shown;
use crate::options::Format;
use crate::output::{Cell, Column};

/// The columns of a list. In JSON, another one tells never and none from unknown, which are all `null` there.
pub fn columns(list: &ReportList, format: Format) -> Vec<Column> {
    let json = matches!(format, Format::Json | Format::Jsonl);
    let own = list.columns.iter().map(column);
    let known = list
        .columns
        .iter()
        .filter(|column| json && column.may_be_none);
    let known = known.map(|column| {
        Column::companion(
            format!("{}_known", column.name),
            format!("{} known", column.header),
        )
    });
    own.chain(known).collect()
}

/// The cells of a row under these columns.
pub fn cells(list: &ReportList, row: &[Value], columns: &[Column]) -> Vec<Cell> {
    let mut cells: Vec<Cell> = row.iter().cloned().zip(columns).map(shown).collect();
    if columns.len() > list.columns.len() {
        let own = list
            .columns
            .iter()
            .zip(row)
            .filter(|(column, _)| column.may_be_none);
        cells.extend(own.map(|(_, cell)| Cell::Bool(*cell != Value::Unknown)));
    }
    cells
}

/// A column of a report, as lists have it.
fn column(column: &ReportColumn) -> Column {
    let (name, header) = (column.name, column.header);
    let made = match column.holds {
        Holds::Key => Column::key(name, header),
        Holds::Id => Column::id(name, header),
        Holds::Text => Column::text(name, header),
        Holds::Sentence => Column::sentence(name, header),
        Holds::Number => Column::number(name, header),
        Holds::Money => Column::money(name, header),
        Holds::Time => Column::time(name, header),
    };
    if column.on_request {
        made.on_request()
    } else {
        made
    }
}
