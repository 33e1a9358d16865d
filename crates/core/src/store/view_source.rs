//! What a view selects, with one more column: a list reads it in place of the view.

use super::DOCUMENTED;

/// A view without the lines that are not wanted, and with a further column of its tables; it has the view's name.
pub(super) fn view_source(view: &str, further: &str, is_wanted: &dyn Fn(&str) -> bool) -> String {
    let text = DOCUMENTED.split_once(&format!("CREATE VIEW {view} AS SELECT\n"));
    let text = text.and_then(|(_, rest)| rest.split("\n\n").next());
    // What is read in the tables of an expression is indented.
    let (columns, tables) = text
        .and_then(|text| text.split_once("\nFROM "))
        .unwrap_or_default();
    let columns = without_comments(&mut columns.lines().filter(|line| is_wanted(line)));
    let tables = without_comments(&mut tables.lines());
    format!(
        "(SELECT {}, {further} FROM {}) AS {view}",
        columns.trim_end_matches(','),
        tables.trim_end_matches(';')
    )
}

fn without_comments(lines: &mut dyn Iterator<Item = &str>) -> String {
    let code: Vec<&str> = lines
        .map(|line| line.split(" -- ").next().unwrap_or(line))
        .collect();
    code.join("\n")
}
