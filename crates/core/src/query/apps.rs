//! Apps by name.

use crate::sql::SqlError;
use crate::store::{App, Mirror, nearest};

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
    let names = others.iter().flat_map(|app| {
        let site = app.key_on_site().filter(|_| name.contains('@'));
        let product = app.product.as_ref().map(|product| product.to_lowercase());
        let jira = (app.key.as_deref() == Some("jira-software")).then(|| "jira".to_owned());
        [site, app.key.clone(), product, jira]
    });
    let near = nearest(name, names.flatten());
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
        near,
    })
}
