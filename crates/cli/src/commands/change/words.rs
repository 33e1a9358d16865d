//! The words for actions: those of the verbs, and those of the configuration.

use std::collections::BTreeMap;

use atlctl_core::input::{ActionWords, ActionWordsError};

use super::action::ACTIONS;
use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::ui::display;

/// Verbs of other commands, and what does it instead of an action: such a row must not be left alone.
const ELSEWHERE: [(&str, &str); 21] = [
    ("add", ADD),
    ("add-group", ADD),
    ("add-to", ADD),
    ("group-add", ADD),
    ("group-remove", REMOVE),
    ("remove-group", REMOVE),
    ("remove-from", REMOVE),
    ("sync", "use: atlctl group sync GROUP --csv FILE"),
    ("group-sync", "use: atlctl group sync GROUP --csv FILE"),
    ("copy-members", "use: atlctl group copy-members"),
    ("group-copy-members", "use: atlctl group copy-members"),
    ("create", "use: atlctl group create NAME"),
    ("group-create", "use: atlctl group create NAME"),
    ("group-delete", "use: atlctl group delete GROUP"),
    ("revoke-token", TOKENS),
    ("revoke-tokens", TOKENS),
    ("token-revoke", TOKENS),
    ("key-revoke", "use: atlctl key revoke KEY"),
    (
        "service-account-delete",
        "use: atlctl service-account delete",
    ),
    (
        "delete-clients",
        "use: atlctl service-account delete-clients",
    ),
    ("import-names", "use: atlctl policy import-names"),
];

const ADD: &str = "use add-to-group, with a column \"group\"";
const REMOVE: &str = "use remove-from-group, with a column \"group\"";
const TOKENS: &str = "use: atlctl token revoke --person PERSON, or offboard";

/// The words of the verbs and of the configuration.
///
/// # Errors
/// When the configuration gives a word no action, two, or another one than its own.
pub(super) fn configured_words(context: &Context) -> CliResult<ActionWords> {
    let config = context.config()?;
    config.check(&["actions"])?;
    let words = ActionWords::new(&ACTIONS, config.actions());
    let words = words.map(|words| words.with_elsewhere(&ELSEWHERE));
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
