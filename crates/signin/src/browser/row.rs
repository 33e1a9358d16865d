//! A cookie's row, as far as it matters.

use jiff::Timestamp;
use secrecy::SecretString;
use sha2::{Digest as _, Sha256};

/// A row that may be the session.
pub(crate) struct Row {
    /// What the cookie holds.
    pub value: Value,
    /// Seconds since 1970; none for one that ends with the browser.
    pub expires: Option<i64>,
}

/// What a cookie holds.
pub(crate) enum Value {
    /// As it is.
    Clear(SecretString),
    /// Encrypted by a Chromium-based browser.
    Encrypted {
        bytes: Vec<u8>,
        /// The host as the row names it.
        host: String,
        /// Of the database's schema.
        version: i64,
    },
}

impl Row {
    fn has_ended(&self, now: Timestamp) -> bool {
        self.expires.is_some_and(|at| at <= now.as_second())
    }
}

/// The first that has not ended yet, else the first.
pub(crate) fn best(rows: Vec<Row>, now: Timestamp) -> Option<Row> {
    let at = rows.iter().position(|row| !row.has_ended(now)).unwrap_or(0);
    rows.into_iter().nth(at)
}

/// A fingerprint of the rows: if it differs, something was written.
pub(crate) fn mark(rows: &[Row]) -> Option<[u8; 32]> {
    use secrecy::ExposeSecret as _;
    if rows.is_empty() {
        return None;
    }
    let mut hash = Sha256::new();
    for row in rows {
        let bytes = match &row.value {
            Value::Clear(text) => text.expose_secret().as_bytes(),
            Value::Encrypted { bytes, .. } => bytes,
        };
        hash.update(bytes.len().to_le_bytes());
        hash.update(bytes);
        hash.update(row.expires.unwrap_or_default().to_le_bytes());
    }
    Some(hash.finalize().into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn row(value: &str, expires: Option<i64>) -> Row {
        Row {
            value: Value::Clear(value.into()),
            expires,
        }
    }

    #[test]
    fn one_that_has_ended_hides_no_other() {
        let now = Timestamp::from_second(100).unwrap();
        let rows = || vec![row("old", Some(100)), row("new", Some(101))];
        assert_eq!(best(rows(), now).unwrap().expires, Some(101));
        let ended = Timestamp::from_second(200).unwrap();
        assert_eq!(best(rows(), ended).unwrap().expires, Some(100));
        assert_eq!(
            best(vec![row("a", None), row("b", Some(500))], now)
                .unwrap()
                .expires,
            None
        );
        assert!(best(Vec::new(), now).is_none());
    }

    #[test]
    fn a_mark_changes_with_the_value_and_the_end() {
        let of = |value, expires| mark(&[row(value, expires)]);
        assert_eq!(of("a", Some(1)), of("a", Some(1)));
        assert_ne!(of("a", Some(1)), of("b", Some(1)));
        assert_ne!(of("a", Some(1)), of("a", Some(2)));
        assert_eq!(mark(&[]), None);
    }
}
