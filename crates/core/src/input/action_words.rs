//! Words for actions in the cells of a list, such as `suspend` or `Add to group`.

use std::collections::BTreeMap;

/// Words that leave a row alone, beside words that mean nothing.
const LEAVE: [&str; 2] = ["keep", "?"];

/// What may stand for a value that is not to change, beside blanks.
const NO_VALUE: [char; 8] = ['?', '-', '‐', '‑', '–', '—', '−', '？'];

/// Whether a cell says no value: nothing but `-` or `?`, which tables print for none and for unknown, and blanks.
#[must_use]
pub fn says_no_value(cell: &str) -> bool {
    cell.chars()
        .all(|c| c.is_whitespace() || NO_VALUE.contains(&c))
}

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
        let near = self.known.iter().filter_map(|(known, action)| {
            action.as_ref()?;
            let letters = known.chars().count();
            let most = if letters < 6 { 1 } else { 2 };
            let distance = strsim::damerau_levenshtein(&word, known);
            (distance <= most).then_some((distance, known))
        });
        match near.min() {
            Some((_, known)) => ActionWord::Misspelled(known.clone()),
            None => ActionWord::LeaveAlone(said()),
        }
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
mod tests {
    use super::*;

    const ACTIONS: [&str; 4] = ["suspend", "move", "remove", "add-to-group"];

    fn words() -> ActionWords {
        let others = [
            ("Sperren", "suspend"),
            ("behalten", "keep"),
            ("weg damit", "Remove"),
        ];
        let others = others.map(|(word, means)| (word.to_owned(), means.to_owned()));
        ActionWords::new(&ACTIONS, &BTreeMap::from(others)).unwrap()
    }

    #[test]
    fn words_in_any_spelling_and_another_language() {
        for (cell, action) in [
            ("suspend", "suspend"),
            (" SUSPEND ", "suspend"),
            ("Add to group", "add-to-group"),
            ("add_to_group", "add-to-group"),
            ("sperren", "suspend"),
            ("Weg  damit", "remove"),
        ] {
            assert_eq!(words().read(cell), ActionWord::Action(action), "{cell}");
        }
    }

    #[test]
    fn what_is_no_action_leaves_the_row_alone_unless_it_is_nearly_one() {
        for cell in [
            "", "  ", "?", "keep", "Behalten", "discuss", "none", "leaver", "x",
        ] {
            let read = words().read(cell);
            let known = ["", "  ", "?", "keep", "Behalten"].contains(&cell);
            assert_eq!(words().knows(cell), known, "{cell}");
            assert!(
                matches!(read, ActionWord::LeaveAlone(_)),
                "{cell}: {read:?}"
            );
        }
        for (cell, known) in [
            ("supend", "suspend"),
            ("suspended", "suspend"),
            ("mvoe", "move"),
            ("add-to-groups", "add-to-group"),
            ("speren", "sperren"),
        ] {
            let misspelled = ActionWord::Misspelled(known.to_owned());
            assert_eq!(words().read(cell), misspelled, "{cell}");
        }
    }

    #[test]
    fn what_other_commands_do_is_never_left_alone() {
        let elsewhere = [("sync", "use group sync"), ("add", "use add-to-group")];
        let elsewhere: BTreeMap<String, String> = elsewhere
            .map(|(word, help)| (word.to_owned(), help.to_owned()))
            .into();
        let known = words().with_elsewhere(elsewhere.clone());
        let sync = ActionWord::Elsewhere("use group sync".to_owned());
        assert_eq!(known.read(" Sync"), sync);
        for (cell, action) in [("user suspend", "suspend"), ("Policy Move", "move")] {
            let misspelled = ActionWord::Misspelled(action.to_owned());
            assert_eq!(known.read(cell), misspelled, "{cell}");
        }
        let own = BTreeMap::from([("add".to_owned(), "keep".to_owned())]);
        let own = ActionWords::new(&ACTIONS, &own).unwrap();
        let read = own.with_elsewhere(elsewhere).read("ADD");
        assert_eq!(read, ActionWord::LeaveAlone("add".to_owned()));
    }

    #[test]
    fn dashes_and_question_marks_are_no_values() {
        for cell in ["", " ", "-", "?", "—", " ?? ", "--", "？"] {
            assert!(says_no_value(cell), "{cell:?}");
        }
        for cell in ["IT-1", "Who?", "0", "none"] {
            assert!(!says_no_value(cell), "{cell:?}");
        }
    }

    #[test]
    fn a_word_means_an_action_that_there_is() {
        let others = BTreeMap::from([("sperren".to_owned(), "block".to_owned())]);
        let wrong = ActionWords::new(&ACTIONS, &others).unwrap_err();
        let no_action = ActionWordsError::NoAction {
            word: "sperren".to_owned(),
            means: "block".to_owned(),
        };
        assert_eq!(wrong, no_action);
    }

    #[test]
    fn spellings_of_one_word_mean_one_thing() {
        let words = |all: [(&str, &str); 2]| {
            let all = all.map(|(word, means)| (word.to_owned(), means.to_owned()));
            ActionWords::new(&ACTIONS, &BTreeMap::from(all))
        };
        for (one, other) in [("bleibt", "BLEIBT"), ("weg damit", "Weg-damit")] {
            for (first, second) in [("suspend", "keep"), ("keep", "suspend"), ("move", "remove")] {
                assert!(
                    matches!(
                        words([(one, first), (other, second)]),
                        Err(ActionWordsError::TwoMeanings { .. })
                    ),
                    "{one}: {first}, {second}"
                );
            }
            assert!(words([(one, "suspend"), (other, "Suspend")]).is_ok());
        }
    }

    #[test]
    fn a_word_of_the_program_keeps_its_meaning() {
        let words = |word: &str, means: &str| {
            let others = BTreeMap::from([(word.to_owned(), means.to_owned())]);
            ActionWords::new(&ACTIONS, &others)
        };
        for (word, means) in [
            ("suspend", "remove"),
            ("Suspend", "keep"),
            ("add to group", "suspend"),
            ("keep", "suspend"),
            ("?", "remove"),
        ] {
            let own = ActionWordsError::OwnWord {
                word: word.to_owned(),
                means: means.to_owned(),
            };
            assert_eq!(words(word, means), Err(own));
        }
        for (word, means) in [("Suspend", "suspend"), ("keep", "?"), ("KEEP", "keep")] {
            assert!(words(word, means).is_ok(), "{word}");
        }
    }
}
