//! Who in the organization has a name.

use std::collections::{HashMap, HashSet};

use super::error::During;
use super::{Mirror, StoreError};

/// A name for comparison: its words in small letters, in any order. `None` for a single word, which many people may
/// have as a part of their names.
#[must_use]
pub fn name_key(name: &str) -> Option<String> {
    let small = name.to_lowercase();
    let words = small.split(|c: char| c.is_whitespace() || matches!(c, ',' | ';'));
    let mut words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
    words.sort_unstable();
    (words.len() > 1).then(|| words.join(" "))
}

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
    }
}
