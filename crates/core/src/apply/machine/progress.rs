//! The progress of a run, as a whole and by what it changes.

use super::run::Machine;
use super::state::{State, Tally};
use crate::apply::pending_read_back::{After, ReadBack};

/// The progress of a run with one kind of change.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct KindTally {
    /// What is changed, in the plural: `policies`.
    pub noun: &'static str,
    /// Rows that the plan changes.
    pub changes: u64,
    /// Rows with an outcome.
    pub ended: u64,
}

impl Machine {
    /// The run's progress.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let settling = |read_back: &&ReadBack| matches!(read_back.after, After::Doubt { .. });
        Tally {
            open: self
                .rows
                .iter()
                .filter(|row| matches!(row, State::Sent { .. } | State::Acked | State::ReadingBack))
                .count() as u64,
            settling: self.read_backs.values().filter(settling).count() as u64,
            ..self.tally
        }
    }

    /// The run's progress with each kind of change, in the order of the plan.
    #[must_use]
    pub fn kind_tallies(&self) -> Vec<KindTally> {
        let mut kinds: Vec<KindTally> = Vec::new();
        for (row, state) in self.plan.rows.iter().zip(&self.rows) {
            if *state == State::Out {
                continue;
            }
            let noun = row.facet.kind.noun();
            let at = kinds.iter().position(|kind| kind.noun == noun);
            let at = at.unwrap_or_else(|| {
                kinds.push(KindTally {
                    noun,
                    changes: 0,
                    ended: 0,
                });
                kinds.len().saturating_sub(1)
            });
            if let Some(kind) = kinds.get_mut(at) {
                kind.changes = kind.changes.saturating_add(1);
                let ended = matches!(state, State::Ended { .. });
                kind.ended = kind.ended.saturating_add(u64::from(ended));
            }
        }
        kinds
    }
}
