//! The last run after an undone one that changed the same.

use serde::{Deserialize, Serialize};

/// The last run after an undone one that changed the same.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub struct LaterRun {
    /// The run.
    pub run: String,
    /// Whether it brought back what was before the undone run.
    pub took_back: bool,
}

impl LaterRun {
    /// Why a row is left alone that has the undone run's value again.
    pub(super) fn words(&self) -> String {
        let run = &self.run;
        match self.took_back {
            true => {
                format!(
                    "was already undone by run {run}; somebody has made the change again since (use --again)"
                )
            }
            false => format!("was changed again by run {run} since (use --again)"),
        }
    }
}
