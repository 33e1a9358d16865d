//! Where credentials are stored, and where those in use came from.

use clap::ValueEnum;

use crate::error::{CliError, CliResult};

/// Where a profile's credentials are stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum StoreKind {
    /// The keyring of the operating system
    Keyring,
    /// A file that only you can read, not encrypted
    File,
    /// Nowhere: only check the credential
    None,
}

impl StoreKind {
    /// The word in the configuration.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Keyring => "keyring",
            Self::File => "file",
            Self::None => "none",
        }
    }

    /// Parses the word in the configuration.
    ///
    /// # Errors
    /// When the word is unknown.
    pub fn read(text: &str) -> CliResult<Self> {
        <Self as ValueEnum>::from_str(text, true).map_err(|_| {
            CliError::usage(format!("unknown store {text:?} in the profile"))
                .hint("use keyring, file or none")
        })
    }
}

/// The source of the credentials in use.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Source {
    /// `--credential`.
    Flag,
    /// `ATLCTL_SESSION_TOKEN` or `ATLCTL_API_KEY`.
    Environment,
    /// The profile's `token_command`.
    Command,
    /// The profile's store.
    Store(StoreKind),
}

impl Source {
    /// The text for people.
    pub fn words(self) -> &'static str {
        match self {
            Self::Flag => "nowhere (--credential)",
            Self::Environment => "environment",
            Self::Command => "the profile's token_command",
            Self::Store(StoreKind::Keyring) => "keyring",
            Self::Store(StoreKind::File) => "file",
            Self::Store(StoreKind::None) => "nowhere",
        }
    }
}
