//! Answers a shell that asks for completions of a word.

use std::sync::Arc;

use clap::{Arg, Command};
use clap_complete::engine::ArgValueCompleter;
use clap_complete::env::CompleteEnv;

use super::candidates::{Candidates, Kind};
use super::quoting::Quoting;

/// The variable by which a shell's script asks for completions: its value names the shell.
pub const VARIABLE: &str = "ATLCTL_COMPLETE";

/// The variable in which bash hands over the word that is typed, with its quotes.
pub const WORD_VARIABLE: &str = "ATLCTL_COMPLETE_WORD";

/// Answers a completion request of a shell; true if there was one, and the program should end. `tree` is the program's commands.
///
/// # Errors
/// When the shell is not known or stdout cannot be written.
pub fn answer(tree: impl Fn() -> Command) -> Result<bool, clap::Error> {
    let Some(shell) = std::env::var_os(VARIABLE).filter(|shell| !shell.is_empty()) else {
        return Ok(false);
    };
    let words: Vec<String> = std::env::args().collect();
    let word = std::env::var(WORD_VARIABLE).ok();
    let quoting = Quoting::of(&shell, word.as_deref());
    let commands = tree();
    let commands = commands
        .get_subcommands()
        .map(|one| one.get_name().to_owned());
    let source = Arc::new(Candidates::of(&words, quoting, commands.collect()));
    let factory = || completed(tree(), &source);
    CompleteEnv::with_factory(factory)
        .var(VARIABLE)
        .try_complete(
            without_values(words),
            std::env::current_dir().ok().as_deref(),
        )
}

/// What is typed, with the profile's name out of the way: the engine takes a value that is also the name of a
/// command, such as the profile `demo`, for that command.
fn without_values(mut words: Vec<String>) -> Vec<String> {
    for at in 1..words.len().saturating_sub(1) {
        if words.get(at - 1).is_some_and(|flag| flag == "--profile")
            && let Some(name) = words.get_mut(at)
        {
            *name = "_".to_owned();
        }
    }
    words
}

/// The tree, with the values of the mirror behind the arguments that take them.
fn completed(command: Command, source: &Arc<Candidates>) -> Command {
    let noun = command.get_name().to_owned();
    let command = command
        .mut_args(|arg| argument(arg, &noun, source))
        .mut_subcommands(|below| completed(below, source));
    if noun == "report" {
        with_saved(command, source)
    } else {
        command
    }
}

/// The reports, and the saved ones by their names, each with the options of the report that it is.
fn with_saved(mut reports: Command, source: &Candidates) -> Command {
    for (name, words) in source.saved_reports() {
        let of = words.first().and_then(|of| reports.find_subcommand(of));
        if let Some(of) = of.cloned() {
            // The program ends with its answer.
            let name: &'static str = name.leak();
            reports = reports.subcommand(of.name(name).about(words.join(" ")));
        }
    }
    reports
}

fn argument(arg: Arg, noun: &str, source: &Arc<Candidates>) -> Arg {
    let long = arg.get_long().unwrap_or_default();
    let name = arg
        .get_value_names()
        .and_then(|names| names.first())
        .map(ToString::to_string)
        .unwrap_or_default();
    let kind = match (name.as_str(), long) {
        ("POLICY", _) => Kind::Policy,
        ("GROUP", _) => Kind::Group,
        ("DOMAIN", _) => Kind::Domain,
        ("APP", _) => Kind::App,
        ("ROLE", _) => Kind::Role,
        ("VIEW", _) => Kind::View,
        ("CHECK", _) => Kind::Check,
        ("COMMAND|TOPIC", _) => Kind::Help,
        ("SETTING", _) => Kind::Setting,
        ("PART", _) => Kind::Part,
        ("RUN", _) => Kind::Run,
        ("STATE" | "STATUS", _) => Kind::Status,
        ("COLUMN" | "COLUMNS", _) => Kind::Column,
        (_, "profile") => Kind::Profile,
        ("PROFILE", _) => Kind::Profile,
        ("CONDITION", "where") => Kind::Condition,
        ("NAME", "") if noun == "switch" => Kind::Profile,
        _ => return arg,
    };
    let source = Arc::clone(source);
    arg.add(ArgValueCompleter::new(move |typed: &std::ffi::OsStr| {
        source.matching(kind, &typed.to_string_lossy())
    }))
}
