//! Build a [`Client`].

use std::collections::BTreeMap;
use std::fmt;
use std::sync::{Arc, RwLock};
use std::time::Duration;

use secrecy::SecretString;
use url::Url;

use super::{Client, Inner};
use crate::base_urls::{Bases, is_loopback};
use crate::clock::{Clock, RealClock};
use crate::error::{Error, ErrorKind};
use crate::ids::ScimDirectoryId;
use crate::observe::{Observer, Unobserved};
use crate::transport::{MAX_HEADERS, Pacer, Secrets};

/// Timeouts of connections and requests.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Timeouts {
    /// For a connection (5 s).
    pub connect: Duration,
    /// For the next bytes of a response (30 s).
    pub read: Duration,
    /// Timeout of an attempt (60 s).
    pub total: Duration,
}

impl Default for Timeouts {
    fn default() -> Self {
        Self {
            connect: Duration::from_secs(5),
            read: Duration::from_secs(30),
            total: Duration::from_secs(60),
        }
    }
}

/// Builds a [`Client`].
pub struct ClientBuilder {
    bases: Bases,
    session: Option<SecretString>,
    api_key: Option<SecretString>,
    directory_keys: BTreeMap<ScimDirectoryId, SecretString>,
    ca_pem: Option<Vec<u8>>,
    no_proxy: bool,
    concurrency: usize,
    share: f64,
    observer: Arc<dyn Observer>,
    any_host: bool,
    timeouts: Timeouts,
    max_body: usize,
    max_read_wait: Duration,
    max_write_wait: Duration,
    seed: Option<u64>,
    clock: Option<Arc<dyn Clock>>,
}

impl Default for ClientBuilder {
    fn default() -> Self {
        Self {
            bases: Bases::atlassian(),
            session: None,
            api_key: None,
            directory_keys: BTreeMap::new(),
            ca_pem: None,
            no_proxy: false,
            concurrency: 8,
            share: 0.8,
            observer: Arc::new(Unobserved),
            any_host: false,
            timeouts: Timeouts::default(),
            max_body: 32 << 20,
            max_read_wait: Duration::from_secs(20 * 60),
            max_write_wait: Duration::from_secs(20),
            seed: None,
            clock: None,
        }
    }
}

impl Client {
    /// A builder with Atlassian's addresses and no credential.
    #[must_use]
    pub fn builder() -> ClientBuilder {
        ClientBuilder::default()
    }
}

impl ClientBuilder {
    /// Base URLs other than Atlassian's.
    #[must_use]
    pub fn bases(mut self, bases: Bases) -> Self {
        self.bases = bases;
        self
    }

    /// The value of the cookie `cloud.session.token`.
    #[must_use]
    pub fn session(mut self, token: SecretString) -> Self {
        self.session = Some(token);
        self
    }

    /// An organization API key. Used instead of the session wherever either can make the call.
    #[must_use]
    pub fn api_key(mut self, key: SecretString) -> Self {
        self.api_key = Some(key);
        self
    }

    /// The key of a directory of an identity provider, shown once when the provider is connected. It is the only
    /// credential that the SCIM calls of this directory accept.
    #[must_use]
    pub fn directory_key(mut self, directory: ScimDirectoryId, key: SecretString) -> Self {
        self.directory_keys.insert(directory, key);
        self
    }

    /// CA certificates in PEM to trust in addition to the operating system's.
    #[must_use]
    pub fn ca_pem(mut self, pem: Vec<u8>) -> Self {
        self.ca_pem = Some(pem);
        self
    }

    /// Do not use the system's proxy.
    #[must_use]
    pub fn no_proxy(mut self, no_proxy: bool) -> Self {
        self.no_proxy = no_proxy;
        self
    }

    /// The maximum number of concurrent requests (1 to 64; default 8).
    #[must_use]
    pub fn concurrency(mut self, requests: usize) -> Self {
        self.concurrency = requests;
        self
    }

    /// The share of the server's rate limit to use (0.05 to 1.0; default 0.8).
    #[must_use]
    pub fn share(mut self, share: f64) -> Self {
        self.share = share;
        self
    }

    /// The observer of requests, waits and renewed sessions.
    #[must_use]
    pub fn observer(mut self, observer: Arc<dyn Observer>) -> Self {
        self.observer = observer;
        self
    }

    /// Allow base URLs that are neither Atlassian's nor on this machine.
    #[must_use]
    pub fn allow_non_atlassian(mut self, allow: bool) -> Self {
        self.any_host = allow;
        self
    }

    /// Timeouts of connections and responses.
    #[must_use]
    pub fn timeouts(mut self, timeouts: Timeouts) -> Self {
        self.timeouts = timeouts;
        self
    }

    /// The largest accepted response after decoding, in bytes (default 32 MiB).
    #[must_use]
    pub fn max_body(mut self, bytes: usize) -> Self {
        self.max_body = bytes;
        self
    }

    /// How long one call may wait in total, for rate limits and between attempts (default 20 minutes for
    /// reads, 20 seconds for changes). A change must be sent soon after the journal records it, so its
    /// wait must be shorter than the settle time after which a resumed run checks the result.
    #[must_use]
    pub fn max_wait(mut self, read: Duration, write: Duration) -> Self {
        self.max_read_wait = read;
        self.max_write_wait = write;
        self
    }

    /// Seed for random pauses, for tests.
    #[must_use]
    pub fn seed(mut self, seed: u64) -> Self {
        self.seed = Some(seed);
        self
    }

    /// A clock other than the system's, for tests.
    #[must_use]
    pub fn clock(mut self, clock: Arc<dyn Clock>) -> Self {
        self.clock = Some(clock);
        self
    }

    /// Builds the client. Opens no connection.
    ///
    /// # Errors
    /// `BadInput` when a base URL may not receive a credential, or a certificate is invalid.
    pub fn build(self) -> Result<Client, Error> {
        self.bases.check(self.any_host)?;
        let api_http = self.http(&self.bases.api)?;
        let portal_http = if self.bases.are_alike() {
            api_http.clone()
        } else {
            self.http(&self.bases.portal)?
        };
        let clock = self.clock.unwrap_or_else(|| Arc::new(RealClock::default()));
        let pacer = Pacer::new(self.share, self.concurrency, self.seed, clock);
        let secrets = Secrets::default();
        let given = self.api_key.iter().chain(&self.session);
        for secret in given.chain(self.directory_keys.values()) {
            secrets.keep(secret);
        }
        let inner = Inner {
            api_http,
            portal_http,
            bases: self.bases,
            session: RwLock::new(self.session),
            api_key: self.api_key,
            directory_keys: self.directory_keys,
            secrets: Arc::new(secrets),
            observer: self.observer,
            pacer: Arc::new(pacer),
            max_body: self.max_body,
            max_write_wait: self.max_write_wait,
        };
        Ok(Client::from_inner(inner, self.max_read_wait))
    }

    /// The HTTP client for this base URL.
    pub(crate) fn http(&self, base: &Url) -> Result<reqwest::Client, Error> {
        // A second installation is refused: then the first one, equal or the program's choice, stays.
        let _ = rustls::crypto::ring::default_provider().install_default();
        let mut builder = reqwest::Client::builder()
            .user_agent(concat!("atlctl/", env!("CARGO_PKG_VERSION")))
            .redirect(reqwest::redirect::Policy::none())
            .retry(reqwest::retry::never())
            .referer(false)
            .gzip(true)
            .http2_max_header_list_size(u32::try_from(MAX_HEADERS).unwrap_or(u32::MAX))
            .connect_timeout(self.timeouts.connect)
            .read_timeout(self.timeouts.read)
            .timeout(self.timeouts.total)
            .pool_idle_timeout(Duration::from_secs(20))
            // `localhost` is this machine, whatever a resolver says.
            .resolve("localhost", ([127, 0, 0, 1], 0).into());
        // A proxy is for the way out; and a plain request would show it the credential.
        if self.no_proxy || is_loopback(base) {
            builder = builder.no_proxy();
        }
        let extra = self.certificates()?;
        builder = if base.scheme() == "http" {
            // No TLS at all: reading the system's certificates would only cost time.
            builder.tls_certs_only(extra)
        } else {
            builder.tls_certs_merge(extra)
        };
        builder.build().map_err(|error| {
            let mut cause: &dyn std::error::Error = &error;
            while let Some(source) = cause.source() {
                cause = source;
            }
            Error::new(ErrorKind::BadInput, format!("cannot set up TLS: {cause}"))
        })
    }

    fn certificates(&self) -> Result<Vec<reqwest::Certificate>, Error> {
        let Some(pem) = &self.ca_pem else {
            return Ok(Vec::new());
        };
        let found = reqwest::Certificate::from_pem_bundle(pem).map_err(|error| {
            Error::new(
                ErrorKind::BadInput,
                format!("cannot read the CA certificates: {error}"),
            )
        })?;
        if found.is_empty() {
            return Err(Error::new(
                ErrorKind::BadInput,
                "the CA certificate file has no PEM certificate",
            ));
        }
        Ok(found)
    }
}

impl fmt::Debug for ClientBuilder {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ClientBuilder")
            .field("bases", &self.bases)
            .field("api_key", &self.api_key.is_some())
            .field("session", &self.session.is_some())
            .finish_non_exhaustive()
    }
}
