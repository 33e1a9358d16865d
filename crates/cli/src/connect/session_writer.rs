//! Writing a renewed session back to the credential store.

use std::sync::{Arc, Mutex, PoisonError};

use atlctl_signin::store::{CredentialStore, StoreError};
use atlctl_signin::{Credentials, SessionToken};
use secrecy::{ExposeSecret as _, SecretString};

/// Writes a renewed session back to the store it came from.
pub struct SessionWriter {
    store: Arc<dyn CredentialStore>,
    profile: String,
    credentials: Mutex<Credentials>,
}

impl SessionWriter {
    /// A writer for these credentials in this store.
    pub fn new(store: Arc<dyn CredentialStore>, profile: String, credentials: Credentials) -> Self {
        Self {
            store,
            profile,
            credentials: Mutex::new(credentials),
        }
    }

    /// Stores the session, unless the profile has signed in again or signed out: then another session is
    /// stored.
    pub fn save(&self, token: &SecretString) -> Result<(), StoreError> {
        let Ok(token) = SessionToken::parse(token.expose_secret()) else {
            return Ok(());
        };
        let mut known = self
            .credentials
            .lock()
            .unwrap_or_else(PoisonError::into_inner);
        let mut kept = self.store.load(&self.profile)?;
        let ours = match (&kept.session, &known.session) {
            (Some(kept), Some(known)) => kept.same_as(known),
            _ => false,
        };
        if ours {
            kept.session = Some(token);
            self.store.save(&self.profile, &kept)?;
            *known = kept;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use atlctl_signin::ApiKey;
    use atlctl_signin::store::FileStore;

    use super::*;

    fn session(text: &str) -> Credentials {
        Credentials {
            session: Some(SessionToken::parse(text).unwrap()),
            ..Credentials::default()
        }
    }

    #[test]
    fn a_renewed_session_never_replaces_a_newer_sign_in() {
        let dir = tempfile::tempdir().unwrap();
        let store: Arc<dyn CredentialStore> = Arc::new(FileStore::new(dir.path().join("c")));
        let is = |text: &str| {
            let kept = store.load("p").unwrap().session;
            kept.is_some_and(|kept| kept.same_as(&SessionToken::parse(text).unwrap()))
        };
        store.save("p", &session("a.b.old")).unwrap();
        let writer = SessionWriter::new(Arc::clone(&store), "p".to_owned(), session("a.b.old"));
        writer.save(&"a.b.second".into()).unwrap();
        assert!(is("a.b.second"));
        // An API key that was added meanwhile stays.
        let mut both = session("a.b.second");
        both.api_key = Some(ApiKey::parse("key").unwrap());
        store.save("p", &both).unwrap();
        writer.save(&"a.b.third".into()).unwrap();
        assert!(is("a.b.third") && store.load("p").unwrap().api_key.is_some());
        store.save("p", &session("a.b.anew")).unwrap();
        writer.save(&"a.b.fourth".into()).unwrap();
        assert!(is("a.b.anew"));
        store.remove("p").unwrap();
        writer.save(&"a.b.fifth".into()).unwrap();
        assert!(
            store.load("p").unwrap().is_empty(),
            "signed out is signed out"
        );
    }
}
