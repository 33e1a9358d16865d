//! The reference page of the schema, made from the views themselves.

use std::fmt::Write as _;

use super::VIEWS;

/// The page as Markdown.
#[must_use]
pub fn schema_reference() -> String {
    let mut page = String::from(
        "# The mirror's schema\n\n\
         One SQLite file per organization. Read it with `atlctl sql` or any SQLite program. The views below \
         keep their names and columns; the tables behind them (`mirror_…`) do not.\n\n\
         `NULL` is \"unknown\", never \"no\". Times are ISO 8601 in UTC. This page is made from the source.\n",
    );
    for line in VIEWS.lines() {
        if let Some(view) = line.strip_prefix("-- view ") {
            let (name, what) = view.split_once(": ").unwrap_or((view, ""));
            let _ = write!(
                page,
                "\n## `{name}`\n\n{}.\n\n| column | meaning |\n| --- | --- |\n",
                capital(what)
            );
        } else if let Some((code, meaning)) = line.split_once(" -- ") {
            let name = code
                .trim_end_matches(',')
                .rsplit(' ')
                .next()
                .unwrap_or_default();
            let _ = writeln!(page, "| `{name}` | {meaning} |");
        }
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
