//! The program as its help shows it: examples before options, the options that every command shares apart, and
//! the commands in groups.

use std::collections::HashSet;
use std::fmt::Write as _;

use clap::{Arg, ArgAction, Command, CommandFactory as _};

use super::tree::Cli;

/// The commands, in the groups in which `atlctl --help` lists them.
const GROUPS: [(&str, &[&str]); 4] = [
    ("Start here", &["demo", "auth", "doctor", "sync"]),
    (
        "Ask",
        &[
            "user",
            "group",
            "role",
            "policy",
            "domain",
            "directory",
            "workspace",
            "token",
            "key",
            "service-account",
            "event",
            "org",
            "snapshot",
            "report",
            "sql",
            "export",
            "import",
        ],
    ),
    (
        "Change",
        &["change", "plan", "apply", "run", "undo", "review"],
    ),
    (
        "Everything else",
        &["api", "config", "sim", "completions", "man", "help"],
    ),
];

/// The whole tree, with every option where it is defined.
pub fn tree() -> Command {
    Cli::command()
}

/// The tree as its help shows it.
pub fn program() -> Command {
    let program = tree().mut_args(|arg| {
        let hidden = arg.is_global_set();
        arg.hide(hidden)
    });
    let program = program.mut_subcommands(shaped);
    let groups = groups(&program);
    let groups = groups.trim_end();
    program
        .help_template(format!(
            "{{about-with-newline}}\n{{usage-heading}} {{usage}}\n\n{groups}"
        ))
        .after_help("")
}

/// Commands that make a plan have so many options that `-h` leaves these headings and options to `--help`.
const FINER_HEADINGS: [&str; 2] = ["Guards", "Applying"];
const FINER: [&str; 32] = [
    "added-before",
    "admin",
    "column",
    "confirm",
    "directory",
    "domain",
    "encoding",
    "exit-code",
    "explain",
    "external",
    "force",
    "handoff",
    "handoff-dir",
    "has-token",
    "locale",
    "managed",
    "max-changes",
    "max-group-changes",
    "never-active",
    "nickname",
    "policy",
    "problems",
    "results",
    "role",
    "search",
    "skip-problems",
    "site",
    "strict",
    "ticket",
    "unmanaged",
    "until",
    "zoneinfo",
];

/// So many options of a command, and the global ones, fit a screen.
const FEW: usize = 26;

/// Whether an option is for a closer look.
fn is_finer(arg: &Arg) -> bool {
    let heading = arg.get_help_heading();
    heading.is_some_and(|heading| FINER_HEADINGS.contains(&heading))
        || arg.get_long().is_some_and(|long| FINER.contains(&long)) && !arg.is_required_set()
}

/// The options that examples use, without the minus signs.
fn used(examples: &str) -> HashSet<&str> {
    let words = examples.split_whitespace();
    words.filter_map(|word| word.strip_prefix("--")).collect()
}

/// A command and those below it, examples first.
fn shaped(command: Command) -> Command {
    let mut command = command.mut_subcommands(shaped);
    if command.has_subcommands() {
        let name = command.get_name();
        let after = format!("Options and examples of a command: atlctl {name} COMMAND -h");
        return command.after_help(after);
    }
    // Beside the usage, also where they are part of a selection.
    command = command.mut_args(|arg| match arg.is_positional() {
        true => arg.help_heading(None),
        false => arg,
    });
    let global = "Global options: atlctl help options";
    let mut short = "Details: --help. Global options: atlctl help options";
    let is_long = |arg: &Arg| matches!(arg.get_help_heading(), Some("Plan" | "Report"));
    if command.get_arguments().any(is_long) || command.get_arguments().count() > FEW {
        let examples = command.get_before_help().map(ToString::to_string);
        let examples = examples.unwrap_or_default();
        let used = used(&examples);
        command = command.mut_args(|arg| {
            let is_used = arg.get_long().is_some_and(|long| used.contains(long));
            let finer = is_finer(&arg) && !is_used;
            arg.hide_short_help(finer)
        });
        short = "More options: --help. Global options: atlctl help options";
    }
    let command = with_help_and_version(command);
    let after = match command.get_after_long_help() {
        Some(text) => format!("{text}\n\n{global}"),
        None => global.to_owned(),
    };
    command
        .after_help(short)
        .after_long_help(after)
        .help_template(
            "{about-with-newline}\n{usage-heading} {usage}\n\n{before-help}{all-args}{after-help}",
        )
}

/// `--help` and `--version`, which `-h` does not list: its readers know the one, and each command has the other.
fn with_help_and_version(command: Command) -> Command {
    let flag = |short, long: &'static str, help| {
        Arg::new(long)
            .short(short)
            .long(long)
            .help(help)
            .hide_short_help(true)
    };
    command
        .disable_help_flag(true)
        .disable_version_flag(true)
        .arg(flag('h', "help", "Print help (short: -h)").action(ArgAction::Help))
        .arg(flag('V', "version", "Print version").action(ArgAction::Version))
}

fn groups(program: &Command) -> String {
    let mut text = String::new();
    for (title, names) in &GROUPS {
        let _ = writeln!(text, "{title}:");
        for name in *names {
            let about = program
                .find_subcommand(name)
                .and_then(Command::get_about)
                .map(ToString::to_string)
                .unwrap_or_default();
            let _ = writeln!(
                text,
                "  {name:<15} {}",
                about.lines().next().unwrap_or_default()
            );
        }
        text.push('\n');
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn leaves(command: &Command, name: &str, found: &mut Vec<(String, Command)>) {
        for below in command.get_subcommands() {
            let name = format!("{name} {}", below.get_name());
            if below.has_subcommands() {
                leaves(below, &name, found);
            } else {
                found.push((name, below.clone()));
            }
        }
    }

    #[test]
    fn each_command_is_in_one_group() {
        let program = program();
        let listed: Vec<&str> = GROUPS
            .iter()
            .flat_map(|(_, names)| *names)
            .copied()
            .collect();
        for command in program.get_subcommands() {
            let times = listed
                .iter()
                .filter(|name| **name == command.get_name())
                .count();
            assert_eq!(times, 1, "{} is in {times} groups", command.get_name());
        }
        assert_eq!(listed.len(), program.get_subcommands().count());
    }

    #[test]
    fn each_command_has_examples_that_parse() {
        let mut found = Vec::new();
        leaves(&program(), "atlctl", &mut found);
        let mut wrong = String::new();
        for (name, command) in found {
            let examples = command
                .get_before_help()
                .map(ToString::to_string)
                .unwrap_or_default();
            let wide = examples.lines().find(|line| line.chars().count() > 80);
            if let Some(line) = wide {
                let _ = writeln!(wrong, "{name}: wider than 80 columns: {line}");
            }
            // A command that goes on in the next line is one.
            let examples = examples.replace(" \\\n      ", " ");
            let lines: Vec<&str> = examples
                .lines()
                .filter(|line| line.contains("atlctl "))
                .collect();
            if lines.is_empty() {
                let _ = writeln!(wrong, "{name}: no example");
            }
            let cut = examples.lines().skip(1).find(|line| {
                line.ends_with([' ', '\\']) || !line.starts_with("  ") || line.starts_with("   ")
            });
            if let Some(line) = cut {
                let _ = writeln!(wrong, "{name}: a line that is no command: {line}");
            }
            // Each command of a pipeline.
            for line in lines.iter().flat_map(|line| line.split(" | ")) {
                let Some((_, line)) = line.rsplit_once("atlctl ") else {
                    continue;
                };
                let line = line.split(" > ").next().unwrap_or_default();
                let line = line.split(" #").next().unwrap_or_default().trim_end();
                let line = line.trim_end_matches(')');
                let words = shlex::split(line).unwrap_or_default();
                let words = std::iter::once("atlctl".to_owned()).chain(words);
                if let Err(error) = tree().try_get_matches_from(words) {
                    let _ = writeln!(wrong, "{name}: {line}: {error}");
                }
            }
        }
        assert!(wrong.is_empty(), "{wrong}");
    }

    #[test]
    fn short_help_fits_a_screen_of_80_columns() {
        let mut program = program().term_width(80);
        program.build();
        let mut found = Vec::new();
        leaves(&program, "atlctl", &mut found);
        found.push(("atlctl".to_owned(), program.clone()));
        /// A window of usual height.
        const LONGEST: usize = 40;
        let long: Vec<String> = found
            .into_iter()
            .map(|(name, mut command)| (name, command.render_help().to_string()))
            // The list of all commands is longer.
            .filter(|(name, help)| {
                let lines = help.lines().count();
                lines > LONGEST && (name != "atlctl" || lines > 45)
            })
            .map(|(name, help)| format!("{} {name}", help.lines().count()))
            .collect();
        assert!(long.is_empty(), "{long:?}");
    }

    #[test]
    fn first_lines_are_short() {
        let mut found = Vec::new();
        leaves(&program(), "atlctl", &mut found);
        let mut wrong = String::new();
        for (name, command) in found {
            let about = command
                .get_about()
                .map(ToString::to_string)
                .unwrap_or_default();
            if !(10..60).contains(&about.chars().count()) {
                let _ = writeln!(wrong, "{name}: {about}");
            }
        }
        assert!(wrong.is_empty(), "{wrong}");
    }
}
