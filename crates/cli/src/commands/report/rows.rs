//! The rows of a report's list, as lists are printed.

use atlctl_core::query::Cell as Value;
use atlctl_core::report::{Holds, ReportColumn, ReportList, shown_word};

use crate::listing::shown;
use crate::options::Format;
use crate::output::{Cell, Column};

/// The name of the field that says which numbers of a row are the least.
const AT_LEAST: &str = "at_least";

/// The columns of a list. Others tell never and none from unknown, which are all `null` in JSON; elsewhere, they are there
/// when asked for. In JSON and CSV, one says which numbers are the least.
pub fn columns(list: &ReportList, format: Format) -> Vec<Column> {
    let own = list.columns.iter().enumerate().map(|(at, column)| {
        // One of which nothing is known answers nothing.
        let is_known = |row: &Vec<Value>| row.get(at).is_some_and(|cell| *cell != Value::Unknown);
        self::column(column, list.rows.iter().any(is_known))
    });
    let known = list.columns.iter().filter(|column| column.may_be_none);
    let known = known.flat_map(|column| {
        let header = format!("{} known", column.header);
        companions(column.name).map(move |name| {
            let known = Column::companion(name, header.clone());
            if is_json(format) {
                known
            } else {
                known.when_asked()
            }
        })
    });
    let least = has_least(list, format).then(|| Column::companion(AT_LEAST, "At least"));
    own.chain(known).chain(least).collect()
}

/// The fields that tell whether this one is known: as in other documents, and as reports had it before.
fn companions(name: &str) -> impl Iterator<Item = String> {
    let elsewhere = (name == "last_active").then(|| "activity_known".to_owned());
    elsewhere.into_iter().chain([format!("{name}_known")])
}

fn is_json(format: Format) -> bool {
    matches!(format, Format::Json | Format::Jsonl)
}

/// Whether a column says which numbers are the least: in a table, each number does.
fn has_least(list: &ReportList, format: Format) -> bool {
    !matches!(format, Format::Table | Format::Id)
        && list.columns.iter().any(|column| column.may_be_least)
}

/// The cells of a row under these columns.
pub fn cells(list: &ReportList, row: &[Value], columns: &[Column], format: Format) -> Vec<Cell> {
    let for_people = |(value, column): (&Value, &Column)| match value {
        Value::Text(word) if format == Format::Table => {
            Value::Text(shown_word(column.name(), word).to_owned())
        }
        value => value.clone(),
    };
    let own = row.iter().zip(columns);
    let mut cells: Vec<Cell> = own
        .map(|(value, column)| shown((for_people((value, column)), column)))
        .collect();
    for column in columns.iter().skip(list.columns.len()) {
        let mut own = list.columns.iter().zip(row);
        cells.push(if column.is(AT_LEAST) {
            let least =
                own.filter(|(_, cell)| matches!(cell, Value::AtLeast(_) | Value::AtLeastReal(_)));
            Cell::List(least.map(|(of, _)| of.name.to_owned()).collect())
        } else {
            let of = own.find(|(of, _)| companions(of.name).any(|name| column.is(&name)));
            Cell::Bool(of.is_some_and(|(_, cell)| *cell != Value::Unknown))
        });
    }
    cells
}

/// A column of a report, as lists have it.
fn column(column: &ReportColumn, is_known: bool) -> Column {
    let (name, header) = (column.name, column.header);
    let made = match column.holds {
        Holds::Key => Column::key(name, header),
        Holds::Id => Column::id(name, header),
        Holds::Text | Holds::ForeignId => Column::text(name, header),
        Holds::Sentence => Column::sentence(name, header),
        Holds::Number => Column::number(name, header),
        Holds::Money => Column::money(name, header),
        Holds::Time => Column::time(name, header),
    };
    match (column.on_request, column.is_asked_about && is_known) {
        (true, _) => made.on_request(),
        (false, true) => made.stays(),
        (false, false) => made,
    }
}
