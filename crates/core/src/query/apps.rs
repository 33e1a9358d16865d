//! Apps by name.

use crate::sql::SqlError;
use crate::store::{App, Mirror};

/// The apps with this key, product, name, site or ID, in any case. Several sites may have the same app.
///
/// # Errors
/// When there is none, or the file cannot be read.
pub fn apps_named(mirror: &Mirror, name: &str) -> Result<Vec<App>, SqlError> {
    let (found, others): (Vec<App>, Vec<App>) = mirror
        .apps()?
        .into_iter()
        .partition(|app| app.is_named(name));
    if !found.is_empty() {
        return Ok(found);
    }
    let known = |app: App| match name.contains('@') {
        true => app.key_on_site(),
        false => app.key,
    };
    let mut known: Vec<String> = others.into_iter().filter_map(known).collect();
    known.sort_unstable();
    known.dedup();
    Err(SqlError::App {
        name: name.to_owned(),
        known: known.join(", "),
    })
}
