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
    let on_sites: Vec<String> = (others.iter())
        .filter(|_| name.contains('@'))
        .filter_map(App::key_on_site)
        .collect();
    // Where no site is known, an app has no name with one.
    let mut known = match on_sites.is_empty() {
        true => (others.into_iter())
            .map(|app| app.key.unwrap_or(app.id))
            .collect(),
        false => on_sites,
    };
    known.sort_unstable();
    known.dedup();
    Err(SqlError::App {
        name: name.to_owned(),
        known: known.join(", "),
        near,
    })
}
