//! The client: clones share connections, pacing and credentials.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, RwLock};
use std::time::Duration;

use secrecy::SecretString;

use crate::base_urls::Bases;
use crate::ids::ScimDirectoryId;
use crate::observe::Observer;
use crate::transport::{Budget, Pacer, Secrets};

/// A client of the admin APIs. Cheap to clone; clones share connections, pacing and the session.
#[derive(Clone)]
pub struct Client {
    inner: Arc<Inner>,
    read_only: bool,
    patience: Arc<Patience>,
}

/// How much failing calls may cost.
pub(crate) struct Patience {
    pub(crate) budget: Mutex<Budget>,
    pub(crate) read_wait: Duration,
}

pub(crate) struct Inner {
    /// A client for each base URL: an address on this machine uses no proxy.
    pub(crate) api_http: reqwest::Client,
    pub(crate) portal_http: reqwest::Client,
    pub(crate) bases: Bases,
    pub(crate) session: RwLock<Option<SecretString>>,
    pub(crate) api_key: Option<SecretString>,
    /// The keys of identity providers' directories.
    pub(crate) directory_keys: BTreeMap<ScimDirectoryId, SecretString>,
    /// Every credential ever sent.
    pub(crate) secrets: Arc<Secrets>,
    pub(crate) observer: Arc<dyn Observer>,
    pub(crate) pacer: Arc<Pacer>,
    pub(crate) max_body: usize,
    pub(crate) max_write_wait: Duration,
}

impl Inner {
    pub(crate) fn session(&self) -> Option<SecretString> {
        self.session
            .read()
            .unwrap_or_else(PoisonError::into_inner)
            .clone()
    }
}

impl Patience {
    pub(crate) fn new(read_wait: Duration) -> Arc<Self> {
        Arc::new(Self {
            budget: Mutex::default(),
            read_wait,
        })
    }

    pub(crate) fn budget(&self) -> MutexGuard<'_, Budget> {
        self.budget.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Client {
    pub(crate) fn from_inner(inner: Inner, read_wait: Duration) -> Self {
        Self {
            inner: Arc::new(inner),
            read_only: false,
            patience: Patience::new(read_wait),
        }
    }

    pub(crate) fn patience(&self) -> &Patience {
        &self.patience
    }

    /// A copy for reading what others can do without: a call waits at most this long (and never longer than the client's
    /// own calls), and what fails uses up nobody else's repetitions.
    #[must_use]
    pub fn for_side_reads(&self, most: Duration) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            read_only: true,
            patience: Patience::new(self.patience.read_wait.min(most)),
        }
    }

    pub(crate) fn inner(&self) -> &Inner {
        &self.inner
    }

    /// A read-only copy of the client: it refuses every call that changes data.
    #[must_use]
    pub fn read_only(&self) -> Self {
        Self {
            inner: Arc::clone(&self.inner),
            read_only: true,
            patience: Arc::clone(&self.patience),
        }
    }

    pub(crate) fn may_write(&self) -> bool {
        !self.read_only
    }

    /// The base URLs in use.
    #[must_use]
    pub fn bases(&self) -> &Bases {
        &self.inner.bases
    }

    /// Whether it has an API key.
    #[must_use]
    pub fn has_api_key(&self) -> bool {
        self.inner.api_key.is_some()
    }

    /// Whether it has a session.
    #[must_use]
    pub fn has_session(&self) -> bool {
        self.inner.session().is_some()
    }

    /// Whether it has the key of this directory of an identity provider.
    #[must_use]
    pub fn has_directory_key(&self, directory: &ScimDirectoryId) -> bool {
        self.inner.directory_keys.contains_key(directory)
    }

    /// Uses a renewed token and notifies the observer.
    pub(crate) fn renew(&self, token: SecretString) {
        self.inner.secrets.add(&token);
        *self
            .inner
            .session
            .write()
            .unwrap_or_else(PoisonError::into_inner) = Some(token.clone());
        tracing::debug!("the server renewed the session");
        self.inner.observer.session_renewed(token);
    }
}

impl fmt::Debug for Client {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Client")
            .field("bases", &self.inner.bases)
            .field("api_key", &self.has_api_key())
            .field("session", &self.has_session())
            .finish_non_exhaustive()
    }
}
