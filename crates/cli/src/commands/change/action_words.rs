//! The words for actions: those of the verbs, and those of the configuration.

use std::collections::BTreeMap;

use atlctl_core::input::{ActionWords, ActionWordsError};
use clap::Command;

use super::action::ACTIONS;
use super::other_verbs::of_other_commands;
use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::ui::display;

/// The words of the verbs and of the configuration.
///
/// # Errors
/// When the configuration gives a word no action, two, or another one than its own.
pub(super) fn configured_words(context: &Context, tree: &Command) -> CliResult<ActionWords> {
    let config = context.config()?;
    config.check(&["actions"])?;
    let words = ActionWords::new(&ACTIONS, config.actions());
    let words = words.map(|words| words.with_elsewhere(of_other_commands(tree, &ACTIONS)));
    words.map_err(|error| {
        let file = context.paths.config_file();
        let (what, hint) = refused(&error);
        let place = file.to_string_lossy();
        CliError::usage(display(&format!("{place}: [actions]: {what}"))).hint(hint)
    })
}

/// Why a word cannot be set to mean this; `None` where it can.
#[must_use]
pub fn refused_word(word: &str, means: &str) -> Option<(String, String)> {
    let one = BTreeMap::from([(word.to_owned(), means.to_owned())]);
    ActionWords::new(&ACTIONS, &one)
        .err()
        .map(|error| refused(&error))
}

/// Why a word cannot be set beside the others that are set; `None` where it can.
#[must_use]
pub fn refused_beside(
    word: &str,
    means: &str,
    others: &BTreeMap<String, String>,
) -> Option<(String, String)> {
    let mut all = others.clone();
    all.insert(word.to_owned(), means.to_owned());
    match ActionWords::new(&ACTIONS, &all) {
        Err(error @ ActionWordsError::TwoMeanings { .. }) => Some(refused(&error)),
        // What is wrong with another word is no reason not to set this one.
        _ => None,
    }
}

/// What is wrong, and what helps.
fn refused(error: &ActionWordsError) -> (String, String) {
    match error {
        ActionWordsError::NoAction { word, means } => (
            format!("{word} = \"{means}\" is not an action"),
            format!("use one of {}, or keep", ACTIONS.join(", ")),
        ),
        ActionWordsError::OwnWord { word, means } => (
            format!("\"{word}\" has a meaning of its own, and cannot mean \"{means}\""),
            "choose another word: those of atlctl keep their meanings".to_owned(),
        ),
        ActionWordsError::TwoMeanings {
            words: [one, other],
        } => (
            format!("\"{one}\" and \"{other}\" are the same word, and mean different actions"),
            "keep one of them: case, blanks and hyphens make no difference".to_owned(),
        ),
    }
}
