//! Which policy people are in to begin with.

use super::facts::Facts;
use super::person::Person;
use crate::rng::mix;

impl Facts {
    /// The policy of a person at the beginning; none for those who are not managed.
    pub fn first_policy(&self, person: &Person) -> Option<u8> {
        if !person.managed {
            return None;
        }
        if let Some(loaded) = &self.loaded {
            let policy = loaded.policy(person.index)?;
            let number = self.policy_ids.iter().position(|id| id == policy)?;
            return u8::try_from(number).ok();
        }
        // Becoming an admin moves nobody.
        if self.is_first_admin(person.index) {
            return Some(1);
        }
        Some(match mix(self.seed ^ 0x9011, person.index as u64) % 100 {
            0..10 => 0,
            10..60 => 1,
            60..90 => 2,
            90..98 => 3,
            _ => 4,
        })
    }

    /// Since when, in seconds since 1970.
    pub fn in_policy_since(&self, person: &Person) -> i64 {
        person.added + 3600
    }
}
