//! What is simulated.

use std::time::Duration;

use jiff::Timestamp;

use crate::records::{SimAccount, SimPolicy};

/// Which organization, and how its server behaves.
#[derive(Debug, Clone)]
pub struct SimConfig {
    /// The organization, told account by account; none for one that follows from `people` and `seed`.
    pub organization: Option<SimOrganization>,
    /// How many people, 10 to 500,000 (200 unless set).
    pub people: usize,
    /// The same seed gives the same organization (7 unless set).
    pub seed: u64,
    /// The port on the loopback address; 0 lets the system choose.
    pub port: u16,
    /// How long each answer takes.
    pub reply_delay: Duration,
    /// How long a task that moves people takes.
    pub task_delay: Duration,
    /// How long readers see the state of before a change.
    pub lag: Duration,
    /// The clock for texts (tokens, dates); the system's when none. Delays always use real time.
    pub now: Option<Timestamp>,
    /// Limits on requests, if any.
    pub rate_limit: Option<RateLimit>,
    /// Every session reply renews the cookie.
    pub rotate_sessions: bool,
    /// The sign-in page plays the person.
    pub auto_sign_in: bool,
    /// The sign-in's cookie ends with the browser.
    pub cookie_ends_with_browser: bool,
    /// The organization is on the old user management: directories answer `ADMIN-400-4`.
    pub old_user_management: bool,
    /// A session may not call the policy endpoints through the gateway: they answer 403.
    pub sessions_cannot_move: bool,
    /// An API key lacks the scope for policies: they answer 401 `ADMIN-401-2`.
    pub key_without_policy_scope: bool,
    /// Accounts that one question for policies may name.
    pub bulk_fetch_limit: usize,
    /// Addresses that one move may name.
    pub add_users_limit: usize,
}

/// An organization that is told, such as one that was mirrored. It opens to its API key alone: choose a `seed` that
/// nobody can guess, because the key follows from it.
#[derive(Debug, Clone)]
pub struct SimOrganization {
    /// Its id.
    pub id: String,
    /// Its name.
    pub name: String,
    /// Its authentication policies, at most 255. Who is in them the accounts say, not `members`.
    pub policies: Vec<SimPolicy>,
    /// Its accounts.
    pub accounts: Vec<SimAccount>,
}

/// So many requests to one endpoint in a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// How many.
    pub requests: u32,
    /// In which time.
    pub per: Duration,
    /// Whether replies say what remains, with the reset as ISO 8601.
    pub headers: bool,
}

impl Default for SimConfig {
    fn default() -> Self {
        Self {
            organization: None,
            people: 200,
            seed: 7,
            port: 0,
            reply_delay: Duration::ZERO,
            task_delay: Duration::ZERO,
            lag: Duration::ZERO,
            now: None,
            rate_limit: None,
            rotate_sessions: false,
            auto_sign_in: false,
            cookie_ends_with_browser: false,
            old_user_management: false,
            sessions_cannot_move: false,
            key_without_policy_scope: false,
            bulk_fetch_limit: 1000,
            add_users_limit: 10_000,
        }
    }
}

/// Why a simulator could not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SimError {
    /// Too few or too many people.
    #[error("cannot simulate {people} people; use 10 to 500,000")]
    People {
        /// How many were asked for.
        people: usize,
    },
    /// Too many policies.
    #[error("cannot simulate {policies} authentication policies; use at most 255")]
    Policies {
        /// How many were told.
        policies: usize,
    },
    /// The port cannot be had.
    #[error("cannot listen on 127.0.0.1:{port}")]
    Listen {
        /// Which.
        port: u16,
        /// Why.
        #[source]
        source: std::io::Error,
    },
    /// The thread of the server cannot be started.
    #[error("cannot start the simulator's thread")]
    Thread(#[source] std::io::Error),
}
