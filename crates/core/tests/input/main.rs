//! Lists of people in every form administrators have them in.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "tests should fail loudly"
)]

mod cells;
mod columns;
mod decided;
mod html;
mod html_lists;
mod json;
mod nobody_lost;
mod pasted;
mod quotes;
mod tables;
mod tongues;
mod without_headings;

use atlctl_core::input::{Columns, InputError, People, read};

/// The list; fails where the text is none.
fn list(text: &str) -> People {
    read(text.as_bytes(), &Columns::default()).unwrap()
}

/// Why the text is no list.
fn refused(text: &str) -> InputError {
    read(text.as_bytes(), &Columns::default()).unwrap_err()
}

/// The list, with a column of addresses that is asked for.
fn with_email(text: &str, column: &str) -> Result<People, InputError> {
    let columns = Columns {
        email: Some(column.to_owned()),
        ..Columns::default()
    };
    read(text.as_bytes(), &columns)
}

fn emails(list: &People) -> Vec<&str> {
    list.people
        .iter()
        .filter_map(|person| person.email.as_deref())
        .collect()
}

fn accounts(list: &People) -> Vec<&str> {
    list.people
        .iter()
        .filter_map(|person| person.account.as_deref())
        .collect()
}

/// Line and value of each problem.
fn problems(list: &People) -> Vec<(u64, &str)> {
    let each = list.problems.iter();
    each.map(|problem| (problem.at.line, problem.value.as_str()))
        .collect()
}
