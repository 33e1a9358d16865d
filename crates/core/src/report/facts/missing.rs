//! Facts that the mirror may not have, and of how many they are missing where something cannot be decided.

use super::people::Facts;
use crate::number::{counted, grouped};

/// A fact about a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Missing {
    Status,
    /// Whether it is a person's account or an app's.
    Kind,
    Management,
    Activity,
    /// The day of being added, of somebody who was never active.
    Added,
    TwoStep,
    Admin,
    Policy,
}

const ALL: [(Missing, &str); 8] = [
    (Missing::Status, "the status"),
    (Missing::Kind, "the type of account"),
    (
        Missing::Management,
        "whether the organization manages the account",
    ),
    (Missing::Activity, "the last activity"),
    (Missing::Added, "when somebody never active was added"),
    (Missing::TwoStep, "two-step verification"),
    (Missing::Admin, "whether it is an organization admin"),
    (Missing::Policy, "the authentication policy"),
];

impl Missing {
    fn of(self, facts: &Facts) -> bool {
        match self {
            Self::Status => facts.status.is_none(),
            Self::Kind => facts.is_person().is_none(),
            Self::Management => facts.managed.is_none(),
            Self::Activity => facts.active.is_none(),
            Self::Added => facts.active == Some(None) && facts.added.is_none(),
            Self::TwoStep => facts.two_step.is_none(),
            Self::Admin => facts.org_admin.is_none(),
            Self::Policy => facts.policy.is_none(),
        }
    }
}

/// How many cannot be decided, and for how many of them each fact is missing.
#[derive(Debug, Clone, Copy, Default)]
pub(in super::super) struct Open {
    pub number: u64,
    missing: [u64; ALL.len()],
}

impl Open {
    /// One more, whose decision needs these facts.
    pub fn add(&mut self, facts: &Facts, needs: &[Missing]) {
        self.number += 1;
        for (count, (fact, _)) in self.missing.iter_mut().zip(ALL) {
            *count += u64::from(needs.contains(&fact) && fact.of(facts));
        }
    }

    /// `For 5 people, WHAT. Unknown: the status of 3, two-step verification of 2.`; nothing when all are decided.
    pub fn sentence(&self, one: &str, many: &str, what: &str) -> Option<String> {
        if self.number == 0 {
            return None;
        }
        let facts: Vec<String> = ALL
            .iter()
            .zip(self.missing)
            .filter(|(_, count)| *count > 0)
            .map(|((_, words), count)| format!("{words} of {}", grouped(count)))
            .collect();
        let of = counted(self.number, one, many);
        Some(format!("For {of}, {what}. Unknown: {}.", facts.join(", ")))
    }
}
