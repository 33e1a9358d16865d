//! Nowhere but in memory: for credentials that are only looked at.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use super::{CredentialStore, StoreError};
use crate::credentials::Credentials;

/// Keeps credentials as long as it lives.
#[derive(Debug, Default)]
pub struct MemoryStore {
    profiles: Mutex<HashMap<String, Credentials>>,
}

impl MemoryStore {
    fn profiles(&self) -> MutexGuard<'_, HashMap<String, Credentials>> {
        self.profiles.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl CredentialStore for MemoryStore {
    fn load(&self, profile: &str) -> Result<Credentials, StoreError> {
        Ok(self.profiles().get(profile).cloned().unwrap_or_default())
    }

    fn save(&self, profile: &str, credentials: &Credentials) -> Result<(), StoreError> {
        self.profiles()
            .insert(profile.to_owned(), credentials.clone());
        Ok(())
    }

    fn remove(&self, profile: &str) -> Result<bool, StoreError> {
        Ok(self.profiles().remove(profile).is_some())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_keeps_and_forgets() {
        let store = MemoryStore::default();
        assert!(store.load("a").unwrap().is_empty());
        store
            .save(
                "a",
                &Credentials::of_either("a.b.c", jiff::Timestamp::UNIX_EPOCH).unwrap(),
            )
            .unwrap();
        assert!(!store.load("a").unwrap().is_empty());
        assert!(store.remove("a").unwrap() && !store.remove("a").unwrap());
    }
}
