//! Words that people try and that are not commands: each leads to the right command, or to a message that this
//! version cannot.

use clap::Command;

use super::guessed_commands::WORDS;
use super::guessed_verbs::VERBS;
use super::unknown_command_hints::Lead;
use crate::error::CliError;
use crate::ui::display;

/// Every word that leads somewhere.
fn leads() -> impl Iterator<Item = &'static Lead> {
    WORDS.iter().chain(VERBS)
}

/// The message for this word after this noun, where it is known.
pub fn explain_word(noun: &str, word: &str, program: &Command) -> Option<CliError> {
    let own = leads().filter(|lead| lead.noun == noun);
    let every = leads().filter(|lead| lead.noun == "*" && has(program, noun, lead.hint));
    let lead = own.chain(every).find(|lead| lead.words.contains(&word))?;
    let place = [noun, word].join(" ");
    let place = display(place.trim());
    Some(match lead {
        Lead {
            noun: "*", hint, ..
        } => CliError::usage(format!("no command `atlctl {place}`"))
            .hint(format!("use: atlctl {noun} {hint} --help")),
        Lead {
            exists: true, hint, ..
        } => CliError::usage(format!("no command `atlctl {place}`")).hint(*hint),
        Lead { hint, .. } => {
            CliError::usage(format!("`atlctl {place}` is not possible")).hint(*hint)
        }
    })
}

/// Whether a noun has this command.
fn has(program: &Command, noun: &str, verb: &str) -> bool {
    let noun = program.find_subcommand(noun);
    noun.is_some_and(|noun| noun.find_subcommand(verb).is_some())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::commands::program::tree;
    use clap::error::ErrorKind;

    fn tried(noun: &str, word: &str) -> Option<CliError> {
        let words = ["atlctl", noun, word];
        let words = words.into_iter().filter(|word| !word.is_empty());
        let error = tree().try_get_matches_from(words).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::InvalidSubcommand, "{noun} {word}");
        explain_word(noun, word, &tree())
    }

    #[test]
    fn every_word_is_explained_where_it_is_tried() {
        for lead in leads().filter(|lead| lead.noun != "*") {
            for word in lead.words {
                let said = tried(lead.noun, word);
                assert!(said.is_some(), "{} {word}", lead.noun);
            }
        }
        for (noun, word) in [("user", "ls"), ("group", "get"), ("run", "view")] {
            let said = tried(noun, word).unwrap();
            assert!(said.hints()[0].contains(noun), "{noun} {word}");
        }
        for (noun, word) in [("", "usr"), ("user", "frobnicate"), ("domain", "describe")] {
            assert!(tried(noun, word).is_none(), "{noun} {word}");
        }
    }

    #[test]
    fn every_hint_ends_with_a_command_that_parses() {
        for lead in leads().filter(|lead| lead.noun != "*") {
            // What atlctl cannot do may be possible in the admin portal alone.
            let Some((_, line)) = lead.hint.rsplit_once(": atlctl ") else {
                assert!(lead.hint.contains("admin portal"), "{}", lead.hint);
                continue;
            };
            let words = shlex::split(line).unwrap();
            let words = std::iter::once("atlctl".to_owned()).chain(words);
            if let Err(error) = tree().try_get_matches_from(words) {
                let shown = [ErrorKind::DisplayHelp, ErrorKind::DisplayVersion];
                assert!(shown.contains(&error.kind()), "{line}: {error}");
            }
        }
    }
}
