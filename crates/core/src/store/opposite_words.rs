//! Words that are nearly spelled alike and say the opposite, such as `unsuspend` and `suspend`.

/// What turns a word into its opposite, in front of it.
const OPPOSITE: [&str; 6] = ["un", "de", "dis", "re", "in", "ex"];

/// Whether a word is a known one, or nearly it, behind a beginning that turns it into its opposite.
#[must_use]
pub fn is_opposite(word: &str, known: &str) -> bool {
    let parts = |text: &str| {
        let begin = OPPOSITE.into_iter().find_map(|begin| {
            let rest = text.strip_prefix(begin)?;
            Some((begin, rest.trim_start_matches('-').to_owned()))
        });
        begin.unwrap_or(("", text.to_owned()))
    };
    let is_near = |one: &str, other: &str| {
        one.chars().count() > 3 && strsim::damerau_levenshtein(one, other) <= 1
    };
    let ((of_word, stem), (of_known, known_stem)) = (parts(word), parts(known));
    if of_word == of_known {
        return !of_word.is_empty() && stem == known;
    }
    !of_word.is_empty() && (is_near(&stem, &known_stem) || is_near(&stem, known))
}

/// Whether one of two words is the other behind such a beginning.
pub(super) fn are_opposites(one: &str, other: &str) -> bool {
    let turns = |word: &str, known: &str| {
        let mut begins = OPPOSITE.into_iter();
        begins.any(|begin| known.strip_prefix(begin) == Some(word))
    };
    is_opposite(one, other) || turns(one, other)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_beginning_turns_a_word_into_its_opposite() {
        for (word, known) in [
            ("unsuspend", "suspend"),
            ("un-suspend", "suspend"),
            ("unsuspnd", "suspend"),
            ("ungrant", "grant"),
            ("deactivate", "activate"),
            ("unactivate", "deactivate"),
            ("exclude-admins", "include-admins"),
            ("ununset", "unset"),
        ] {
            assert!(is_opposite(word, known), "{word} {known}");
        }
        for (word, known) in [
            ("restor", "restore"),
            ("remvoe", "remove"),
            ("delte", "delete"),
            ("activate", "deactivate"),
            ("users", "user"),
        ] {
            assert!(!is_opposite(word, known), "{word} {known}");
        }
    }
}
