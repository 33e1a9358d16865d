//! What changes: policies, tasks, and who sees what when.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use super::facts::Facts;
use super::person::Status;
use crate::records::SimChange;
use crate::rng::uuid;

/// No policy.
const NONE: u8 = u8::MAX;

/// Why an address was not moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Failure {
    pub email: String,
    pub status: u16,
    pub title: &'static str,
    pub detail: &'static str,
}

/// A task that moves people.
#[derive(Debug, Clone)]
pub(crate) struct Task {
    pub total: usize,
    pub failures: Vec<Failure>,
    done: Instant,
}

/// What readers still see of before a change.
#[derive(Debug, Clone, Copy)]
struct Stale {
    policy: u8,
    since: i64,
    until: Instant,
}

/// What changes in the organization.
#[derive(Debug)]
pub(crate) struct State {
    policy: Vec<u8>,
    since: HashMap<usize, i64>,
    stale: HashMap<usize, Stale>,
    tasks: HashMap<String, Task>,
    pub changes: Vec<SimChange>,
    /// How far the clock is ahead: `settle` finishes everything in progress immediately.
    ahead: Duration,
}

impl State {
    pub fn new(facts: &Facts) -> Self {
        let policy = (0..facts.people)
            .map(|index| facts.first_policy(&facts.person(index)).unwrap_or(NONE))
            .collect();
        Self {
            policy,
            since: HashMap::new(),
            stale: HashMap::new(),
            tasks: HashMap::new(),
            changes: Vec::new(),
            ahead: Duration::ZERO,
        }
    }

    fn now(&self) -> Instant {
        Instant::now() + self.ahead
    }

    /// Finishes what is in progress.
    pub fn settle(&mut self) {
        let now = self.now();
        let ends = self.stale.values().map(|stale| stale.until);
        let ends = ends.chain(self.tasks.values().map(|task| task.done));
        if let Some(last) = ends.max() {
            self.ahead += last.saturating_duration_since(now);
        }
    }

    /// The number of a person's policy, without the delay of readers.
    pub fn policy(&self, index: usize) -> Option<usize> {
        let policy = self.policy.get(index).copied().unwrap_or(NONE);
        (policy != NONE).then_some(usize::from(policy))
    }

    /// The number of a person's policy and since when (seconds), as readers see it.
    pub fn seen_policy(&self, facts: &Facts, index: usize) -> Option<(usize, i64)> {
        let since = || {
            let from = self.since.get(&index).copied();
            from.unwrap_or_else(|| facts.in_policy_since(&facts.person(index)))
        };
        let (policy, since) = match self.stale.get(&index) {
            Some(stale) if stale.until > self.now() => (stale.policy, stale.since),
            _ => (self.policy.get(index).copied().unwrap_or(NONE), since()),
        };
        (policy != NONE).then_some((usize::from(policy), since))
    }

    /// How many people are in a policy.
    pub fn members(&self, policy: usize) -> usize {
        self.policy
            .iter()
            .filter(|member| usize::from(**member) == policy)
            .count()
    }

    /// Moves a person to a policy immediately, without an entry in `changes`.
    pub fn put(&mut self, index: usize, policy: usize) -> bool {
        match (self.policy.get_mut(index), u8::try_from(policy)) {
            (Some(place), Ok(policy)) if *place != NONE => {
                *place = policy;
                true
            }
            _ => false,
        }
    }

    /// Moves people by address; a task reports each result.
    pub fn add_users(
        &mut self,
        facts: &Facts,
        policy: usize,
        emails: &[String],
        (takes, lag): (Duration, Duration),
        at: i64,
        fails: &dyn Fn(&str) -> bool,
    ) -> String {
        let now = self.now();
        let done = now + takes;
        let mut failures = Vec::new();
        for email in emails {
            let refused = (500, "Internal error", "The user could not be moved");
            let movable = self.movable(facts, email);
            match if fails(email) { Err(refused) } else { movable } {
                Ok(index) => self.move_one(facts, index, policy, done + lag, at),
                Err((status, title, detail)) => failures.push(Failure {
                    email: email.clone(),
                    status,
                    title,
                    detail,
                }),
            }
        }
        let id = uuid(facts.seed ^ 0x7A5C, self.tasks.len() as u64);
        self.tasks.insert(
            id.clone(),
            Task {
                total: emails.len(),
                failures,
                done,
            },
        );
        id
    }

    fn movable(
        &self,
        facts: &Facts,
        email: &str,
    ) -> Result<usize, (u16, &'static str, &'static str)> {
        let unknown = (
            404,
            "User not found",
            "No managed account has this email address",
        );
        let index = facts.index_of_email(email).ok_or(unknown)?;
        let person = facts.person(index);
        if !person.managed {
            return Err(unknown);
        }
        if person.status == Status::Deactivated || person.status == Status::ForDeletion {
            return Err((
                400,
                "User is not active",
                "Deactivated accounts cannot change policy",
            ));
        }
        Ok(index)
    }

    fn move_one(&mut self, facts: &Facts, index: usize, policy: usize, visible: Instant, at: i64) {
        let Ok(to) = u8::try_from(policy) else { return };
        let seen = self.seen_policy(facts, index);
        let Some(place) = self.policy.get_mut(index) else {
            return;
        };
        let from = std::mem::replace(place, to);
        if let Some((policy, since)) = seen
            && let Ok(policy) = u8::try_from(policy)
        {
            self.stale.insert(
                index,
                Stale {
                    policy,
                    since,
                    until: visible,
                },
            );
        }
        self.since.insert(index, at);
        let name = |policy: u8| facts.policy_ids.get(usize::from(policy)).cloned();
        self.changes.push(SimChange {
            account: facts.person(index).account_id,
            from: name(from),
            to: name(to).unwrap_or_default(),
        });
    }

    /// A task, with how many are still under way.
    pub fn task(&self, id: &str) -> Option<(&Task, usize)> {
        let task = self.tasks.get(id)?;
        let open = if task.done > self.now() {
            task.total
        } else {
            0
        };
        Some((task, open))
    }

    /// A text that is equal for equal states.
    pub fn digest(&self) -> String {
        let mut sum: u64 = 0xcbf2_9ce4_8422_2325;
        for policy in &self.policy {
            sum = (sum ^ u64::from(*policy)).wrapping_mul(0x0100_0000_01b3);
        }
        format!("{sum:016x}")
    }
}
