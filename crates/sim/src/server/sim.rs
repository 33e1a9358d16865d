//! The state that all connections share.

use std::sync::{Mutex, MutexGuard, OnceLock, PoisonError};

use jiff::Timestamp;

use super::limits::Limits;
use crate::config::SimConfig;
use crate::fault::Faults;
use crate::organization::{Facts, PRODUCTS, State};
use crate::records::SimRequest;
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
    port: u16,
    sessions: Sessions,
    state: Mutex<State>,
    faults: Mutex<Faults>,
    requests: Mutex<Vec<SimRequest>>,
    expiry: Mutex<Expiry>,
    pub limits: Mutex<Limits>,
    sorted: OnceLock<Vec<usize>>,
    members: OnceLock<Vec<Vec<u32>>>,
    users: OnceLock<(usize, [usize; PRODUCTS.len()])>,
}

/// A panic of another thread leaves whole values behind here.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Sim {
    pub fn new(mut config: SimConfig, port: u16) -> Self {
        // What lies in the past is counted back from the beginning of the day, so that a simulator that is
        // started again tells the same of everyone.
        let now = config.now.unwrap_or_else(|| {
            let now = Timestamp::now();
            Timestamp::from_second(now.as_second() / 86_400 * 86_400).unwrap_or(now)
        });
        let facts = match config.organization.take() {
            Some(loaded) => Facts::loaded(config.seed, loaded, now),
            None => Facts::new(config.seed, config.people, now),
        };
        Self {
            api_key: format!("ATCTT-sim-{:016x}", mix(config.seed, 1 << 50)),
            port,
            sessions: Sessions::new(config.seed),
            state: Mutex::new(State::new(&facts)),
            faults: Mutex::default(),
            requests: Mutex::default(),
            expiry: Mutex::new(Expiry::Unauthorized),
            limits: Mutex::default(),
            sorted: OnceLock::new(),
            members: OnceLock::new(),
            users: OnceLock::new(),
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
        self.config.now.unwrap_or_else(Timestamp::now)
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
    pub fn move_people(&self, policy: usize, emails: &[String], fails: u8) -> String {
        let at = self.now().as_second();
        let (takes, lag) = (self.config.task_delay, self.config.lag);
        let fails = |email: &str| fails > 0 && in_share(self.config.seed, email, fails);
        self.state()
            .add_users(&self.facts, policy, emails, (takes, lag), at, &fails)
    }

    /// All people, sorted by nickname.
    pub fn by_nickname(&self) -> &[usize] {
        self.sorted.get_or_init(|| {
            let mut all: Vec<(String, usize)> = (0..self.facts.people)
                .map(|index| (self.facts.person(index).nickname.to_lowercase(), index))
                .collect();
            all.sort_unstable();
            all.into_iter().map(|(_, index)| index).collect()
        })
    }

    /// The members of a group.
    pub fn group_members(&self, group: usize) -> &[u32] {
        let all = self.members.get_or_init(|| {
            let mut all = vec![Vec::new(); self.facts.groups()];
            for index in 0..self.facts.people {
                for group in self.facts.groups_of(&self.facts.person(index)) {
                    if let (Some(members), Ok(index)) = (all.get_mut(group), u32::try_from(index)) {
                        members.push(index);
                    }
                }
            }
            all
        });
        all.get(group).map_or(&[], Vec::as_slice)
    }

    fn counted(&self) -> &(usize, [usize; PRODUCTS.len()]) {
        self.users.get_or_init(|| {
            let (mut managed, mut users) = (0, [0; PRODUCTS.len()]);
            for index in 0..self.facts.people {
                let person = self.facts.person(index);
                managed += usize::from(person.managed);
                for (product, _) in person.products {
                    if let Some(users) = users.get_mut(product) {
                        *users += 1;
                    }
                }
            }
            (managed, users)
        })
    }

    /// How many accounts are managed.
    pub fn managed(&self) -> usize {
        self.counted().0
    }

    /// How many people have access to a product.
    pub fn product_users(&self, product: usize) -> usize {
        self.counted().1.get(product).copied().unwrap_or(0)
    }
}
