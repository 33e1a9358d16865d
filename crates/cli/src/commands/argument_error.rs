//! What the argument parser does not understand, in our words: what is wrong, and the command that helps.

use std::ffi::OsString;

use atlctl_core::input::ActionWords;
use atlctl_core::number::{all_of, grouped};
use atlctl_core::store::{is_opposite, nearest};
use clap::error::{ContextKind, ContextValue, ErrorKind};
use clap::{Arg, Command};

use super::command_line::CommandLine;
use super::program::tree;
use super::unknown_command::explain_word;
use crate::error::CliError;
use crate::hint_commands;
use crate::ui::display;

/// The error for what the parser did not understand; `None` for help and version, which are no errors.
pub fn argument_error(error: &clap::Error, words: &[OsString]) -> Option<CliError> {
    let program = tree();
    CommandLine::new(&program, words).error(error)
}

impl CommandLine<'_> {
    fn error(&self, error: &clap::Error) -> Option<CliError> {
        let text = |kind| match error.get(kind) {
            Some(ContextValue::String(text)) => text.as_str(),
            _ => "",
        };
        let texts = |kind| match error.get(kind) {
            Some(ContextValue::Strings(texts)) => texts.clone(),
            Some(ContextValue::String(text)) => vec![text.clone()],
            _ => Vec::new(),
        };
        let arg = text(ContextKind::InvalidArg);
        let (name, value) = (argument_name(arg), text(ContextKind::InvalidValue));
        let value = format!("\"{}\"", display(value));
        Some(match error.kind() {
            ErrorKind::DisplayHelp
            | ErrorKind::DisplayVersion
            | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand => return None,
            ErrorKind::InvalidSubcommand => {
                self.unknown_command(text(ContextKind::InvalidSubcommand))
            }
            ErrorKind::MissingSubcommand => self.with_options(CliError::usage(format!(
                "atlctl {} needs a command",
                self.name.join(" ")
            ))),
            ErrorKind::UnknownArgument if arg.starts_with('-') && arg.len() > 1 => {
                match self.negative_value(arg) {
                    Some((option, value)) => self.with_options(CliError::usage(format!(
                        "invalid value \"{}\" for {option}: it is negative",
                        display(&value)
                    ))),
                    None => self.unknown_option(arg, text(ContextKind::SuggestedArg)),
                }
            }
            ErrorKind::UnknownArgument => {
                let none = self.command.get_positionals().next().is_none();
                let none = match none {
                    true => format!("; {} takes no arguments", self.called()),
                    false => String::new(),
                };
                self.with_options(CliError::usage(format!(
                    "unexpected argument \"{}\"{none}",
                    display(arg)
                )))
            }
            ErrorKind::InvalidValue if value == "\"\"" => {
                let known = texts(ContextKind::ValidValue);
                let form = argument_form(arg);
                let said = CliError::usage(format!("{name} needs a value: {form}"));
                self.with_options_of(&name, one_of(said, &known))
            }
            ErrorKind::InvalidValue => {
                let said = CliError::usage(format!("invalid value {value} for {name}"));
                let known = texts(ContextKind::ValidValue);
                let said = one_of(said, &known);
                let wrong = text(ContextKind::InvalidValue);
                match nearest(wrong, &known) {
                    Some(near) => {
                        self.did_you_mean(said, wrong, (&near, &hint_commands::word(&near)))
                    }
                    None => self.with_options_of(&name, said),
                }
            }
            ErrorKind::ValueValidation => {
                let why = std::error::Error::source(error);
                let why = why.map(ToString::to_string).unwrap_or_default();
                // A second line says what to do.
                let (why, hint) = match why.split_once('\n') {
                    Some((why, hint)) => (why, Some(hint)),
                    None => (&*why, None),
                };
                let why = match why {
                    "" => String::new(),
                    why => format!(": {}", display(&plainly(why))),
                };
                let said = CliError::usage(format!("invalid value {value} for {name}{why}"));
                match hint {
                    Some(hint) => said.hint(display(hint)),
                    None => self.with_options_of(&name, said),
                }
            }
            ErrorKind::TooManyValues => {
                let takes = self.arguments().find(|known| {
                    let long = known.get_long().map(|long| format!("--{long}"));
                    long.is_some_and(|long| long == name)
                });
                let flag = takes.is_some_and(|known| !known.get_action().takes_values());
                let said = if flag {
                    format!("{name} takes no value, but {value} is given")
                } else {
                    format!("{name} takes fewer values; {value} is one too many")
                };
                self.with_options_of(&name, CliError::usage(said))
            }
            ErrorKind::TooFewValues | ErrorKind::WrongNumberOfValues => {
                let number = |kind| match error.get(kind) {
                    Some(ContextValue::Number(number)) => Some(*number),
                    _ => None,
                };
                let least = number(ContextKind::MinValues);
                let said = match least.or_else(|| number(ContextKind::ExpectedNumValues)) {
                    Some(1) => format!("{name} needs a value"),
                    Some(count) => format!("{name} needs {count} values"),
                    None => format!("{name} needs another number of values"),
                };
                self.with_options_of(&name, CliError::usage(said))
            }
            ErrorKind::NoEquals => {
                let said = format!("{name} needs its value after an equals sign: {name}=VALUE");
                self.with_options_of(&name, CliError::usage(said))
            }
            ErrorKind::ArgumentConflict => {
                let others = texts(ContextKind::PriorArg);
                let other: Vec<String> = others.iter().map(|arg| argument_name(arg)).collect();
                let said = match other.as_slice() {
                    [] => format!("{name} cannot be used with the other options"),
                    [other] if *other == name => format!("{name} is given twice"),
                    _ if name == PEOPLE => with_people(&other),
                    [only] if only == PEOPLE => with_people(std::slice::from_ref(&name)),
                    _ => format!("{name} cannot be used with {}", all_of(&other)),
                };
                let said = CliError::usage(said);
                let has = |option: &str| name == option || other.iter().any(|one| one == option);
                if has("--yes") && has("--rehearse") {
                    return Some(said.hint("leave out --yes: --rehearse changes nothing"));
                }
                self.with_options_of(&name, said)
            }
            ErrorKind::MissingRequiredArgument => {
                let missing = texts(ContextKind::InvalidArg);
                let missing: Vec<String> = missing.iter().map(|arg| argument_form(arg)).collect();
                let is = if missing.len() == 1 { "is" } else { "are" };
                let said = CliError::usage(format!("{} {is} missing", all_of(&missing)));
                let options = missing.iter().filter(|form| form.starts_with("--"));
                let options: Vec<&str> = options
                    .filter_map(|form| form.split([' ', '=']).next())
                    .collect();
                self.with_options(match self.example(&options) {
                    Some(example) => said.hint(format!("for example: {example}")),
                    None => said,
                })
            }
            ErrorKind::InvalidUtf8 => {
                self.with_options(CliError::usage("an argument is not valid UTF-8 text"))
            }
            _ => {
                let said = error.render().to_string();
                let said = said.lines().next().unwrap_or_default();
                let said = said.trim_start_matches("error: ").trim_end_matches('.');
                self.with_options(CliError::usage(display(said)))
            }
        })
    }

    /// The error about this argument with where to read on: the help of a command leaves out the options of all commands.
    fn with_options_of(&self, name: &str, error: CliError) -> CliError {
        let is_global = self.arguments().any(|arg| {
            let long = arg.get_long().map(|long| format!("--{long}"));
            arg.is_global_set() && long.is_some_and(|long| long == name)
        });
        if is_global {
            return error.hint("see the options of every command: atlctl help options");
        }
        self.with_options(error)
    }

    /// The error with where to read on.
    fn with_options(&self, error: CliError) -> CliError {
        let what = if self.command.has_subcommands() {
            "list the commands"
        } else {
            "see the options"
        };
        let error = match self.name.as_slice() {
            ["man"] => error.hint(format!(
                "to write a page for each command: {} --dir DIR",
                self.called()
            )),
            _ => error,
        };
        error.hint(format!("{what}: {} --help", self.called()))
    }

    fn unknown_command(&self, word: &str) -> CliError {
        let lower = word.to_lowercase();
        if let Some(lead) = explain_word(&self.name.join(" "), &lower, self.program) {
            return lead;
        }
        let name = [self.called().as_str(), &display(word)].join(" ");
        let said = CliError::usage(format!("no command `{name}`"));
        let names = || self.command.get_subcommands().map(Command::get_name);
        // Of a word such as "unsuspend", the verb with its meaning, and never the one that is nearly spelled so.
        let meant =
            ActionWords::action_for(&lower).filter(|verb| names().any(|name| name == *verb));
        let near = nearest(&lower, names()).or_else(|| meant.map(str::to_owned));
        match near {
            Some(near) => {
                let help = [self.called().as_str(), &near, "--help"].join(" ");
                self.did_you_mean(said, word, (&near, &help))
            }
            None => match self.only_verb() {
                Some(list @ "list") => said.hint(format!("list them: {} {list}", self.called())),
                _ => self.with_options(said),
            },
        }
    }

    /// The only command of a noun.
    fn only_verb(&self) -> Option<&str> {
        let mut names = self.command.get_subcommands().map(Command::get_name);
        let only = names.find(|name| *name != "help")?;
        names.all(|name| name == "help").then_some(only)
    }

    /// The error for an option that the command does not have. `suggested` is what the parser takes for similar.
    fn unknown_option(&self, given: &str, suggested: &str) -> CliError {
        let said = CliError::usage(format!(
            "{} has no option {}",
            self.called(),
            display(given)
        ));
        let letters = given.trim_start_matches('-');
        if letters == "no-pager" {
            return said.hint("turn the pager off with a variable: ATLCTL_PAGER= atlctl …");
        }
        let shown = || self.arguments().filter(|arg| !arg.is_hide_set());
        let longs: Vec<&str> = shown().filter_map(Arg::get_long).collect();
        // An option that every command has, or that opens a guard, is meant only where few letters differ: one may switch
        // off a safeguard.
        let is_meant = |near: &str| {
            let mut own = shown().filter(|arg| !arg.is_global_set());
            let is_own = own.any(|arg| arg.get_long() == Some(near));
            is_own && !near.starts_with("include-") && is_like(letters, near)
                || nearest(letters, [near]).is_some()
        };
        let short = |known: &&&str| {
            // Of two letters, one that is wrong leaves no more than the other.
            letters.len() == 2 && known.len() == 2 && known.starts_with(&letters[..1])
        };
        let near = Some(suggested.trim_start_matches('-').to_owned())
            .filter(|near| !near.is_empty() && !is_opposite(letters, near) && is_meant(near))
            .or_else(|| nearest(letters, &longs))
            .or_else(|| longs.iter().find(short).map(|near| (*near).to_owned()));
        match near {
            Some(near) => {
                let near = format!("--{near}");
                self.did_you_mean(said, given, (&near, &near))
            }
            None => self.with_options(said),
        }
    }

    /// The error with the command line as it may be meant, where it is one that can be run; else with what may be meant:
    /// the help of a command, or the word.
    fn did_you_mean(&self, said: CliError, wrong: &str, (right, alone): (&str, &str)) -> CliError {
        match self.replaced(wrong, right) {
            Some(meant) => said.hint(format!("did you mean: {meant}")),
            None if alone.ends_with(" --help") => said.hint(format!("did you mean: {alone}")),
            None => self.with_options(said.hint(format!("did you mean: {alone}"))),
        }
    }
}

/// The name of an argument without its value: `--to` for `--to <POLICY>`, `PERSON` for `[PERSON]...`.
fn argument_name(arg: &str) -> String {
    match arg.split_once([' ', '=']) {
        Some((name, _)) if name.starts_with('-') => display(name),
        _ => argument_form(arg),
    }
}

/// An argument with its value: `--to POLICY` for `--to <POLICY>`.
fn argument_form(arg: &str) -> String {
    let form = arg
        .trim_end_matches("...")
        .replace(['<', '>', '[', ']'], "");
    display(&form.replace('|', " or "))
}

fn one_of(error: CliError, known: &[String]) -> CliError {
    if known.is_empty() {
        return error;
    }
    error.hint(format!("use one of: {}", known.join(", ")))
}

/// What a library says about a value, in plain words.
/// The argument that names people.
const PEOPLE: &str = "PERSON";

fn with_people(flags: &[String]) -> String {
    format!(
        "people named as arguments cannot be combined with {}",
        all_of(flags)
    )
}

fn plainly(why: &str) -> String {
    const WHOLE: [&str; 5] = [
        "invalid digit found in string",
        "cannot parse integer from empty string",
        "number too large to fit in target type",
        "number too small to fit in target type",
        "number would be zero for non-zero type",
    ];
    if let Some((_, range)) = why.split_once(" is not in ")
        && let Some((least, most)) = range.split_once("..=")
    {
        return match most.parse::<u64>() {
            Ok(most) if most < u64::from(u32::MAX) => {
                format!(
                    "use a number from {} to {}",
                    separated(least),
                    grouped(most)
                )
            }
            _ => format!("use a number of {} or more", separated(least)),
        };
    }
    // Dates are the only values that say this.
    if why.starts_with("failed to parse") {
        return "use a date such as 2026-12-31".to_owned();
    }
    match WHOLE.iter().position(|known| why.contains(known)) {
        Some(0 | 1) => "not a whole number".to_owned(),
        Some(2) => "the number is too large".to_owned(),
        Some(_) => "the number is too small".to_owned(),
        None => why.to_owned(),
    }
}

/// Whether an option may be meant by another: few letters differ, or half of them begin both.
fn is_like(given: &str, suggested: &str) -> bool {
    let same = given
        .chars()
        .zip(suggested.chars())
        .take_while(|(one, other)| one == other)
        .count();
    2 * same >= given.chars().count() || same > 0 && nearest(given, [suggested]).is_some()
}

/// A number with separators, as people read it.
fn separated(number: &str) -> String {
    number
        .parse::<u64>()
        .map_or_else(|_| number.to_owned(), grouped)
}

#[cfg(test)]
mod tests;
