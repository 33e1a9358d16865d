//! Counters that the writer shares with the readers.

use std::sync::OnceLock;
use std::sync::atomic::{AtomicU64, Ordering};

use super::Stage;

/// Rows so far, by stage, and that a list does not end.
#[derive(Debug, Default)]
pub(super) struct Counters {
    rows: [AtomicU64; Stage::ALL.len()],
    endless: OnceLock<String>,
}

impl Counters {
    pub(super) fn get(&self, stage: Stage) -> u64 {
        self.slot(stage)
            .map_or(0, |slot| slot.load(Ordering::Relaxed))
    }

    pub(super) fn set(&self, stage: Stage, rows: u64) {
        if let Some(slot) = self.slot(stage) {
            slot.store(rows, Ordering::Relaxed);
        }
    }

    /// Why the list of people is not followed any further, if so.
    pub(super) fn endless(&self) -> Option<&str> {
        self.endless.get().map(String::as_str)
    }

    /// Notes that the list of people does not end, and why.
    pub(super) fn stop(&self, why: String) {
        // The first reason is as good as the next.
        let _ = self.endless.set(why);
    }

    fn slot(&self, stage: Stage) -> Option<&AtomicU64> {
        let at = Stage::ALL.iter().position(|other| *other == stage)?;
        self.rows.get(at)
    }
}
