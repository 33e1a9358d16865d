//! What is saved under a name in the configuration: conditions for `--where @NAME`, and reports for `report @NAME`.

use std::collections::BTreeMap;
use std::ffi::OsString;
use std::ops::Range;
use std::path::PathBuf;

use clap::{Arg, Command, Id};

use crate::config::{ConfigFile, Paths, name_in};
use crate::error::{CliError, CliResult};
use crate::ui::display;

/// Reads what `--where` is given: a condition, or the name of a saved one. The saved condition is in its place from here on,
/// so that plans, reports and journals hold what was meant, also when the configuration changes.
///
/// # Errors
/// When no condition is saved under the name, or the configuration cannot be read.
pub fn condition(text: &str) -> Result<String, String> {
    let Some(name) = name_in(text) else {
        return match text.trim() {
            "@" => named(""),
            _ => Ok(text.to_owned()),
        };
    };
    if text.trim().strip_prefix('@') == Some(name) {
        return named(name);
    }
    Err(format!(
        "@{0} stands for a whole condition and cannot be part of another; write out what it says: see atlctl config show",
        display(name)
    ))
}

/// The condition that is saved under this name.
fn named(name: &str) -> Result<String, String> {
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
/// meant, also when the configuration changes. An option that stands on the command line, too, replaces the saved one.
/// `program` is what the arguments are those of.
///
/// # Errors
/// When no report is saved under the name, its words are not quoted well, or the configuration cannot be read.
pub fn report(mut words: Vec<OsString>, program: impl Fn() -> Command) -> CliResult<Vec<OsString>> {
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
        let said = unknown("report", &name, saved, &how);
        let (missing, hint) = said.split_once('\n').unwrap_or((&said, &how));
        return Err(CliError::usage(missing).hint(hint));
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
    let given: Vec<String> = (words.iter().enumerate())
        .filter(|(place, _)| *place != at)
        .map(|(_, word)| word.to_string_lossy().into_owned())
        .collect();
    let own = without_replaced(own, &given, &program());
    words.splice(at..=at, own.into_iter().map(OsString::from));
    Ok(words)
}

/// The words of a saved report without the options that are given, too.
fn without_replaced(own: Vec<String>, given: &[String], program: &Command) -> Vec<String> {
    let report = program.find_subcommand("report");
    let kind = report.zip(own.first());
    let Some(kind) = kind.and_then(|(report, name)| report.find_subcommand(name)) else {
        return own;
    };
    let args: Vec<&Arg> = (kind.get_arguments())
        .chain(program.get_arguments().filter(|arg| arg.is_global_set()))
        .collect();
    let given: Vec<&Id> = options(&args, given).map(|(id, _)| id).collect();
    let mut left: Vec<Option<String>> = own.iter().cloned().map(Some).collect();
    for (_, places) in options(&args, &own).filter(|(id, _)| given.contains(id)) {
        for place in left.get_mut(places).into_iter().flatten() {
            *place = None;
        }
    }
    left.into_iter().flatten().collect()
}

/// The options among these words, each with the places of its words.
fn options<'a>(
    args: &'a [&'a Arg],
    words: &'a [String],
) -> impl Iterator<Item = (&'a Id, Range<usize>)> {
    let mut at = 0;
    std::iter::from_fn(move || {
        while let Some(word) = words.get(at) {
            let first = at;
            at += 1;
            let Some(arg) = args.iter().find(|arg| is_named(arg, word)) else {
                continue;
            };
            let has_value = match word.starts_with("--") {
                true => word.contains('='),
                false => word.chars().count() > 2,
            };
            if arg.get_action().takes_values() && !has_value {
                at += 1;
            }
            return Some((arg.get_id(), first..at.min(words.len())));
        }
        None
    })
}

/// Whether a word is this option, with or without its value.
fn is_named(arg: &Arg, word: &str) -> bool {
    if let Some(long) = word.strip_prefix("--") {
        let name = long.split('=').next().unwrap_or_default();
        let aliases = arg.get_all_aliases().unwrap_or_default();
        return arg.get_long() == Some(name) || aliases.contains(&name);
    }
    let short = word.strip_prefix('-').and_then(|rest| rest.chars().next());
    short.is_some() && short == arg.get_short()
}

fn read() -> CliResult<(ConfigFile, PathBuf)> {
    let file = Paths::from_env()?.config_file();
    Ok((ConfigFile::read(&file)?, file))
}

/// `how`: how to save one, where none is.
/// What is missing, and on a second line what to do.
fn unknown(what: &str, name: &str, saved: &BTreeMap<String, String>, how: &str) -> String {
    let name = display(name);
    let missing = if name.is_empty() {
        format!("@ needs the name of a saved {what}")
    } else {
        format!("no saved {what} \"{name}\"")
    };
    if saved.is_empty() {
        return format!("{missing}\n{how}");
    }
    let known: Vec<String> = saved.keys().map(|name| format!("@{name}")).collect();
    format!("{missing}\nuse one of: {}", display(&known.join(", ")))
}
