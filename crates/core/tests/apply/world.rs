//! A model of the service in virtual time: it takes calls, works on them later, shows the result later still,
//! and fails in every way a service can.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use atlctl_api::{Error, ErrorKind, ExpiryForm, TaskId};
use atlctl_core::change::{Answer, Before, Facet, FacetKind, Refusal, Subject, Target, Value};
use atlctl_core::plan::{Plan, Row, Verdict};
use fastrand::Rng;

use crate::odds::Odds;
use crate::plans::{plan, row};

/// What a row changes: a facet of a target.
pub type Key = (Facet, Target);

/// The key of a row.
pub fn key(row: &Row) -> Key {
    (row.facet.clone(), row.target().unwrap())
}

/// What the service does with a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Fate {
    Take,
    /// Not processed, and said so.
    NotYet(ErrorKind),
    /// Lost before it was processed.
    LostBefore(ErrorKind),
    /// Processed; the answer is lost.
    LostAfter(ErrorKind),
    /// Accepted, with an answer that cannot be read: a task has no name then, and may take its time.
    Unnamed,
    /// A definite no.
    No(ErrorKind),
    /// Made, and refused all the same, without a word that says why.
    Denied(ErrorKind),
}

#[derive(Debug, Clone)]
pub struct Task {
    pub keys: Vec<Key>,
    pub over_at: i64,
    /// From when on it is not told of, and how.
    pub gone: Option<(i64, ErrorKind)>,
    /// Addresses of the targets that it fails to change, and whether it names them.
    pub failures: Vec<(String, bool)>,
}

/// The service.
pub struct World {
    pub rng: Rng,
    pub odds: Odds,
    /// What each value was from when on.
    history: HashMap<Key, Vec<(i64, Value)>>,
    pub tasks: BTreeMap<String, Task>,
    /// How often a call was processed that named the target.
    pub processed: HashMap<Key, u32>,
    /// How often a call that named the target arrived or was lost on its way.
    pub named: HashMap<Key, u32>,
    pub drifted: Vec<Key>,
    /// Targets of calls whose task vanished or took too long.
    pub adrift: HashSet<Key>,
    /// What somebody else changed while the run rested, and no call had named.
    pub moved_at_rest: HashSet<Key>,
    pub signed_out: bool,
    /// Until when nobody is reached.
    down_until: i64,
    down_kind: ErrorKind,
}

/// The longest the service works on a call after it arrived, and the longest its reads lag behind.
pub const WORK: i64 = 25_000;
pub const LAG: i64 = 5_000;
/// The longest that readers of any facet lag behind.
pub fn longest_lag() -> i64 {
    let lags = FacetKind::all().map(|kind| kind.call().lag);
    lags.max().unwrap().max(LAG)
}
/// The longest a late task takes: beyond the patience of a run.
const LATE: i64 = 2_400_000;

impl World {
    pub fn new(seed: u64, people: usize, odds: Odds) -> (Self, Arc<Plan>) {
        let mut rng = Rng::with_seed(seed);
        let kinds: Vec<FacetKind> = FacetKind::all().collect();
        let mut rows = Vec::new();
        for at in 0..people {
            let person = Row {
                line: Some(at as u64 + 2),
                email: Some(format!("P{at}@Example.com")),
                account: Some(format!("a{at}")),
                before: Before::Is(Value::new(format!("old-{}", at % 2))),
                verdict: if at % 11 == 7 {
                    Verdict::Suspended
                } else {
                    Verdict::Change
                },
                ..row(at)
            };
            if odds.mixed == 0 {
                rows.push(person);
                continue;
            }
            // Some facets of the person, in any order, each once.
            let mut facets: Vec<Facet> = Vec::new();
            for _ in 0..rng.usize(1..5) {
                let kind = kinds[rng.usize(0..kinds.len())];
                let facet = Facet::about(kind, [format!("of-{}", rng.u8(0..3))]);
                // What changes one state of a target are steps of one change, and no facets of their own.
                let steps = |one: &Facet| (one.kind, one.kind.steps_of(&one.of).to_vec());
                if !facets.iter().any(|known| steps(known) == steps(&facet)) {
                    facets.push(facet);
                }
            }
            for facet in facets {
                let to = Value::new(format!("new-{}", rng.u8(0..2)));
                // A row may wait for another person's, too.
                let earlier = rows.len() as u32;
                let after = if earlier > 0 && rng.u32(0..1000) < odds.mixed / 10 {
                    vec![rng.u32(0..earlier)]
                } else {
                    Vec::new()
                };
                rows.push(Row {
                    facet,
                    to: Some(to),
                    after,
                    ..person.clone()
                });
            }
        }
        let world = Self {
            rng,
            odds,
            history: rows
                .iter()
                .map(|row| (key(row), vec![(0, row.before.value().unwrap().clone())]))
                .collect(),
            tasks: BTreeMap::new(),
            processed: HashMap::new(),
            named: HashMap::new(),
            drifted: Vec::new(),
            adrift: HashSet::new(),
            moved_at_rest: HashSet::new(),
            signed_out: false,
            down_until: 0,
            down_kind: ErrorKind::Connect,
        };
        (world, Arc::new(plan(rows)))
    }

    pub fn chance(&mut self, of_thousand: u32) -> bool {
        self.rng.u32(0..1000) < of_thousand
    }

    pub fn sign_in(&mut self) {
        self.signed_out = false;
    }

    /// The network is there again, and stays.
    pub fn mend(&mut self) {
        self.odds.outage = 0;
        self.down_until = 0;
    }

    /// How every call fails now, in an outage.
    pub fn down(&mut self, now: i64) -> Option<ErrorKind> {
        if now >= self.down_until && self.chance(self.odds.outage) {
            self.down_until = now + self.rng.i64(1..300_000);
            self.down_kind = [ErrorKind::Connect, ErrorKind::Server][self.rng.usize(0..2)];
        }
        (now < self.down_until).then_some(self.down_kind)
    }

    /// Everything that can change.
    pub fn keys(&self) -> impl Iterator<Item = &Key> {
        self.history.keys()
    }

    /// How often the target came to this value, in the end.
    pub fn arrivals(&self, key: &Key, value: &Value) -> usize {
        let history = &self.history[key];
        let pairs = history.windows(2);
        pairs
            .filter(|pair| pair[0].1 != *value && pair[1].1 == *value)
            .count()
    }

    /// When the target first came to this value.
    pub fn arrival(&self, key: &Key, value: &Value) -> Option<i64> {
        let mut history = self.history[key].iter();
        let found = history.find(|(_, known)| known == value);
        found.map(|(at, _)| *at)
    }

    fn happens(&mut self, key: &Key, at: i64, value: Value) {
        let history = self.history.get_mut(key).unwrap();
        let place = history.partition_point(|(known, _)| *known <= at);
        history.insert(place, (at, value));
    }

    pub fn value(&self, key: &Key) -> &Value {
        &self.history[key].last().unwrap().1
    }

    pub fn value_at(&self, key: &Key, at: i64) -> &Value {
        let history = &self.history[key];
        let seen = history.iter().rev().find(|(since, _)| *since <= at);
        &seen.unwrap_or(&history[0]).1
    }

    /// Somebody else moves somebody.
    pub fn drift(&mut self, now: i64) {
        if self.chance(self.odds.drift) {
            let key = self.something();
            self.happens(&key, now, "else".into());
            self.drifted.push(key);
        }
    }

    /// Somebody else moves people while nothing is on its way.
    pub fn drift_at_rest(&mut self, now: i64) {
        while self.chance(self.odds.rest) {
            let key = self.something();
            self.happens(&key, now, "else".into());
            if !self.processed.contains_key(&key) {
                self.moved_at_rest.insert(key.clone());
            }
            self.drifted.push(key);
        }
    }

    fn something(&mut self) -> Key {
        let mut keys: Vec<&Key> = self.history.keys().collect();
        keys.sort();
        keys[self.rng.usize(0..keys.len())].clone()
    }

    /// A call arrives. Gives the answer and when it leaves; what the call does happens later.
    pub fn send(
        &mut self,
        facet: &Facet,
        to: &Value,
        subjects: &[Subject],
        now: i64,
    ) -> (i64, Result<Answer, Error>) {
        if self.chance(self.odds.sign_out) {
            self.signed_out = true;
        }
        for subject in subjects {
            *self
                .named
                .entry((facet.clone(), subject.target.clone()))
                .or_default() += 1;
        }
        let fate = match self.down(now) {
            Some(ErrorKind::Connect) => Fate::NotYet(ErrorKind::Connect),
            Some(kind) => Fate::LostBefore(kind),
            None => self.fate(),
        };
        let soon = now + self.rng.i64(1..400);
        let late = now + self.rng.i64(1..20_000);
        match fate {
            Fate::Take if facet.kind.call().task => {
                let task = self.process(facet, to, subjects, now, true);
                (soon, Ok(Answer::Task(task)))
            }
            Fate::Take => {
                let refused = self.change(facet, to, subjects, now, soon);
                match refused.first() {
                    // A request of one target is refused as a whole.
                    Some(refusal) if subjects.len() == 1 => (
                        soon,
                        Err(Error::new(ErrorKind::Conflict, refusal.why.clone()).with_status(409)),
                    ),
                    _ => (soon, Ok(Answer::Done { refused })),
                }
            }
            Fate::NotYet(kind) => {
                let wait = Duration::from_millis(self.rng.u64(0..3000));
                (
                    soon,
                    Err(Error::new(kind, "not yet").with_retry_after(Some(wait))),
                )
            }
            Fate::No(kind) => (soon, Err(Error::new(kind, "no").with_status(400))),
            Fate::LostBefore(kind) => (late, Err(Error::new(kind, "lost"))),
            Fate::Unnamed => {
                if facet.kind.call().task {
                    let task = self.process(facet, to, subjects, now, true);
                    let keys = self.tasks.remove(task.as_str()).map(|task| task.keys);
                    self.adrift.extend(keys.unwrap_or_default());
                } else {
                    self.change(facet, to, subjects, now, soon);
                }
                let error = Error::new(ErrorKind::Unreadable, "accepted").with_status(202);
                (soon, Err(error))
            }
            Fate::Denied(kind) => {
                self.change(facet, to, subjects, now, soon);
                (soon, Err(Error::new(kind, "no")))
            }
            Fate::LostAfter(kind) => {
                if facet.kind.call().task {
                    self.process(facet, to, subjects, now, false);
                } else {
                    self.change(facet, to, subjects, now, now + WORK);
                }
                (late, Err(Error::new(kind, "lost")))
            }
        }
    }

    fn fate(&mut self) -> Fate {
        if self.signed_out {
            return Fate::NotYet(ErrorKind::SignInNeeded(ExpiryForm::Unauthorized));
        }
        if !self.chance(self.odds.fault) {
            return Fate::Take;
        }
        match self.rng.u32(0..14) {
            0 | 1 => Fate::NotYet(ErrorKind::RateLimited),
            2 => Fate::NotYet(ErrorKind::Connect),
            3 => Fate::LostBefore(ErrorKind::Server),
            4 => Fate::LostBefore(ErrorKind::Interrupted),
            5 => Fate::LostAfter(ErrorKind::Server),
            6 => Fate::LostAfter(ErrorKind::Interrupted),
            7 => Fate::LostAfter(ErrorKind::Timeout),
            8 => Fate::No(ErrorKind::Invalid),
            9 => Fate::No(ErrorKind::Conflict),
            10 => Fate::Unnamed,
            11 => Fate::Denied(ErrorKind::Conflict),
            12 => Fate::Denied(ErrorKind::NotFound),
            _ => Fate::LostBefore(ErrorKind::Redirect),
        }
    }

    /// Makes a change whose answer is its result: some time before `until`. Gives the targets that it refuses; one that
    /// has the value already may be refused for that.
    fn change(
        &mut self,
        facet: &Facet,
        to: &Value,
        subjects: &[Subject],
        now: i64,
        until: i64,
    ) -> Vec<Refusal> {
        let mut refused = Vec::new();
        for (at, subject) in subjects.iter().enumerate() {
            let key = (facet.clone(), subject.target.clone());
            *self.processed.entry(key.clone()).or_default() += 1;
            let already = self.value(&key) == to && self.rng.bool();
            if already || self.chance(self.odds.row_fails) {
                let why = if already {
                    "already so"
                } else {
                    "not eligible"
                };
                let why = why.to_owned();
                refused.push(Refusal { at, why });
                continue;
            }
            let when = self.rng.i64(now..=until);
            self.happens(&key, when, to.clone());
        }
        refused
    }

    /// Works on a call. One whose answer is lost is through within the settle time, or nothing could be settled by
    /// reading; one with a task may vanish or take far longer.
    fn process(
        &mut self,
        facet: &Facet,
        to: &Value,
        subjects: &[Subject],
        now: i64,
        answered: bool,
    ) -> TaskId {
        let late = answered && self.chance(self.odds.late);
        let over_at = now + self.rng.i64(1..if late { LATE } else { WORK });
        let vanishes = answered && self.chance(self.odds.vanish);
        let gone = vanishes.then(|| {
            let kinds = [
                ErrorKind::NotFound,
                ErrorKind::Forbidden,
                ErrorKind::Server,
                ErrorKind::Unreadable,
                ErrorKind::BadInput,
            ];
            let from = self.rng.i64(now..=over_at);
            (from, kinds[self.rng.usize(0..kinds.len())])
        });
        let mut failures = Vec::new();
        let mut keys = Vec::new();
        for subject in subjects {
            let key = (facet.clone(), subject.target.clone());
            keys.push(key.clone());
            let email = subject.email.clone().unwrap();
            *self.processed.entry(key.clone()).or_default() += 1;
            if late || gone.is_some() {
                self.adrift.insert(key.clone());
            }
            if self.chance(self.odds.row_fails) {
                let named = self.chance(800);
                failures.push((email.to_uppercase(), named));
                continue;
            }
            // From some time before the task is over on.
            let at = self.rng.i64(now..=over_at);
            self.happens(&key, at, to.clone());
        }
        let id = format!("t{}", self.tasks.len());
        self.tasks.insert(
            id.clone(),
            Task {
                keys,
                over_at,
                gone,
                failures,
            },
        );
        id.into()
    }

    /// The targets of tasks that are not among these.
    pub fn keys_of_others(&self, known: &HashSet<&str>) -> Vec<Key> {
        let tasks = self.tasks.iter();
        let others = tasks.filter(|(id, _)| !known.contains(id.as_str()));
        others.flat_map(|(_, task)| task.keys.clone()).collect()
    }
}
