//! Generates the schema reference from the views.

use std::fmt::Write as _;

use super::DOCUMENTED;

/// A column of a documented view.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SchemaColumn {
    /// The view's name.
    pub view: &'static str,
    /// What a row of the view describes.
    pub row: &'static str,
    /// The column's name.
    pub column: &'static str,
    /// What the column holds.
    pub meaning: &'static str,
    /// The expression that computes it, in SQL.
    pub sql: &'static str,
}

/// The columns of all views, in their order.
#[must_use]
pub fn schema_columns() -> Vec<SchemaColumn> {
    let mut all = Vec::new();
    let (mut view, mut row) = ("", "");
    // An expression may have several lines; the last one has the meaning.
    let (mut at, mut begin) = (0, 0);
    for line in DOCUMENTED.split_inclusive('\n') {
        let here = at;
        at += line.len();
        let line = line.trim_end();
        if let Some(begun) = line.strip_prefix("-- view ") {
            (view, row) = begun.split_once(": ").unwrap_or((begun, ""));
            // Some names are followed by a hint for writing SQL.
            view = view.trim();
            begin = at;
        } else if line.starts_with("CREATE VIEW ") {
            begin = at;
        } else if let Some((code, meaning)) = line.split_once(" -- ") {
            let code = code.trim_end_matches(',');
            let column = code.rsplit(' ').next().unwrap_or_default();
            let end = here + code.len();
            let sql = DOCUMENTED.get(begin..end).unwrap_or(code);
            let sql = sql.strip_suffix(column).unwrap_or(sql);
            let sql = sql.trim().strip_suffix(" AS").unwrap_or(sql);
            begin = at;
            all.push(SchemaColumn {
                view,
                row,
                column,
                meaning,
                sql: sql.trim(),
            });
        }
    }
    all
}

/// The reference page as Markdown.
#[must_use]
pub fn schema_reference() -> String {
    let mut page = String::from(
        "# The mirror's schema\n\n\
         One SQLite file per organization. Read it with `atlctl sql` or any SQLite program. The views below \
         keep their names and columns; the tables behind them (`mirror_…`) do not.\n\n\
         `NULL` means \"unknown\", never \"no\"; in a time it means never if the `…_known` column beside it is 1. Times are ISO 8601 in UTC. `cargo xtask docs` generates this page.\n",
    );
    let mut view = "";
    for column in schema_columns() {
        if column.view != view {
            view = column.view;
            let _ = write!(
                page,
                "\n## `{view}`\n\n{}.\n\n| column | meaning |\n| --- | --- |\n",
                capital(column.row)
            );
        }
        let _ = writeln!(page, "| `{}` | {} |", column.column, column.meaning);
    }
    page
}

fn capital(text: &str) -> String {
    let mut letters = text.chars();
    letters
        .next()
        .map(|first| first.to_uppercase().chain(letters).collect())
        .unwrap_or_default()
}
