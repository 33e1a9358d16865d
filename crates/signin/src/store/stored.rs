//! The interface of a store, and the format of stored credentials.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::StoreError;
use crate::credentials::{ApiKey, Credentials};
use crate::token::SessionToken;

/// A place for the credentials of profiles.
pub trait CredentialStore: Send + Sync {
    /// Loads a profile's credentials; empty when it has none.
    ///
    /// # Errors
    /// When the store cannot be read, or atlctl did not write the entry.
    fn load(&self, profile: &str) -> Result<Credentials, StoreError>;

    /// Saves a profile's credentials, replacing any stored ones.
    ///
    /// # Errors
    /// When the store cannot be written; the old credentials then remain.
    fn save(&self, profile: &str, credentials: &Credentials) -> Result<(), StoreError>;

    /// Removes a profile's credentials. Returns whether it had any.
    ///
    /// # Errors
    /// When the store cannot be written.
    fn remove(&self, profile: &str) -> Result<bool, StoreError>;
}

/// The stored form. The only place that serializes secrets.
#[derive(Serialize, Deserialize)]
pub(super) struct Stored {
    version: u32,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    session: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    api_key: Option<String>,
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    directory_keys: BTreeMap<String, String>,
}

impl Stored {
    pub fn of(credentials: &Credentials) -> Self {
        Self {
            version: 1,
            session: credentials
                .session
                .as_ref()
                .map(|token| token.expose().to_owned()),
            api_key: credentials
                .api_key
                .as_ref()
                .map(|key| key.expose().to_owned()),
            directory_keys: credentials
                .directory_keys
                .iter()
                .map(|(directory, key)| (directory.clone(), key.expose().to_owned()))
                .collect(),
        }
    }

    /// The bytes to store.
    pub fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).unwrap_or_default()
    }

    /// Reads stored bytes.
    pub fn read(bytes: &[u8], place: &str) -> Result<Credentials, StoreError> {
        let unreadable = || StoreError::NotOurs {
            place: place.to_owned(),
        };
        // The parser's own words could quote the secret.
        let kept: Self = serde_json::from_slice(bytes).map_err(|_| unreadable())?;
        if kept.version != 1 {
            return Err(StoreError::Newer {
                place: place.to_owned(),
            });
        }
        let session = kept
            .session
            .map(|text| SessionToken::parse(&text))
            .transpose();
        let api_key = kept.api_key.map(|text| ApiKey::parse(&text)).transpose();
        let directory_keys: Result<BTreeMap<String, ApiKey>, _> = kept
            .directory_keys
            .into_iter()
            .map(|(directory, text)| ApiKey::parse(&text).map(|key| (directory, key)))
            .collect();
        match (session, api_key, directory_keys) {
            (Ok(session), Ok(api_key), Ok(directory_keys)) => Ok(Credentials {
                session,
                api_key,
                directory_keys,
            }),
            _ => Err(unreadable()),
        }
    }
}
