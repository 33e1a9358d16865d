//! The value of `--column`: which column of a list has which heading.

use super::PeopleFilter;

/// What it calls the columns of the person.
const PERSON: [&str; 2] = ["email", "account"];

/// Reads `WHAT=HEADING`.
///
/// # Errors
/// When the command reads no such column.
pub(super) fn column<F: PeopleFilter>(text: &str) -> Result<(String, String), String> {
    let named = text
        .split_once('=')
        .filter(|(_, heading)| !heading.trim().is_empty());
    let known = |what: &str| PERSON.contains(&what) || F::COLUMNS.contains(&what);
    match named.map(|(what, heading)| (what.trim().replace('-', "_"), heading)) {
        Some((what, heading)) if known(&what) => Ok((what, heading.to_owned())),
        _ if F::COLUMNS.is_empty() => {
            Err("write it as email=HEADING or account=HEADING".to_owned())
        }
        _ => Err(format!(
            "write it as WHAT=HEADING, where WHAT is one of {}, {}",
            PERSON.join(", "),
            F::COLUMNS.join(", ")
        )),
    }
}
