//! Conditions that are saved in the configuration, for `--where @NAME`.

use crate::config::{ConfigFile, Paths};
use crate::ui::display;

/// Reads what `--where` is given: a condition, or the name of a saved one. The saved condition is in its place from here on,
/// so that plans, reports and journals hold what was meant, also when the configuration changes.
///
/// # Errors
/// When no condition is saved under the name, or the configuration cannot be read.
pub fn condition(text: &str) -> Result<String, String> {
    let Some(name) = text.trim().strip_prefix('@') else {
        return Ok(text.to_owned());
    };
    let words = |error: crate::error::CliError| {
        let causes = error.causes().join(": ");
        match causes.as_str() {
            "" => error.to_string(),
            causes => format!("{error}: {causes}"),
        }
    };
    let paths = Paths::from_env().map_err(words)?;
    let file = paths.config_file();
    let config = ConfigFile::read(&file).map_err(words)?;
    if let Some(condition) = config.saved().get(name) {
        return Ok(condition.clone());
    }
    let known: Vec<String> = config
        .saved()
        .keys()
        .map(|name| format!("@{name}"))
        .collect();
    Err(if known.is_empty() {
        format!(
            "no condition is saved as {}; save conditions under [saved] in {}, such as: idle = \"last_active < '2026-01-31'\"",
            display(name),
            file.display()
        )
    } else {
        format!(
            "no condition is saved as {}; saved: {}",
            display(name),
            display(&known.join(", "))
        )
    })
}
