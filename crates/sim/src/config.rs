//! Configuration of the simulator.

use std::time::Duration;

use jiff::Timestamp;

use crate::organization::Facet;
use crate::records::{SimAccount, SimContents, SimPolicy};

/// The organization, and how its server behaves.
#[derive(Debug, Clone)]
pub struct SimConfig {
    /// An organization loaded account by account; `None` to generate one from `people` and `seed`.
    pub organization: Option<SimOrganization>,
    /// What a loaded organization has besides accounts and policies; a generated one ignores it.
    pub contents: SimContents,
    /// Number of people, 10 to 500,000 (default 200).
    pub people: usize,
    /// Seed of the organization; the same seed gives the same people (default 7).
    pub seed: u64,
    /// Whose organization it is: with an owner, the ID of a generated organization is another one than that of any seed
    /// without, and than that of other owners.
    pub owner: Option<String>,
    /// The port on the loopback address; 0 lets the system choose.
    pub port: u16,
    /// Delay of each response.
    pub reply_delay: Duration,
    /// Duration of a policy move task.
    pub task_delay: Duration,
    /// How long readers see the state before a change, of every facet that `lags` does not name.
    pub lag: Duration,
    /// How long readers see the state before a change of one facet.
    pub lags: Vec<(Facet, Duration)>,
    /// Adding a member who is in the group already answers 204 and not 409.
    pub quiet_members: bool,
    /// The organization has no paid subscription: it cannot invite.
    pub unpaid: bool,
    /// The time in tokens and dates; the system's when `None`. Delays always use real time.
    pub now: Option<Timestamp>,
    /// The moment as of which the organization is generated: what lies in its past is counted back from there. `now` when
    /// `None`, and without that the beginning of the day.
    pub generated: Option<Timestamp>,
    /// Keep every request that changed something, for [`crate::Control::made`].
    pub keep_changes: bool,
    /// Limits on requests, if any.
    pub rate_limit: Option<RateLimit>,
    /// Renew the session cookie with every response.
    pub rotate_sessions: bool,
    /// The sign-in page signs in by itself.
    pub auto_sign_in: bool,
    /// The session cookie ends with the browser.
    pub cookie_ends_with_browser: bool,
    /// The organization is on the old user management: directories answer `ADMIN-400-4`.
    pub old_user_management: bool,
    /// A session may not call the policy endpoints through the gateway: they answer 403.
    pub sessions_cannot_move: bool,
    /// The API key lacks the policy scope: policy endpoints respond 401 `ADMIN-401-2`.
    pub key_without_policy_scope: bool,
    /// Maximum number of accounts in one policy lookup.
    pub bulk_fetch_limit: usize,
    /// Maximum number of email addresses in one move.
    pub add_users_limit: usize,
}

/// An organization to load, such as a mirrored one. Only its API key gives access: choose a `seed` that no one can
/// guess, because the key is derived from it.
#[derive(Debug, Clone)]
pub struct SimOrganization {
    /// The organization's ID.
    pub id: String,
    /// The organization's name.
    pub name: String,
    /// Its authentication policies, at most 255. Membership comes from the accounts, not from `members`.
    pub policies: Vec<SimPolicy>,
    /// The accounts of the organization.
    pub accounts: Vec<SimAccount>,
}

/// A rate limit of each endpoint.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RateLimit {
    /// Requests allowed in a period.
    pub requests: u32,
    /// Length of the period.
    pub per: Duration,
    /// Whether responses have rate limit headers, with the reset in ISO 8601.
    pub headers: bool,
}

impl Default for SimConfig {
    fn default() -> Self {
        Self {
            organization: None,
            contents: SimContents::default(),
            people: 200,
            seed: 7,
            owner: None,
            port: 0,
            reply_delay: Duration::ZERO,
            task_delay: Duration::ZERO,
            lag: Duration::ZERO,
            lags: Vec::new(),
            quiet_members: false,
            unpaid: false,
            now: None,
            generated: None,
            keep_changes: false,
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
        /// The number of people.
        people: usize,
    },
    /// Too many policies.
    #[error("cannot simulate {policies} authentication policies; use at most 255")]
    Policies {
        /// The number of policies.
        policies: usize,
    },
    /// The port is not available.
    #[error("cannot listen on 127.0.0.1:{port}")]
    Listen {
        /// The port.
        port: u16,
        /// The reason.
        #[source]
        source: std::io::Error,
    },
    /// The server's thread cannot start.
    #[error("cannot start the simulator's thread")]
    Thread(#[source] std::io::Error),
}
