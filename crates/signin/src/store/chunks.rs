//! Credentials longer than one keyring entry are stored in chunks. A failure while writing leaves the old credential
//! intact: chunks alternate between two sets of names, and the first chunk, which names the set, is written last.

/// The size of one entry. Windows allows 2,560 bytes; other systems have no such limit.
const PART: usize = 2000;
/// More chunks than any credential needs.
const MOST: usize = 64;

/// Entries by name.
pub(super) trait Vault {
    fn get(&self, name: &str) -> Result<Option<Vec<u8>>, String>;
    fn set(&self, name: &str, bytes: &[u8]) -> Result<(), String>;
    /// Returns whether the entry existed.
    fn remove(&self, name: &str) -> Result<bool, String>;
}

/// The set of names of the chunks after the first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Set {
    One,
    Other,
}

impl Set {
    fn mark(self) -> &'static str {
        match self {
            Self::One => "",
            Self::Other => "b",
        }
    }

    fn next(self) -> Self {
        match self {
            Self::One => Self::Other,
            Self::Other => Self::One,
        }
    }

    /// The name of the chunk after so many others.
    fn name(self, profile: &str, behind: usize) -> String {
        format!("{profile} (part {}{})", behind + 1, self.mark())
    }
}

/// The secret stored for a profile; empty if another program wrote it.
pub(super) fn load(vault: &impl Vault, profile: &str) -> Result<Option<Vec<u8>>, String> {
    let Some(first) = vault.get(profile)? else {
        return Ok(None);
    };
    let Some((count, set, start)) = headed(&first) else {
        return Ok(Some(Vec::new()));
    };
    let mut bytes = start.to_vec();
    for part in 1..count {
        bytes.extend(vault.get(&set.name(profile, part))?.unwrap_or_default());
    }
    Ok(Some(bytes))
}

/// Keeps these bytes in place of those that were there.
pub(super) fn save(vault: &impl Vault, profile: &str, bytes: &[u8]) -> Result<(), String> {
    let old = vault.get(profile)?;
    let old = old.as_deref().and_then(headed).map(|(_, set, _)| set);
    let set = old.map_or(Set::One, Set::next);
    let mut parts = bytes.chunks(PART);
    let count = bytes.len().div_ceil(PART).max(1);
    let mut first = format!("{count}{}:", set.mark()).into_bytes();
    first.extend(parts.next().unwrap_or_default());
    for (behind, part) in parts.enumerate() {
        vault.set(&set.name(profile, behind + 1), part)?;
    }
    vault.set(profile, &first)?;
    // From here on the new ones count; what is left of the old ones is tidied up as far as that works.
    tidy(vault, profile, set, count);
    tidy(vault, profile, set.next(), 1);
    Ok(())
}

/// Deletes the secret of a profile; false if there was none.
pub(super) fn remove(vault: &impl Vault, profile: &str) -> Result<bool, String> {
    let found = vault.remove(profile)?;
    tidy(vault, profile, Set::One, 1);
    tidy(vault, profile, Set::Other, 1);
    Ok(found)
}

/// Removes the parts of a set from this one on.
fn tidy(vault: &impl Vault, profile: &str, set: Set, from: usize) {
    for behind in from..MOST {
        if !matches!(vault.remove(&set.name(profile, behind)), Ok(true)) {
            return;
        }
    }
}

/// The number of parts and their set stand before the first one, `2:…` or `2b:…`; then comes what it holds.
fn headed(first: &[u8]) -> Option<(usize, Set, &[u8])> {
    let colon = first.iter().position(|byte| *byte == b':')?;
    let head = std::str::from_utf8(first.get(..colon)?).ok()?;
    let (count, set) = match head.strip_suffix('b') {
        Some(count) => (count, Set::Other),
        None => (head, Set::One),
    };
    let count = count.parse().ok()?;
    (1..=MOST)
        .contains(&count)
        .then_some((count, set, first.get(colon + 1..)?))
}

#[cfg(test)]
mod tests {
    use std::cell::{Cell, RefCell};
    use std::collections::BTreeMap;

    use super::*;

    /// Fails with one of its next writes.
    #[derive(Default)]
    struct Fragile {
        entries: RefCell<BTreeMap<String, Vec<u8>>>,
        fails_after: Cell<Option<usize>>,
    }

    impl Vault for Fragile {
        fn get(&self, name: &str) -> Result<Option<Vec<u8>>, String> {
            Ok(self.entries.borrow().get(name).cloned())
        }

        fn set(&self, name: &str, bytes: &[u8]) -> Result<(), String> {
            assert!(bytes.len() <= 2560, "more than Windows takes");
            match self.fails_after.get() {
                Some(0) => return Err("no keyring is available".to_owned()),
                Some(left) => self.fails_after.set(Some(left - 1)),
                None => {}
            }
            self.entries
                .borrow_mut()
                .insert(name.to_owned(), bytes.to_vec());
            Ok(())
        }

        fn remove(&self, name: &str) -> Result<bool, String> {
            Ok(self.entries.borrow_mut().remove(name).is_some())
        }
    }

    fn bytes(length: usize, from: u8) -> Vec<u8> {
        (0..length)
            .map(|n| from.wrapping_add((n % 251) as u8))
            .collect()
    }

    #[test]
    fn parts_come_together_again_and_none_is_left_over() {
        let vault = Fragile::default();
        assert_eq!(load(&vault, "p").unwrap(), None);
        let lengths = [0, 1, PART - 1, PART, PART + 1, PART * 5 + 3, 7, PART * 3, 0];
        for (n, length) in lengths.into_iter().enumerate() {
            let kept = bytes(length, u8::try_from(n).unwrap());
            save(&vault, "p", &kept).unwrap();
            assert_eq!(load(&vault, "p").unwrap().unwrap(), kept);
            let parts = length.div_ceil(PART).max(1);
            assert_eq!(vault.entries.borrow().len(), parts, "{length}");
        }
        save(&vault, "p", &bytes(PART * 4, 0)).unwrap();
        assert!(remove(&vault, "p").unwrap());
        assert!(!remove(&vault, "p").unwrap());
        assert!(vault.entries.borrow().is_empty());
    }

    #[test]
    fn a_failure_in_the_middle_leaves_what_was_there() {
        for (old, new) in [(3, 3), (3, 5), (5, 3), (1, 4), (4, 1)] {
            for fails_after in 0..new {
                let vault = Fragile::default();
                let (old, new) = (bytes(PART * old, 1), bytes(PART * new, 2));
                save(&vault, "p", &old).unwrap();
                vault.fails_after.set(Some(fails_after));
                assert!(save(&vault, "p", &new).is_err());
                assert_eq!(load(&vault, "p").unwrap().unwrap(), old);
                vault.fails_after.set(None);
                save(&vault, "p", &new).unwrap();
                assert_eq!(load(&vault, "p").unwrap().unwrap(), new);
            }
        }
    }

    #[test]
    fn a_foreign_entry_is_an_error() {
        let vault = Fragile::default();
        for odd in ["nonsense", "0:", "999:", "b:", ":"] {
            vault.set("p", odd.as_bytes()).unwrap();
            assert_eq!(load(&vault, "p").unwrap().unwrap(), b"");
        }
    }
}
