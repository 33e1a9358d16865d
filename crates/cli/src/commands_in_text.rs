//! Commands of this program within sentences: which they are, and where each one ends.

use std::ops::Range;

use clap::{Arg, Command};

/// A command within a text.
#[derive(Debug, PartialEq, Eq)]
pub struct InText {
    /// The words of its name, such as `user list`.
    pub name: String,
    /// Where it is in the text, from the program's name to its last argument.
    pub at: Range<usize>,
}

/// The commands of `program` in a text, in their order.
pub fn commands_in(text: &str, program: &Command) -> Vec<InText> {
    let called = format!("{} ", program.get_name());
    let starts = text.match_indices(&called).map(|(at, _)| at);
    let starts = starts.filter(|at| {
        let before = text.get(..*at).unwrap_or_default().chars().next_back();
        before.is_none_or(|c| !c.is_alphanumeric() && !"-_/.\\".contains(c))
    });
    starts
        .filter_map(|at| command_at(text, at, program))
        .collect()
}

fn command_at(text: &str, start: usize, program: &Command) -> Option<InText> {
    let mut end = start + program.get_name().len();
    let (mut command, mut name) = (program, Vec::new());
    let globals = || program.get_arguments().filter(|arg| arg.is_global_set());
    while let Some(word) = word_after(text, end) {
        let written = text.get(word.clone())?;
        if !written.starts_with("--") {
            break;
        }
        end = word.end;
        if globals().any(|arg| takes_next(arg, written)) {
            end = word_after(text, end)?.end;
        }
    }
    while let Some(word) = name_after(text, end) {
        let Some(below) = command.find_subcommand(text.get(word.clone())?) else {
            break;
        };
        command = below;
        name.push(below.get_name());
        end = word.end;
    }
    // One that only has others below it cannot be run: "not an atlctl plan" speaks of something else.
    if name.is_empty() || command.has_subcommands() {
        return None;
    }
    let options: Vec<&Arg> = command.get_arguments().chain(globals()).collect();
    let places = command
        .get_positionals()
        .map(|arg| match arg.get_num_args() {
            Some(number) if number.max_values() > 1 => usize::MAX,
            _ if matches!(arg.get_action(), clap::ArgAction::Append) => usize::MAX,
            _ => 1,
        });
    let mut places = places.fold(0, usize::saturating_add);
    let mut is_value = false;
    while let Some(word) = word_after(text, end) {
        let written = text.get(word.clone())?;
        let rest = text.get(word.end..)?;
        let ends = ends_a_clause(rest) || rest.starts_with(" --");
        if std::mem::take(&mut is_value) {
        } else if written.starts_with('-') && written != "-" {
            is_value = options.iter().any(|arg| takes_next(arg, written));
        } else if places > 0 && (ends || !is_prose(written)) {
            places -= 1;
        } else {
            break;
        }
        end = word.end;
    }
    Some(InText {
        name: name.join(" "),
        at: start..end,
    })
}

/// Whether the next word is the value of this option, given as this word.
pub fn takes_next(arg: &Arg, word: &str) -> bool {
    let long = arg.get_long().map(|long| format!("--{long}"));
    let short = arg.get_short().map(|short| format!("-{short}"));
    arg.get_action().takes_values() && [long, short].iter().flatten().any(|name| name == word)
}

/// A word that may be a command's name, after one space.
fn name_after(text: &str, end: usize) -> Option<Range<usize>> {
    let rest = text.get(end..)?.strip_prefix(' ')?;
    let long = rest
        .find(|c: char| !c.is_ascii_lowercase() && c != '-')
        .unwrap_or(rest.len());
    Some(end + 1..end + 1 + long)
}

/// The next word as a shell reads it, after one space: without the punctuation of the sentence around it.
fn word_after(text: &str, end: usize) -> Option<Range<usize>> {
    let rest = text.get(end..)?.strip_prefix(' ')?;
    let (mut quote, mut escaped, mut long) = (None, false, rest.len());
    let mut before = ' ';
    for (at, c) in rest.char_indices() {
        match quote {
            _ if escaped => escaped = false,
            Some(mark) => match c {
                '\\' if mark != '\'' => escaped = true,
                '$' | '\'' if c == '\'' && (mark == '\'' || mark == '$') => quote = None,
                '"' if mark == '"' => quote = None,
                _ => {}
            },
            None => match c {
                '\'' => quote = Some(if before == '$' { '$' } else { '\'' }),
                '"' => quote = Some('"'),
                '\\' => escaped = true,
                c if c.is_whitespace() || ";()`<>|&#".contains(c) => {
                    long = at;
                    break;
                }
                _ => {}
            },
        }
        before = c;
    }
    let word = rest.get(..long)?;
    let word = match quote {
        Some(_) => return None,
        None if ends_a_clause(rest.get(long..)?) || rest.get(long..)?.starts_with(' ') => {
            word.trim_end_matches([',', '.', ':', '?'])
        }
        None => word,
    };
    (!word.is_empty()).then(|| end + 1..end + 1 + word.len())
}

/// Whether a clause ends before this rest of a text.
fn ends_a_clause(rest: &str) -> bool {
    rest.is_empty() || rest.starts_with([',', '.', ':', '?', ';', ')', '`', '\n'])
}

/// Whether a word is rather one of a sentence than an argument.
fn is_prose(word: &str) -> bool {
    word.chars().all(|c| c.is_ascii_lowercase())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn program() -> Command {
        let value = |name: &'static str| Arg::new(name).long(name).action(clap::ArgAction::Set);
        let flag = |name: &'static str| Arg::new(name).long(name).action(clap::ArgAction::SetTrue);
        Command::new("atlctl")
            .arg(value("profile").global(true))
            .subcommand(Command::new("sync").arg(value("only")).arg(flag("full")))
            .subcommand(Command::new("sql").arg(Arg::new("QUERY")))
            .subcommand(
                Command::new("user")
                    .subcommand(Command::new("show").arg(Arg::new("USER")))
                    .subcommand(Command::new("suspend").arg(Arg::new("PEOPLE").num_args(0..))),
            )
    }

    #[test]
    fn each_command_ends_where_its_sentence_goes_on() {
        let program = program();
        for (text, commands) in [
            ("mirror it: atlctl sync", &["atlctl sync"][..]),
            (
                "atlctl sync; then: atlctl sql \"SELECT 1; 2\"",
                &["atlctl sync", "atlctl sql \"SELECT 1; 2\""],
            ),
            ("update it: atlctl sync; or name one", &["atlctl sync"]),
            ("(atlctl user suspend)", &["atlctl user suspend"]),
            ("it is not an atlctl user", &[]),
            ("no command `atlctl user lst`", &[]),
            (
                "run `atlctl sync --only keys` first",
                &["atlctl sync --only keys"],
            ),
            ("atlctl sync reads it, and so on", &["atlctl sync"]),
            (
                "with atlctl sync, or atlctl user show ANN.",
                &["atlctl sync", "atlctl user show ANN"],
            ),
            ("atlctl user show last", &["atlctl user show last"]),
            ("atlctl user show them again", &["atlctl user show"]),
            (
                "atlctl user show last --profile x",
                &["atlctl user show last --profile x"],
            ),
            (
                "atlctl user suspend 'it'\\''s' $'a\\'b' -",
                &["atlctl user suspend 'it'\\''s' $'a\\'b' -"],
            ),
            ("atlctl user show FILE < FILE", &["atlctl user show FILE"]),
            (
                "atlctl sync --only user-roles --full and so on",
                &["atlctl sync --only user-roles --full"],
            ),
            (
                "$ atlctl --profile demo sync --only x",
                &["atlctl --profile demo sync --only x"],
            ),
            ("atlctl sql 'open", &["atlctl sql"]),
            (
                "no command `atlctl usr`; the atlctl that made it; /x/atlctl sync",
                &[],
            ),
        ] {
            let found = commands_in(text, &program);
            let found: Vec<&str> = found.iter().map(|one| &text[one.at.clone()]).collect();
            assert_eq!(found, commands, "{text}");
        }
        assert_eq!(
            commands_in("x atlctl user show 1", &program)[0].name,
            "user show"
        );
    }
}
