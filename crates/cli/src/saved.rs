//! What is saved under a name in the configuration: conditions for `--where @NAME`, and reports for `report @NAME`.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::path::PathBuf;

use crate::config::{ConfigFile, Paths};
use crate::error::{CliError, CliResult};
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
    let words = |error: CliError| {
        let causes = error.causes().join(": ");
        match causes.as_str() {
            "" => error.to_string(),
            causes => format!("{error}: {causes}"),
        }
    };
    let (config, file) = read().map_err(words)?;
    config.check(&["saved", name]).map_err(words)?;
    let saved = config.saved_conditions();
    saved.get(name).cloned().ok_or_else(|| {
        let example = "idle = \"last_active < '2026-01-31'\"";
        unknown(
            "condition",
            name,
            saved,
            &format!(
                "save conditions under [saved] in {}, such as: {example}",
                file.display()
            ),
        )
    })
}

/// Puts the words of a saved report in the place of its name, in `report @NAME`: from here on, the report is the one that was
/// meant, also when the configuration changes.
///
/// # Errors
/// When no report is saved under the name, its words are not quoted well, or the configuration cannot be read.
pub fn report(mut words: Vec<OsString>) -> CliResult<Vec<OsString>> {
    let named = |pair: &[OsString]| {
        let [noun, name] = pair else {
            return None;
        };
        let name = name.to_str()?.strip_prefix('@')?;
        (noun == "report" || noun == "reports").then(|| name.to_owned())
    };
    let found = words.windows(2).enumerate();
    let found = found.filter_map(|(at, pair)| Some((at + 1, named(pair)?)));
    let Some((at, name)) = found.into_iter().next() else {
        return Ok(words);
    };
    let (config, file) = read()?;
    config.check(&["saved", "reports", &name])?;
    let saved = config.saved_reports();
    let Some(text) = saved.get(&name) else {
        let example = "idle = \"inactive --days 180 --managed\"";
        let how = format!(
            "save reports under [saved.reports] in {}, such as: {example}",
            file.display()
        );
        return Err(CliError::usage(unknown("report", &name, saved, &how)));
    };
    let own = shlex::split(text)
        .filter(|own| !own.is_empty())
        .ok_or_else(|| {
            CliError::usage(format!(
                "the saved report {} is not a command line: {}",
                display(&name),
                display(text)
            ))
            .hint(format!(
                "correct it under [saved.reports] in {}",
                file.display()
            ))
        })?;
    words.splice(at..=at, own.into_iter().map(OsString::from));
    Ok(words)
}

fn read() -> CliResult<(ConfigFile, PathBuf)> {
    let file = Paths::from_env()?.config_file();
    Ok((ConfigFile::read(&file)?, file))
}

/// `how`: how to save one, where none is.
fn unknown(what: &str, name: &str, saved: &BTreeMap<String, String>, how: &str) -> String {
    let name = display(name);
    let missing = if name.is_empty() {
        format!("@ needs the name of a saved {what}")
    } else {
        format!("no {what} is saved as {name}")
    };
    if saved.is_empty() {
        return format!("{missing}; {how}");
    }
    let known: Vec<String> = saved.keys().map(|name| format!("@{name}")).collect();
    format!("{missing}; saved: {}", display(&known.join(", ")))
}
