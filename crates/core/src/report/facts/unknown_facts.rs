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
    (Missing::Status, "status"),
    (Missing::Kind, "account type"),
    (Missing::Management, "management of the account"),
    (Missing::Activity, "last activity"),
    (Missing::Added, "day of being added"),
    (Missing::TwoStep, "two-step verification"),
    (Missing::Admin, "organization roles"),
    (Missing::Policy, "authentication policy"),
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

    /// `For 5 people, WHAT. Unknown: status (3), two-step verification (2).`; nothing when all are decided.
    pub fn sentence(&self, of: (&str, &str), what: &str) -> Option<String> {
        let said = of_so_many(self.number, of, what)?;
        let facts: Vec<String> = ALL
            .iter()
            .zip(self.missing)
            .filter(|(_, count)| *count > 0)
            .map(|((_, words), count)| format!("{words} ({})", grouped(count)))
            .collect();
        Some(format!("{said} Unknown: {}.", facts.join(", ")))
    }
}

/// `For 5 people, WHAT.`; nothing when of none. What begins with `who` goes on without a comma.
pub(in super::super) fn of_so_many(
    number: u64,
    (one, many): (&str, &str),
    what: &str,
) -> Option<String> {
    let comma = if ["who ", "among "].iter().any(|word| what.starts_with(word)) {
        ""
    } else {
        ","
    };
    // English says "they" of one person, too.
    let what = match number {
        1 if one != "person" => of_one_thing(what),
        _ => what.to_owned(),
    };
    (number > 0).then(|| format!("For {}{comma} {what}.", counted(number, one, many)))
}

/// A sentence about several things, about one.
fn of_one_thing(what: &str) -> String {
    let pairs = [
        ("they are", "it is"),
        ("they were", "it was"),
        ("they have", "it has"),
        ("they do", "it does"),
        ("they count", "it counts"),
        ("they give", "it gives"),
        ("they expire", "it expires"),
        ("and give", "and gives"),
        ("they", "it"),
    ];
    let mut text = what.to_owned();
    for (many, one) in pairs {
        text = text.replace(many, one);
    }
    text
}
