//! Errors of a credential store. The messages never contain a secret.

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
        /// The place.
        place: String,
        /// The reason.
        #[source]
        source: io::Error,
    },
    /// Others can read the file.
    #[error("other users can read {place} (mode {mode:o}); a credential there is not safe")]
    Open {
        /// The file.
        place: String,
        /// The permissions of the file.
        mode: u32,
    },
    /// The file is a link, or belongs to another user.
    #[error("{place} is {what}; atlctl does not read credentials from it")]
    Foreign {
        /// The file.
        place: String,
        /// What is wrong with it.
        what: &'static str,
    },
    /// The stored credential is damaged, or another program wrote it.
    #[error("the credential in {place} is damaged, or atlctl did not write it")]
    NotOurs {
        /// The place.
        place: String,
    },
    /// A newer version of the program wrote it.
    #[error("a newer version of atlctl wrote the credential in {place}")]
    Newer {
        /// The place.
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
                "chmod 600 {place}; sign in again if others may have read it"
            )),
            Self::Foreign { .. } | Self::NotOurs { .. } => {
                Some("sign in again: atlctl auth login".to_owned())
            }
            Self::Keyring(_) => Some(
                "unlock the keyring, or store the credential in a file that only you can read: atlctl auth login --store file"
                    .to_owned(),
            ),
            _ => None,
        }
    }
}
