//! What became known between two moments, or is known no longer: no change, because nobody can say whether it is one.

use std::collections::{BTreeMap, HashSet};

use super::compare::{Difference, Kind};
use super::subjects::Subject;
use crate::store::history::RowKey;

/// How many of something became known, and how many are known no longer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct LearnedCounts {
    /// Unknown at the first moment, known at the second.
    pub became_known: u64,
    /// Known at the first moment, unknown at the second.
    pub no_longer_known: u64,
}

/// What is known at one of two moments only.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Learned {
    /// By one of [`SUBJECTS`](super::SUBJECTS) and what people hold of it, such as groups, the number of people.
    pub lists: BTreeMap<(&'static str, &'static str), LearnedCounts>,
    /// By one of [`SUBJECTS`](super::SUBJECTS), the number of those whose values became known, or that were named first.
    pub values: BTreeMap<&'static str, LearnedCounts>,
    /// By one of [`SUBJECTS`](super::SUBJECTS) and the column, the number of those whose value of it became known, or is
    /// known no longer.
    pub(crate) columns: BTreeMap<(&'static str, &'static str), LearnedCounts>,
    people: HashSet<RowKey>,
}

impl LearnedCounts {
    fn add(&mut self, kind: Kind) {
        match kind {
            Kind::BecameKnown => self.became_known += 1,
            Kind::NoLongerKnown => self.no_longer_known += 1,
            Kind::Change(_) => {}
        }
    }
}

impl Learned {
    /// Somebody's list.
    pub(super) fn list(&mut self, of: &'static str, holds: &'static str, kind: Kind, key: &RowKey) {
        self.lists.entry((of, holds)).or_default().add(kind);
        // Roles in apps are read of a few people each time.
        if holds != ROLES_IN_APPS {
            self.people.insert(key.clone());
        }
    }

    /// The values of a row.
    pub(super) fn row(&mut self, subject: &Subject, differences: &[Difference]) {
        for one in differences {
            if let (Some(column), Kind::BecameKnown | Kind::NoLongerKnown) = (one.column, one.kind)
            {
                let counts = self.columns.entry((one.of, column)).or_default();
                counts.add(one.kind);
            }
        }
        for kind in [Kind::BecameKnown, Kind::NoLongerKnown] {
            let mut counted: Vec<&str> = Vec::new();
            for one in differences.iter().filter(|one| one.kind == kind) {
                if counted.contains(&one.of) {
                    continue;
                }
                counted.push(one.of);
                if subject.numbers.is_empty() {
                    self.values.entry(one.of).or_default().add(kind);
                } else {
                    self.lists.entry((one.of, one.of)).or_default().add(kind);
                }
            }
        }
    }

    /// Keeps those of some subjects.
    pub(super) fn retain(&mut self, wanted: &dyn Fn(&str) -> bool) {
        self.lists.retain(|(of, _), _| wanted(of));
        self.values.retain(|of, _| wanted(of));
        self.columns.retain(|(of, _), _| wanted(of));
    }

    /// Of how many people the groups, the apps or the organization roles are known at one of the moments only.
    #[must_use]
    pub fn people(&self) -> u64 {
        self.people.len() as u64
    }
}

/// What somebody holds whose roles in apps were read.
pub(super) const ROLES_IN_APPS: &str = "roles in apps";
