//! Authentication policies: who is in which, and the tasks that move people.

use std::time::{Duration, Instant};

use super::facet::Facet;
use super::facts::Facts;
use super::lagged::{Lagged, When};
use super::log::Actor;
use super::person::{Lifecycle, Person};
use super::policy_move::{Failure, Moved, Task};
use super::state::{State, set};
use super::view::View;
use crate::records::SimChange;
use crate::rng::uuid;

/// The policy that someone comes in.
fn first(facts: &Facts, person: &Person) -> Option<Moved> {
    let policy = if person.index < facts.people {
        usize::from(facts.first_policy(person)?)
    } else if person.managed {
        0
    } else {
        return None;
    };
    let since = facts.in_policy_since(person);
    Some(Moved { policy, since })
}

impl View<'_> {
    /// A person's policy.
    pub fn policy(&self, person: &Person) -> Option<Moved> {
        let changed = self.state.people.get(&person.index);
        match changed.and_then(|changes| changes.policy.as_ref()) {
            Some(policy) => Some(*policy.get(self.when)),
            None => first(self.facts, person),
        }
    }

    /// How many people are in a policy.
    pub fn policy_members(&self, policy: usize) -> usize {
        let mut members = self.facts.first_policy_members(policy);
        for index in self.state.touched(self.facts) {
            let before = index < self.facts.people && {
                let policy_before = self.facts.first_policy(&self.facts.person(index));
                policy_before.map(usize::from) == Some(policy)
            };
            let now = self.person(index).and_then(|person| self.policy(&person));
            let now = now.is_some_and(|moved| moved.policy == policy);
            members = members + usize::from(now) - usize::from(before);
        }
        members
    }
}

impl State {
    /// Puts a person into a policy at once, without a trace in `changes`.
    pub fn put(&mut self, facts: &Facts, index: usize, policy: usize) -> bool {
        let view = View::new(facts, self, When::True, 0);
        let person = view.person(index);
        let Some(before) = person.and_then(|person| view.policy(&person)) else {
            return false;
        };
        let moved = Moved { policy, ..before };
        self.people.entry(index).or_default().policy = Some(Lagged::new(moved));
        true
    }

    /// Moves people by address; a task has the result of each.
    pub fn add_users(
        &mut self,
        facts: &Facts,
        policy: usize,
        emails: &[String],
        takes: Duration,
        actor: Actor,
        fails: &dyn Fn(&str) -> bool,
    ) -> String {
        let done = self.now() + takes;
        let mut failures = Vec::new();
        for email in emails {
            let refused = (500, "Internal error", "The user could not be moved");
            let movable = self.movable(facts, email, actor.at);
            match if fails(email) { Err(refused) } else { movable } {
                Ok(person) => self.move_one(facts, &person, policy, done, actor),
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
        at: i64,
    ) -> Result<Person, (u16, &'static str, &'static str)> {
        let view = View::new(facts, self, When::True, at);
        let person = view.by_email(email).filter(|person| person.managed);
        let person = person.ok_or((
            404,
            "User not found",
            "No managed account has this email address",
        ))?;
        if person.lifecycle != Lifecycle::Active {
            return Err((
                400,
                "User is not active",
                "Deactivated accounts cannot change policy",
            ));
        }
        Ok(person)
    }

    fn move_one(
        &mut self,
        facts: &Facts,
        person: &Person,
        policy: usize,
        done: Instant,
        actor: Actor,
    ) {
        let before = View::new(facts, self, When::True, actor.at).policy(person);
        let after = Moved {
            policy,
            since: actor.at,
        };
        let times = (self.now(), done + self.lag(Facet::Policies));
        let slot = &mut self.people.entry(person.index).or_default().policy;
        match before {
            Some(before) => set(slot, before, after, times),
            // Someone without a policy is in the new one at once.
            None => *slot = Some(Lagged::new(after)),
        }
        let name = |policy: usize| facts.policy_ids.get(policy).cloned();
        let from = before.and_then(|before| name(before.policy));
        let to = name(policy);
        self.record(
            actor,
            Facet::Policies,
            (&person.account_id, &person.name),
            None,
            (from.as_deref(), to.as_deref()),
        );
        self.changes.push(SimChange {
            account: person.account_id.clone(),
            from,
            to: to.unwrap_or_default(),
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
}
