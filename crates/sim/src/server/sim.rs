//! The state that all connections share.

use std::sync::atomic::{AtomicI64, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use jiff::Timestamp;

use super::calls::Calls;
use super::limits::Limits;
use crate::config::SimConfig;
use crate::fault::Faults;
use crate::handlers::Request;
use crate::organization::{Actor, Facet, Facts, State, View, When};
use crate::records::{SimAct, SimRequest};
use crate::rng::{in_share, mix};
use crate::session::{COOKIE, Expiry, Sessions};

/// The maximum number of recorded requests.
const REMEMBERED: usize = 100_000;

/// The simulated organization and its server's state.
#[derive(Debug)]
pub(crate) struct Sim {
    pub config: SimConfig,
    pub facts: Facts,
    pub api_key: String,
    /// The key of the identity provider's directory.
    pub directory_key: String,
    port: u16,
    sessions: Sessions,
    state: Mutex<State>,
    faults: Mutex<Faults>,
    requests: Mutex<Vec<SimRequest>>,
    made: Mutex<Vec<SimAct>>,
    expiry: Mutex<Expiry>,
    pub limits: Mutex<Limits>,
    pub calls: Mutex<Calls>,
    /// How far the simulator's clock runs ahead of its time, in seconds.
    clock_ahead: AtomicI64,
}

/// A panic of another thread leaves whole values behind here.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Sim {
    pub fn new(mut config: SimConfig, port: u16) -> Self {
        // What lies in the past is counted back from the beginning of the day, so that a simulator that is
        // started again tells the same of everyone.
        let now = config.generated.or(config.now).unwrap_or_else(|| {
            let now = Timestamp::now();
            Timestamp::from_second(now.as_second() / 86_400 * 86_400).unwrap_or(now)
        });
        let facts = match config.organization.take() {
            Some(loaded) => {
                let contents = std::mem::take(&mut config.contents);
                Facts::loaded(config.seed, loaded, contents, now)
            }
            None => Facts::new(config.seed, config.people, now).owned_by(config.owner.as_deref()),
        };
        let mut state = State::default();
        for facet in Facet::ALL {
            state.set_lag(facet, config.lag);
        }
        state.quiet_members = config.quiet_members;
        for (facet, lag) in &config.lags {
            state.set_lag(*facet, *lag);
        }
        Self {
            api_key: format!("ATCTT-sim-{:016x}", mix(config.seed, 1 << 50)),
            directory_key: format!("scim-sim-{:016x}", mix(config.seed, 1 << 51)),
            port,
            sessions: Sessions::new(config.seed),
            state: Mutex::new(state),
            faults: Mutex::default(),
            requests: Mutex::default(),
            made: Mutex::default(),
            expiry: Mutex::new(Expiry::Unauthorized),
            limits: Mutex::default(),
            calls: Mutex::default(),
            clock_ahead: AtomicI64::new(0),
            config,
            facts,
        }
    }

    pub fn state(&self) -> MutexGuard<'_, State> {
        lock(&self.state)
    }

    pub fn faults(&self) -> MutexGuard<'_, Faults> {
        lock(&self.faults)
    }

    pub fn requests(&self) -> MutexGuard<'_, Vec<SimRequest>> {
        lock(&self.requests)
    }

    /// The requests that changed something. A handler that changes something holds this meanwhile, so that they are in the
    /// order of their effects: IDs of what is created depend on it.
    pub fn made(&self) -> MutexGuard<'_, Vec<SimAct>> {
        lock(&self.made)
    }

    pub fn limits(&self) -> MutexGuard<'_, Limits> {
        lock(&self.limits)
    }

    /// Records a request.
    pub fn remember(&self, request: SimRequest) {
        let mut requests = self.requests();
        if requests.len() < REMEMBERED {
            requests.push(request);
        }
    }

    pub fn now(&self) -> Timestamp {
        let now = self.config.now.unwrap_or_else(Timestamp::now);
        let ahead = self.clock_ahead.load(Ordering::Relaxed);
        let later = jiff::SignedDuration::from_secs(ahead);
        now.checked_add(later).unwrap_or(now)
    }

    /// Sets the simulator's clock to a time, until the returned value is given to [`Sim::clock_back`].
    pub fn clock_at(&self, at: i64) -> i64 {
        let ahead = self.clock_ahead.load(Ordering::Relaxed);
        let real = self.now().as_second().saturating_sub(ahead);
        self.clock_ahead
            .store(at.saturating_sub(real), Ordering::Relaxed);
        ahead
    }

    /// Sets the simulator's clock as far ahead as it was.
    pub fn clock_back(&self, ahead: i64) {
        self.clock_ahead.store(ahead, Ordering::Relaxed);
    }

    /// Sets the simulator's clock ahead.
    pub fn advance(&self, by: Duration) {
        let by = i64::try_from(by.as_secs()).unwrap_or(i64::MAX);
        self.clock_ahead.fetch_add(by, Ordering::Relaxed);
    }

    /// The organization as readers see it.
    pub fn seen<'a>(&'a self, state: &'a State) -> View<'a> {
        View::new(&self.facts, state, state.seen(), self.now().as_second())
    }

    /// The organization as it is.
    pub fn truth<'a>(&'a self, state: &'a State) -> View<'a> {
        View::new(&self.facts, state, When::True, self.now().as_second())
    }

    /// Who makes the change of a request. An API key acts as the administrator who made it.
    pub fn actor(&self, request: &Request) -> Actor {
        Actor {
            person: usize::from(request.other),
            portal: request.portal,
            at: self.now().as_second(),
        }
    }

    /// The identity provider, when it makes a change.
    pub fn provider(&self) -> Actor {
        Actor {
            person: usize::MAX,
            portal: false,
            at: self.now().as_second(),
        }
    }

    pub fn calls(&self) -> MutexGuard<'_, Calls> {
        lock(&self.calls)
    }

    pub fn api_base(&self) -> String {
        format!("http://127.0.0.1:{}", self.port)
    }

    pub fn portal_base(&self) -> String {
        format!("{}/gateway/api", self.api_base())
    }

    pub fn mint(&self) -> String {
        self.sessions.mint(&self.facts, self.now())
    }

    /// A `Set-Cookie` value with a new session.
    pub fn cookie(&self) -> String {
        let ends = if self.config.cookie_ends_with_browser {
            ""
        } else {
            "Max-Age=2592000; "
        };
        format!(
            "{COOKIE}={}; Path=/; {ends}HttpOnly; Secure; SameSite=Lax",
            self.mint()
        )
    }

    pub fn knows(&self, token: &str) -> bool {
        self.sessions.knows(token, self.now())
    }

    pub fn expire(&self, form: Expiry) {
        *lock(&self.expiry) = form;
        self.sessions.expire();
    }

    pub fn expiry_form(&self) -> Expiry {
        *lock(&self.expiry)
    }

    /// Moves people by email address; returns the task ID.
    pub fn move_people(&self, policy: usize, emails: &[String], request: &Request) -> String {
        let share = request.task_fails;
        let fails = |email: &str| share > 0 && in_share(self.config.seed, email, share);
        let takes = self.config.task_delay;
        let actor = self.actor(request);
        self.state()
            .add_users(&self.facts, policy, emails, takes, actor, &fails)
    }
}
