//! What the argument parser says: help and version as data, mistakes as messages.

use std::io::{self, Write as _};
use std::process::ExitCode;

use atlctl_core::store::nearest;
use clap::error::{ContextKind, ContextValue, ErrorKind};

use super::Ui;
use super::display::{display, display_lines};
use super::redact;
use crate::error::{CliError, Exit};
use crate::options::Global;

/// Prints what the argument parser says (help, version or a mistake) and gives its exit code.
pub fn clap_exit(error: clap::Error) -> ExitCode {
    if error.use_stderr() {
        let ui = Ui::new(&Global::default());
        let text = mistake(error);
        let text = match text.strip_prefix(HEADING) {
            Some(rest) => format!("{}{rest}", ui.red("Error:")),
            None => text,
        };
        // A closed stderr changes nothing: the exit code says it too.
        let _ = write!(io::stderr().lock(), "{}", redact::message(&text));
        return Exit::Usage.into();
    }
    // Help is data: a redirected half of it, or nothing, must not pass for the whole.
    match error.print().and_then(|()| io::stdout().flush()) {
        Ok(()) => Exit::Done.into(),
        Err(unwritten) => {
            let unwritten = CliError::from(unwritten);
            Ui::new(&Global::default()).error(&unwritten);
            unwritten.kind().exit().into()
        }
    }
}

/// How the parser begins an error message.
const HEADING: &str = "error:";

/// The parser's message. It repeats arguments, which can neither control the terminal nor add lines.
fn mistake(mut error: clap::Error) -> String {
    let given: Vec<_> = error
        .context()
        .filter_map(|(kind, value)| {
            let value = match value {
                ContextValue::String(text) => ContextValue::String(display(text)),
                ContextValue::Strings(texts) => {
                    ContextValue::Strings(texts.iter().map(|text| display(text)).collect())
                }
                _ => return None,
            };
            Some((kind, value))
        })
        .collect();
    for (kind, value) in given {
        error.insert(kind, value);
    }
    leave_out_far_suggestions(&mut error);
    // Without the parser's own colors: they could not be told from those of what it repeats.
    display_lines(&error.render().to_string())
        .replace("\n  tip: ", "\nHint: ")
        .replace(": invalid digit found in string", ": not a whole number")
}

/// Leaves out the parser's advice about an unknown option where it does not help: an option whose name is nothing like the
/// one that was given, and how to pass the option as a value.
fn leave_out_far_suggestions(error: &mut clap::Error) {
    if error.kind() != ErrorKind::UnknownArgument {
        return;
    }
    let text = |kind| match error.get(kind) {
        Some(ContextValue::String(text)) => Some(text.clone()),
        _ => None,
    };
    let Some(given) = text(ContextKind::InvalidArg).filter(|given| given.starts_with("--")) else {
        return;
    };
    let suggested = text(ContextKind::SuggestedArg);
    error.remove(ContextKind::Suggested);
    if let Some(suggested) = suggested
        && !is_like(&given, &suggested)
    {
        error.remove(ContextKind::SuggestedArg);
        // It would show how to use the option that was suggested.
        error.remove(ContextKind::Usage);
    }
}

/// Whether an option may be meant by another: few letters differ, or half of them begin both.
fn is_like(given: &str, suggested: &str) -> bool {
    let letters = given.trim_start_matches('-');
    let same = letters
        .chars()
        .zip(suggested.trim_start_matches('-').chars())
        .take_while(|(one, other)| one == other)
        .count();
    2 * same >= letters.chars().count()
        || same > 0 && nearest(letters, [suggested.trim_start_matches('-')]).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_a_similar_option_is_suggested() {
        for (given, other, suggested) in [
            ("--persn", "person", true),
            ("--policies", "policy", true),
            ("--person", "version", false),
            ("--only", "policy", false),
            ("--owner", "gone", false),
        ] {
            let command = clap::Command::new("x").arg(
                clap::Arg::new(other)
                    .long(other)
                    .action(clap::ArgAction::SetTrue),
            );
            let command = command.disable_version_flag(true);
            let text = mistake(command.try_get_matches_from(["x", given]).unwrap_err());
            let hint = format!("Hint: a similar argument exists: '--{other}'");
            assert_eq!(text.contains(&hint), suggested, "{text}");
            assert_eq!(
                text.contains(&format!("Usage: x --{other}")),
                suggested,
                "{text}"
            );
            assert!(!text.contains("as a value"), "{text}");
        }
    }

    #[test]
    fn what_the_parser_repeats_is_harmless() {
        let command = || {
            clap::Command::new("x")
                .arg(
                    clap::Arg::new("n")
                        .long("number")
                        .value_parser(|text: &str| {
                            text.parse::<u8>()
                                .map_err(|_| format!("not a number: {text}"))
                        }),
                )
                .arg(clap::Arg::new("form").long("form").value_parser(["a", "b"]))
        };
        let hostile = "\u{1b}[2J\nerror: \u{ad}\u{3164}";
        for args in [
            &["x", hostile][..],
            &["x", "--number", hostile],
            &["x", "--form", hostile],
            &["x", &format!("--{hostile}")],
        ] {
            let error = command().try_get_matches_from(args).unwrap_err();
            let text = mistake(error);
            assert!(text.contains("\\u{1b}[2J"), "{text}");
            assert!(text.contains("\\u{ad}\\u{3164}"), "{text}");
            assert!(!text.contains(['\u{1b}', '\u{ad}', '\u{3164}']), "{text}");
        }
    }
}
