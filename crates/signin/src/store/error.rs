//! Why a store fails. The messages never hold a secret.

use std::io;

/// Why a store fails.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StoreError {
    /// A file or directory cannot be used.
    #[error("cannot {doing} {place}")]
    Io {
        /// What was tried.
        doing: &'static str,
        /// Where.
        place: String,
        /// Why.
        #[source]
        source: io::Error,
    },
    /// Others can read the file.
    #[error("{place} can be read by others (mode {mode:o}); a credential in it is not safe")]
    Open {
        /// Which file.
        place: String,
        /// Its permissions.
        mode: u32,
    },
    /// The file is a link, or somebody else's.
    #[error("{place} is {what}; a credential is not read from there")]
    Foreign {
        /// Which file.
        place: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// What is kept there was not written by us, or is damaged.
    #[error("what is kept in {place} is damaged or not ours")]
    NotOurs {
        /// Where.
        place: String,
    },
    /// A newer version of the program wrote it.
    #[error("what is kept in {place} was written by a newer version of this program")]
    Newer {
        /// Where.
        place: String,
    },
    /// There is no keyring, or it refuses.
    #[error("{0}")]
    Keyring(String),
}

impl StoreError {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> Option<String> {
        match self {
            Self::Open { place, .. } => Some(format!(
                "chmod 600 {place}, and sign in anew if others may have read it"
            )),
            Self::Foreign { .. } | Self::NotOurs { .. } => {
                Some("sign in again: atlctl auth login".to_owned())
            }
            Self::Keyring(_) => Some(
                "unlock the keyring, or keep the credential in a file that only you can read: --store file"
                    .to_owned(),
            ),
            _ => None,
        }
    }
}
