//! The command line as it was typed, for a hint that repeats it: which command it names, and what it would be with a
//! word replaced.

use std::ffi::OsString;

use clap::error::ErrorKind;
use clap::{Arg, Command};

use super::program::tree;
use crate::commands_in_text::takes_next;
use crate::hint_commands;
use crate::secret_argument::may_hold_one;

/// A longer command line is not repeated in a hint.
const LONGEST: usize = 200;

/// The command line, as far as the parser understood it.
pub(super) struct CommandLine<'a> {
    pub(super) program: &'a Command,
    words: &'a [OsString],
    /// The command that it names, and the words of its name.
    pub(super) command: &'a Command,
    pub(super) name: Vec<&'a str>,
}

impl<'a> CommandLine<'a> {
    pub(super) fn new(program: &'a Command, words: &'a [OsString]) -> Self {
        let mut line = CommandLine {
            program,
            words,
            command: program,
            name: Vec::new(),
        };
        let mut rest = words.iter().map(|word| word.to_string_lossy());
        while let Some(word) = rest.next() {
            if word.starts_with('-') {
                if line.arguments().any(|arg| takes_next(arg, &word)) {
                    rest.next();
                }
                continue;
            }
            let Some(below) = line.command.find_subcommand(&*word) else {
                break;
            };
            line.command = below;
            line.name.push(below.get_name());
        }
        line
    }

    /// The arguments of the command and those of every command.
    pub(super) fn arguments(&self) -> impl Iterator<Item = &'a Arg> {
        let global = self.program.get_arguments();
        self.command
            .get_arguments()
            .chain(global.filter(|arg| arg.is_global_set()))
    }

    /// The option before a word that begins with this minus sign and digit, and the word: `--inactive` and `-5d`.
    pub(super) fn negative_value(&self, begin: &str) -> Option<(String, String)> {
        let is_number = |word: &str| {
            let digit = word.strip_prefix('-').and_then(|rest| rest.chars().next());
            word.starts_with(begin) && digit.is_some_and(|digit| digit.is_ascii_digit())
        };
        let words: Vec<_> = self
            .words
            .iter()
            .map(|word| word.to_string_lossy())
            .collect();
        words.windows(2).find_map(|pair| {
            let [option, value] = pair else { return None };
            let takes = self.arguments().any(|arg| takes_next(arg, option));
            (takes && is_number(value)).then(|| (option.to_string(), value.to_string()))
        })
    }

    /// The command as it is called.
    pub(super) fn called(&self) -> String {
        [&["atlctl"], self.name.as_slice()].concat().join(" ")
    }

    /// The command line with a word replaced, if it can be run and has nothing in it that may be a secret.
    pub(super) fn replaced(&self, wrong: &str, right: &str) -> Option<String> {
        let words: Option<Vec<&str>> = self.words.iter().map(|word| word.to_str()).collect();
        let words = words?;
        if self.name == ["auth", "login"] || words.iter().any(|word| may_hold_one(word)) {
            return None;
        }
        let mut replaced: Vec<String> = words.iter().map(|word| (*word).to_owned()).collect();
        let after_sign = format!("={wrong}");
        let slot = replaced.iter_mut().rev().find_map(|word| {
            let as_flag = word
                .strip_prefix(wrong)
                .filter(|rest| rest.is_empty() || wrong.starts_with('-') && rest.starts_with('='));
            let new = match as_flag {
                Some(rest) => format!("{right}{rest}"),
                None => format!("{}={right}", word.strip_suffix(&after_sign)?),
            };
            Some((word, new))
        });
        let (word, new) = slot?;
        *word = new;
        let program = std::iter::once("atlctl".to_owned());
        let parsed = tree().try_get_matches_from(program.chain(replaced.iter().cloned()));
        let runs = match parsed {
            Ok(_) => true,
            // A command without its verb prints its help.
            Err(error) => {
                let kind = error.kind();
                kind == ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand || !error.use_stderr()
            }
        };
        let line: Vec<&str> = replaced.iter().map(String::as_str).collect();
        Some(hint_commands::command(&line)).filter(|line| runs && line.chars().count() <= LONGEST)
    }

    /// The first example of the command that has these options.
    pub(super) fn example(&self, options: &[&str]) -> Option<String> {
        let text = self.command.get_before_help()?.to_string();
        let text = text.replace("\\\n", " ");
        let line = text.lines().map(str::trim);
        let mut lines = line.filter(|line| line.starts_with("atlctl "));
        let has = |line: &str, option: &&str| line.split(' ').any(|word| word == *option);
        let line = lines.find(|line| options.iter().all(|option| has(line, option)))?;
        Some(line.split_whitespace().collect::<Vec<_>>().join(" "))
    }
}
