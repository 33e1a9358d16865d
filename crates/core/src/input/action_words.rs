//! Words for actions in the cells of a list, such as `suspend` or `Add to group`.

use std::collections::{BTreeMap, BTreeSet};

use crate::store::{is_opposite, nearest};

/// Words that leave a row alone, beside words that mean nothing.
const LEAVE: [&str; 2] = ["keep", "?"];

/// Words that people use for actions, each with the action: never one that is nearly spelled so and does the opposite.
const SYNONYMS: [(&str, &str); 37] = [
    ("unsuspend", "restore"),
    ("unsuspended", "restore"),
    ("un-suspend", "restore"),
    ("resume", "restore"),
    ("reinstate", "restore"),
    ("unblock", "restore"),
    ("unlock", "restore"),
    ("unfreeze", "restore"),
    ("block", "suspend"),
    ("lock", "suspend"),
    ("freeze", "suspend"),
    ("reactivate", "activate"),
    ("re-activate", "activate"),
    ("reactivated", "activate"),
    ("undeactivate", "activate"),
    ("enable", "activate"),
    ("enabled", "activate"),
    ("re-enable", "activate"),
    ("reenable", "activate"),
    ("disable", "deactivate"),
    ("disabled", "deactivate"),
    ("inactivate", "deactivate"),
    ("inactive", "deactivate"),
    ("unactivate", "deactivate"),
    ("de-activate", "deactivate"),
    ("undelete", "cancel-delete"),
    ("un-delete", "cancel-delete"),
    ("undeleted", "cancel-delete"),
    ("cancel-deletion", "cancel-delete"),
    ("erase", "delete"),
    ("ungrant", "revoke"),
    ("un-grant", "revoke"),
    ("uninvite", "remove"),
    ("un-invite", "remove"),
    ("reinvite", "invite"),
    ("off-board", "offboard"),
    ("unrevoke", "grant"),
];

/// What may stand before an action, as on the command line.
const NOUNS: [&str; 3] = ["user", "policy", "role"];

/// The words that are known.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct ActionWords {
    /// The action of each word; `None` where the word leaves a row alone.
    known: BTreeMap<String, Option<&'static str>>,
    /// Words that are actions of other commands, and what helps.
    elsewhere: BTreeMap<String, String>,
}

/// Why words cannot be used for actions.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActionWordsError {
    /// A word has a meaning that is no action and does not leave the row alone.
    NoAction {
        /// The word.
        word: String,
        /// What it is to mean.
        means: String,
    },
    /// A word that has a meaning of its own is to mean something else.
    OwnWord {
        /// The word.
        word: String,
        /// What it is to mean.
        means: String,
    },
    /// Two spellings of one word mean different things: cells are read without regard to case, blanks and hyphens.
    TwoMeanings {
        /// The spellings.
        words: [String; 2],
    },
}

/// What a cell says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ActionWord {
    /// An action, by its own word.
    Action(&'static str),
    /// Nothing: the row is left alone. The words in lower case; empty for an empty cell.
    LeaveAlone(String),
    /// A word that is nearly a known one, which is named.
    Misspelled(String),
    /// Text with one of the known words, or several, within it.
    Within(Vec<String>),
    /// What another command does, and which one.
    Elsewhere(String),
}

impl ActionWords {
    /// The words of these actions, and other words for them.
    ///
    /// # Errors
    /// When a word means neither an action nor that the row is left alone, has another meaning of its own, or two
    /// spellings of one mean different things.
    pub fn new(
        actions: &[&'static str],
        others: &BTreeMap<String, String>,
    ) -> Result<Self, ActionWordsError> {
        let mut known = BTreeMap::new();
        let mut written: BTreeMap<String, &String> = BTreeMap::new();
        for (word, means) in others {
            let meant = spelled(means);
            let Some(action) = Self::own(actions, &meant) else {
                return Err(ActionWordsError::NoAction {
                    word: word.clone(),
                    means: means.clone(),
                });
            };
            let own = Self::own(actions, &spelled(word));
            if own.is_some_and(|own| own != action) {
                return Err(ActionWordsError::OwnWord {
                    word: word.clone(),
                    means: means.clone(),
                });
            }
            let before = known.insert(spelled(word), action);
            let earlier = written.insert(spelled(word), word);
            if let (Some(before), Some(earlier)) = (before, earlier)
                && before != action
            {
                return Err(ActionWordsError::TwoMeanings {
                    words: [earlier.clone(), word.clone()],
                });
            }
        }
        for action in actions {
            known.entry((*action).to_owned()).or_insert(Some(*action));
        }
        for word in LEAVE {
            known.entry(word.to_owned()).or_insert(None);
        }
        Ok(Self {
            known,
            elsewhere: BTreeMap::new(),
        })
    }

    /// The same with words that are actions of other commands, as they are compared, and what helps with each. They are
    /// never left alone, unless they have been given a meaning.
    #[must_use]
    pub fn with_elsewhere(mut self, words: BTreeMap<String, String>) -> Self {
        self.elsewhere = words;
        self
    }

    /// What a word means without other words; `None` where it is none of the known ones.
    fn own(actions: &[&'static str], word: &str) -> Option<Option<&'static str>> {
        let action = actions.iter().find(|action| **action == word).copied();
        (action.is_some() || LEAVE.contains(&word)).then_some(action)
    }

    /// The action that a word stands for, or nearly: `restore` for `unsuspend`.
    #[must_use]
    pub fn action_for(word: &str) -> Option<&'static str> {
        let word = spelled(word);
        let own = SYNONYMS.iter().find(|(one, _)| *one == word);
        let near = || {
            let one = nearest(&word, SYNONYMS.iter().map(|(one, _)| one))?;
            let found = SYNONYMS.iter().find(|(known, _)| *known == one)?;
            (!is_opposite(&word, found.1)).then_some(found)
        };
        own.or_else(near).map(|(_, action)| *action)
    }

    /// Whether two spellings are one word: case, blanks and hyphens make no difference.
    #[must_use]
    pub fn are_same(one: &str, other: &str) -> bool {
        spelled(one) == spelled(other)
    }

    /// Whether a cell's word is one of the known ones, or the cell is empty.
    #[must_use]
    pub fn knows(&self, cell: &str) -> bool {
        let word = spelled(cell);
        word.is_empty() || self.known.contains_key(&word)
    }

    /// What a cell says.
    #[must_use]
    pub fn read(&self, cell: &str) -> ActionWord {
        let word = spelled(cell);
        let said = || {
            let words: Vec<&str> = cell.split_whitespace().collect();
            words.join(" ").to_lowercase()
        };
        match self.known.get(&word) {
            Some(Some(action)) => return ActionWord::Action(action),
            Some(None) => return ActionWord::LeaveAlone(said()),
            None => {}
        }
        if let Some(help) = self.elsewhere.get(word.as_str()) {
            return ActionWord::Elsewhere(help.clone());
        }
        // As on the command line: "user suspend", "policy move".
        let of_noun = word
            .split_once('-')
            .filter(|(noun, _)| NOUNS.contains(noun));
        if let Some((_, verb)) = of_noun
            && matches!(self.known.get(verb), Some(Some(_)))
        {
            return ActionWord::Misspelled(verb.to_owned());
        }
        if let Some(near) = self.near(&word) {
            return ActionWord::Misspelled(near);
        }
        let within = self.within(cell);
        if within.is_empty() {
            ActionWord::LeaveAlone(said())
        } else {
            ActionWord::Within(within)
        }
    }

    /// The known word that is meant, or several of which one is: never the opposite of the word.
    fn near(&self, word: &str) -> Option<String> {
        let is_action = |known: &str| matches!(self.known.get(known), Some(Some(_)));
        let synonyms = || SYNONYMS.iter().filter(|(_, action)| is_action(action));
        if let Some((_, action)) = synonyms().find(|(one, _)| *one == word) {
            return Some((*action).to_owned());
        }
        let own = self.known.iter();
        let own =
            own.filter_map(|(known, action)| action.map(|_| (known.as_str(), known.as_str())));
        let near = own
            .filter(|(known, _)| !is_opposite(word, known))
            .chain(synonyms().copied())
            .filter_map(|(written, known)| {
                let letters = written.chars().count();
                let most = if letters < 6 { 1 } else { 2 };
                let distance = strsim::damerau_levenshtein(word, written);
                (distance <= most).then_some((distance, known))
            });
        let near: Vec<(usize, &str)> = near.collect();
        let least = near.iter().map(|(distance, _)| *distance).min()?;
        let nearest = near.into_iter().filter(|(distance, _)| *distance == least);
        let nearest: BTreeSet<&str> = nearest.map(|(_, known)| known).collect();
        let mut nearest: Vec<&str> = nearest.into_iter().collect();
        // Of "activate" and "deactivate" the one that begins as the word does.
        let begins = |known: &&str| known.chars().next() == word.chars().next();
        if nearest.iter().any(begins) {
            nearest.retain(begins);
        }
        Some(nearest.join("\" or \""))
    }

    /// The known words that stand in a longer text, each once.
    fn within(&self, cell: &str) -> Vec<String> {
        let lower = cell.to_lowercase();
        let parts = lower.split(|c: char| !c.is_alphanumeric());
        let parts: Vec<&str> = parts.filter(|part| !part.is_empty()).collect();
        let mut found: Vec<String> = Vec::new();
        let mut at = 0;
        while at < parts.len() {
            // The longest first: "remove from group" is not "remove".
            let longest = (1..=4).rev().find_map(|count| {
                let word = parts.get(at..at + count)?.join("-");
                let known = match self.known.get(&word) {
                    Some(action) => (*action)?.to_owned(),
                    None if count == 1 => self.within_word(&word)?,
                    None => return None,
                };
                Some((count, known))
            });
            match longest {
                Some((count, known)) => {
                    if !found.contains(&known) {
                        found.push(known);
                    }
                    at += count;
                }
                None => at += 1,
            }
        }
        found
    }

    /// The action that a single word of a longer text stands for, or is the opposite of, if it is not one itself.
    fn within_word(&self, word: &str) -> Option<String> {
        const SURE: usize = 6;
        // Who is disabled or inactive is not to be.
        let is_state = word.ends_with("ed") || word == "inactive";
        if SYNONYMS.iter().any(|(one, _)| *one == word)
            && !is_state
            && let Some(meant) = self.near(word)
        {
            return Some(meant);
        }
        let mut known = self.known.iter().filter(|(_, action)| action.is_some());
        let found = known.find(|(known, _)| {
            known.chars().count() >= SURE && strsim::damerau_levenshtein(word, known) <= 1
                || is_opposite(word, known)
        });
        found.and_then(|(_, action)| action.map(str::to_owned))
    }
}

/// A word as it is compared: in lower case, with a hyphen for blanks and underscores.
fn spelled(text: &str) -> String {
    let lower = text.to_lowercase();
    let words =
        lower.split(|c: char| c.is_whitespace() || matches!(c, '-' | '_' | '‐' | '‑' | '–'));
    let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.join("-")
}

#[cfg(test)]
mod tests;
