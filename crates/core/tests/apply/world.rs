//! A model of the service in virtual time: it takes calls, works on them later, shows the result later still,
//! and fails in every way a service can.

use std::collections::{BTreeMap, HashMap, HashSet};
use std::sync::Arc;
use std::time::Duration;

use atlctl_api::{AccountId, Error, ErrorKind, ExpiryForm, PolicyId, TaskId};
use atlctl_core::change::{Answer, Before, Item, Subject, TaskState, Value};
use atlctl_core::plan::{Plan, Row, Verdict};
use fastrand::Rng;

use crate::machine::emails;
use crate::odds::Odds;
use crate::plans::{plan, row};

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
    /// A definite no.
    No(ErrorKind),
}

#[derive(Debug, Clone)]
struct Task {
    emails: Vec<String>,
    over_at: i64,
    /// From when on it is not told of, and how.
    gone: Option<(i64, ErrorKind)>,
    failures: Vec<(String, bool)>,
}

/// The service.
pub struct World {
    pub rng: Rng,
    pub odds: Odds,
    /// What each account's policy was from when on.
    history: HashMap<AccountId, Vec<(i64, PolicyId)>>,
    by_email: HashMap<String, AccountId>,
    tasks: BTreeMap<String, Task>,
    /// How often a call was processed that named the account.
    pub processed: HashMap<AccountId, u32>,
    pub drifted: Vec<AccountId>,
    /// Accounts of calls whose task vanished or took too long.
    pub adrift: HashSet<AccountId>,
    /// Accounts that somebody else moved while the run rested, and that no call had named.
    pub moved_at_rest: HashSet<AccountId>,
    signed_out: bool,
    /// Until when nobody is reached.
    down_until: i64,
    down_kind: ErrorKind,
}

/// The longest the service works on a call after it arrived, and the longest its reads lag behind.
pub const WORK: i64 = 25_000;
pub const LAG: i64 = 5_000;
/// The longest a late task takes: beyond the patience of a run.
const LATE: i64 = 2_400_000;

impl World {
    pub fn new(seed: u64, people: usize, odds: Odds) -> (Self, Arc<Plan>) {
        let rng = Rng::with_seed(seed);
        let rows: Vec<Row> = (0..people)
            .map(|at| Row {
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
            })
            .collect();
        let world = Self {
            rng,
            odds,
            history: rows
                .iter()
                .map(|row| {
                    let account = AccountId::from(row.account.as_deref().unwrap());
                    (account, vec![(0, row.before.text().unwrap().into())])
                })
                .collect(),
            by_email: rows
                .iter()
                .map(|row| {
                    (
                        row.email.as_ref().unwrap().to_lowercase(),
                        row.account.as_deref().unwrap().into(),
                    )
                })
                .collect(),
            tasks: BTreeMap::new(),
            processed: HashMap::new(),
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
    fn down(&mut self, now: i64) -> Option<ErrorKind> {
        if now >= self.down_until && self.chance(self.odds.outage) {
            self.down_until = now + self.rng.i64(1..300_000);
            self.down_kind = [ErrorKind::Connect, ErrorKind::Server][self.rng.usize(0..2)];
        }
        (now < self.down_until).then_some(self.down_kind)
    }

    /// How often the account came to this policy, in the end.
    pub fn arrivals(&self, account: &AccountId, policy: &PolicyId) -> usize {
        let history = &self.history[account];
        let pairs = history.windows(2);
        pairs
            .filter(|pair| pair[0].1 != *policy && pair[1].1 == *policy)
            .count()
    }

    fn happens(&mut self, account: &AccountId, at: i64, policy: PolicyId) {
        let history = self.history.get_mut(account).unwrap();
        let place = history.partition_point(|(known, _)| *known <= at);
        history.insert(place, (at, policy));
    }

    pub fn policy(&self, account: &AccountId) -> &PolicyId {
        &self.history[account].last().unwrap().1
    }

    fn policy_at(&self, account: &AccountId, at: i64) -> &PolicyId {
        let history = &self.history[account];
        let seen = history.iter().rev().find(|(since, _)| *since <= at);
        &seen.unwrap_or(&history[0]).1
    }

    /// Somebody else moves somebody.
    pub fn drift(&mut self, now: i64) {
        if self.chance(self.odds.drift) {
            let account = self.somebody();
            self.happens(&account, now, "else".into());
            self.drifted.push(account);
        }
    }

    /// Somebody else moves people while nothing is on its way.
    pub fn drift_at_rest(&mut self, now: i64) {
        while self.chance(self.odds.rest) {
            let account = self.somebody();
            self.happens(&account, now, "else".into());
            if !self.processed.contains_key(&account) {
                self.moved_at_rest.insert(account.clone());
            }
            self.drifted.push(account);
        }
    }

    fn somebody(&mut self) -> AccountId {
        let mut accounts: Vec<AccountId> = self.history.keys().cloned().collect();
        accounts.sort();
        accounts[self.rng.usize(0..accounts.len())].clone()
    }

    /// A call arrives. Gives the answer and when it leaves; what the call does happens later.
    pub fn send(
        &mut self,
        to: &Value,
        subjects: &[Subject],
        now: i64,
    ) -> (i64, Result<Answer, Error>) {
        let policy = &PolicyId::from(to.text().unwrap());
        let emails = &emails(subjects);
        if self.chance(self.odds.sign_out) {
            self.signed_out = true;
        }
        let fate = match self.down(now) {
            Some(ErrorKind::Connect) => Fate::NotYet(ErrorKind::Connect),
            Some(kind) => Fate::LostBefore(kind),
            None => self.fate(),
        };
        let soon = now + self.rng.i64(1..400);
        let late = now + self.rng.i64(1..20_000);
        match fate {
            Fate::Take => {
                let task = self.process(policy, emails, now, true);
                (soon, Ok(Answer::Task(task)))
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
            Fate::LostAfter(kind) => {
                self.process(policy, emails, now, false);
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
        match self.rng.u32(0..12) {
            0 | 1 => Fate::NotYet(ErrorKind::RateLimited),
            2 => Fate::NotYet(ErrorKind::Connect),
            3 => Fate::LostBefore(ErrorKind::Server),
            4 => Fate::LostBefore(ErrorKind::Interrupted),
            5 => Fate::LostAfter(ErrorKind::Server),
            6 => Fate::LostAfter(ErrorKind::Interrupted),
            7 => Fate::LostAfter(ErrorKind::Timeout),
            8 => Fate::No(ErrorKind::Invalid),
            9 => Fate::No(ErrorKind::Conflict),
            10 => Fate::LostAfter(ErrorKind::Unreadable),
            _ => Fate::LostBefore(ErrorKind::Redirect),
        }
    }

    /// Works on a call. One whose answer is lost is through within the settle time, or nothing could be settled by
    /// reading; one with a task may vanish or take far longer.
    fn process(
        &mut self,
        policy: &PolicyId,
        emails: &[String],
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
        for email in emails {
            let account = self.by_email[&email.to_lowercase()].clone();
            *self.processed.entry(account.clone()).or_default() += 1;
            if late || gone.is_some() {
                self.adrift.insert(account.clone());
            }
            if self.chance(self.odds.row_fails) {
                let named = self.chance(800);
                failures.push((email.to_uppercase(), named));
                continue;
            }
            // From some time before the task is over on.
            let at = self.rng.i64(now..=over_at);
            self.happens(&account, at, policy.clone());
        }
        let id = format!("t{}", self.tasks.len());
        self.tasks.insert(
            id.clone(),
            Task {
                emails: emails.to_vec(),
                over_at,
                gone,
                failures,
            },
        );
        id.into()
    }

    /// The accounts of tasks that are not among these.
    pub fn accounts_of_others(&self, known: &HashSet<&str>) -> Vec<AccountId> {
        let tasks = self.tasks.iter();
        let others = tasks.filter(|(id, _)| !known.contains(id.as_str()));
        let emails = others.flat_map(|(_, task)| &task.emails);
        emails
            .map(|email| self.by_email[&email.to_lowercase()].clone())
            .collect()
    }

    pub fn poll(&mut self, task: &TaskId, now: i64) -> (i64, Result<TaskState, Error>) {
        let soon = now + self.rng.i64(1..300);
        if let Some(error) = self.read_fault(now) {
            return (soon, Err(error));
        }
        let task = &self.tasks[task.as_str()];
        if let Some((from, kind)) = task.gone
            && now >= from
        {
            return (soon, Err(Error::new(kind, "no such task")));
        }
        let people = task.emails.len() as u64;
        if now < task.over_at {
            let half = if now + 1_000 > task.over_at {
                people / 2
            } else {
                0
            };
            let state = TaskState {
                in_progress: people - half,
                succeeded: half,
                ..TaskState::default()
            };
            return (soon, Ok(state));
        }
        let failed = task.failures.len() as u64;
        let refused = task
            .failures
            .iter()
            .filter(|(_, named)| *named)
            .map(|(email, _)| (email.clone(), "Not eligible".to_owned()))
            .collect();
        let state = TaskState {
            in_progress: 0,
            succeeded: people - failed,
            failed,
            refused,
        };
        (soon, Ok(state))
    }

    pub fn read(&mut self, items: &[Item], now: i64) -> (i64, Result<Vec<Option<Value>>, Error>) {
        let soon = now + self.rng.i64(1..300);
        if let Some(error) = self.read_fault(now) {
            return (soon, Err(error));
        }
        let seen = now - self.rng.i64(0..LAG);
        let found = items
            .iter()
            .map(|item| {
                let policy = self.policy_at(&item.target.id().into(), seen);
                Some(Value::new(policy.as_str()))
            })
            .collect();
        (soon, Ok(found))
    }

    fn read_fault(&mut self, now: i64) -> Option<Error> {
        if let Some(kind) = self.down(now) {
            return Some(Error::new(kind, "cannot"));
        }
        if self.signed_out {
            return Some(Error::new(
                ErrorKind::SignInNeeded(ExpiryForm::HtmlPage),
                "sign in",
            ));
        }
        if !self.chance(self.odds.fault) {
            return None;
        }
        let kinds = [
            ErrorKind::Server,
            ErrorKind::Timeout,
            ErrorKind::Interrupted,
            ErrorKind::RateLimited,
            ErrorKind::Unreadable,
        ];
        Some(Error::new(kinds[self.rng.usize(0..kinds.len())], "cannot"))
    }
}
