//! "Did you mean": known addresses similar to an unknown one.

use super::address_spellings::{key, looks_the_same};
use super::error::During;
use super::{Mirror, StoreError};

const SUGGESTIONS: usize = 3;

/// The addresses of everyone in the organization, prepared for comparison.
#[derive(Debug, Default)]
pub struct Addresses {
    text: String,
    known: Vec<Known>,
}

#[derive(Debug)]
struct Known {
    /// Where it begins in the text; it ends where the next begins.
    begin: usize,
    chars: usize,
    letters: [u8; 32],
}

impl Mirror {
    /// The addresses of everyone in the organization.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn addresses(&self) -> Result<Addresses, StoreError> {
        let doing = "find similar addresses";
        let mut read = self
            .db
            .prepare_cached(
                "SELECT email_key FROM mirror_user WHERE email_key IS NOT NULL AND gone_sync IS NULL",
            )
            .during(doing)?;
        let mut rows = read.query([]).during(doing)?;
        let mut all = Addresses::default();
        while let Some(row) = rows.next().during(doing)? {
            let address = row.get_ref(0).and_then(|cell| Ok(cell.as_str()?));
            all.push(address.during(doing)?);
        }
        Ok(all)
    }

    /// Addresses similar to this one, nearest first.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn suggest(&self, email: &str) -> Result<Vec<String>, StoreError> {
        Ok(self.addresses()?.like(email))
    }
}

impl Addresses {
    fn push(&mut self, address: &str) {
        self.known.push(Known {
            begin: self.text.len(),
            chars: address.chars().count(),
            letters: letters(address),
        });
        self.text.push_str(address);
    }

    fn has(&self, address: &str) -> bool {
        let ends = self.known.iter().skip(1).map(|next| next.begin);
        let mut all = self.known.iter().zip(ends.chain([self.text.len()]));
        all.any(|(known, end)| self.text.get(known.begin..end) == Some(address))
    }

    /// Addresses similar to this one, nearest first. A typo in the first letter is rare, so those count only if there is
    /// nothing else. An address that looks identical is no suggestion.
    #[must_use]
    pub fn like(&self, email: &str) -> Vec<String> {
        let wanted = key(email);
        if let Some(address) = without_tag(&wanted).filter(|address| self.has(address)) {
            return vec![address];
        }
        let chars = wanted.chars().count();
        let most = (chars / 6).clamp(1, 3);
        let mine = letters(&wanted);
        let mut near: Vec<(bool, usize, &str)> = Vec::new();
        let ends = self.known.iter().skip(1).map(|next| next.begin);
        for (other, end) in self.known.iter().zip(ends.chain([self.text.len()])) {
            // One slip adds or takes away a letter, or puts one for another: two counts differ at most.
            if other.chars.abs_diff(chars) > most || distance(&mine, &other.letters) > 2 * most {
                continue;
            }
            let Some(address) = self.text.get(other.begin..end) else {
                continue;
            };
            let distance = strsim::damerau_levenshtein(&wanted, address);
            if distance > 0 && distance <= most && !looks_the_same(&wanted, address) {
                let elsewhere = address.chars().next() != wanted.chars().next();
                near.push((elsewhere, distance, address));
            }
        }
        near.sort_unstable();
        near.dedup();
        let best = near.first().is_some_and(|(elsewhere, ..)| *elsewhere);
        near.into_iter()
            .filter(|(elsewhere, ..)| *elsewhere == best)
            .map(|(.., address)| address.to_owned())
            .take(SUGGESTIONS)
            .collect()
    }
}

/// `ann@example.com` for `ann+jira@example.com`: mail to both reaches the same box.
fn without_tag(address: &str) -> Option<String> {
    let (name, domain) = address.rsplit_once('@')?;
    let (name, _) = name.split_once('+')?;
    (!name.is_empty()).then(|| format!("{name}@{domain}"))
}

/// How often each character occurs. Several characters may share a count.
fn letters(text: &str) -> [u8; 32] {
    let mut counts = [0_u8; 32];
    for c in text.chars() {
        if let Some(count) = counts.get_mut((u32::from(c) % 32) as usize) {
            *count = count.saturating_add(1);
        }
    }
    counts
}

fn distance(one: &[u8; 32], other: &[u8; 32]) -> usize {
    let pairs = one.iter().zip(other);
    pairs.map(|(a, b)| usize::from(a.abs_diff(*b))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_tag_after_a_plus_is_seen_through() {
        let mut all = Addresses::default();
        for address in ["ann@example.com", "anna@example.com"] {
            all.push(address);
        }
        assert_eq!(all.like("Ann+jira@example.com"), ["ann@example.com"]);
        assert_eq!(all.like("anna+x@example.com"), ["anna@example.com"]);
        assert!(all.like("+everybody@example.com").is_empty());
    }

    #[test]
    fn what_looks_the_same_is_no_suggestion() {
        let mut all = Addresses::default();
        for address in ["ann@example.com", "zo\u{eb}@example.com"] {
            all.push(address);
        }
        for same in [
            "a\u{200b}nn@example.com",
            "ann@exam\u{ad}ple.com",
            "zoe\u{308}@example.com",
            // A Cyrillic letter that is drawn as the Latin one.
            "\u{430}nn@example.com",
        ] {
            assert!(all.like(same).is_empty(), "{}", same.escape_unicode());
        }
        assert_eq!(all.like("am\u{200b}n@example.com"), ["ann@example.com"]);
    }

    proptest! {
        #[test]
        fn nothing_that_is_near_is_passed_over(
            addresses in prop::collection::vec("[a-d]{1,9}@[a-c]{1,3}\\.[ä-ë]{1,2}", 1..30),
            wanted in "[a-d]{1,9}@[a-c]{1,3}\\.[ä-ë]{1,2}",
        ) {
            let mut all = Addresses::default();
            for address in &addresses {
                all.push(address);
            }
            let most = (wanted.chars().count() / 6).clamp(1, 3);
            let near = |address: &&String| {
                let distance = strsim::damerau_levenshtein(&wanted, address);
                distance > 0 && distance <= most
            };
            let expected = addresses.iter().find(near);
            prop_assert_eq!(expected.is_some(), !all.like(&wanted).is_empty());
        }
    }
}
