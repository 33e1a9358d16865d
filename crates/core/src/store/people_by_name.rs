//! Who in the organization has a name.

use std::collections::{HashMap, HashSet};
use std::ops::RangeInclusive;

use super::error::During;
use super::{Mirror, StoreError};
use crate::accents::without_accents;

/// A name for comparison: its words in small letters and without accents, in any order. `None` for a single word, which
/// many people may have as a part of their names, unless its script puts no blanks between the parts of a name.
#[must_use]
pub fn name_key(name: &str) -> Option<String> {
    let small = without_accents(name).to_lowercase();
    let words = small.split(|c: char| c.is_whitespace() || ",;、，・".contains(c));
    let mut words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    let has_blanks = |c: char| !NO_BLANKS.iter().any(|script| script.contains(&c));
    if !small.is_ascii() && !words.iter().any(|word| word.contains(has_blanks)) {
        let mut letters: Vec<char> = words.concat().chars().collect();
        letters.sort_unstable();
        return (letters.len() > 1).then(|| letters.into_iter().collect());
    }
    words.sort_unstable();
    (words.len() > 1).then(|| words.join(" "))
}

/// The letters of Chinese, Japanese and Korean names.
const NO_BLANKS: [RangeInclusive<char>; 3] = [
    '\u{3040}'..='\u{30ff}',
    '\u{3400}'..='\u{9fff}',
    '\u{ac00}'..='\u{d7a3}',
];

impl Mirror {
    /// The addresses, or account IDs, of those who are present and have one of these names, by [`name_key`].
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn people_named(
        &self,
        names: &HashSet<String>,
    ) -> Result<HashMap<String, Vec<String>>, StoreError> {
        let doing = "find people by their names";
        let mut read = self
            .db
            .prepare_cached(
                "SELECT name, coalesce(email, account_id) FROM mirror_user WHERE name IS NOT NULL AND gone_sync IS NULL \
                 ORDER BY no",
            )
            .during(doing)?;
        let mut rows = read.query([]).during(doing)?;
        let mut found: HashMap<String, Vec<String>> = HashMap::new();
        while let Some(row) = rows.next().during(doing)? {
            let name: String = row.get(0).during(doing)?;
            if let Some(key) = name_key(&name).filter(|key| names.contains(key)) {
                found
                    .entry(key)
                    .or_default()
                    .push(row.get(1).during(doing)?);
            }
        }
        Ok(found)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_by_their_words() {
        for same in ["Wagner, Aisha", "AISHA WAGNER", " aisha  wagner "] {
            assert_eq!(name_key(same), name_key("Aisha Wagner"), "{same}");
        }
        assert_ne!(name_key("Aisha M. Wagner"), name_key("Aisha Wagner"));
        assert_eq!(name_key("Aisha"), None);
        assert_eq!(name_key("José Garçon"), name_key("GARCON, Jose"));
        assert_eq!(name_key("田中太郎"), name_key("太郎　田中"));
        assert_eq!(name_key("김철수"), name_key("철수 김"));
        assert_eq!(name_key("李"), None);
    }
}
