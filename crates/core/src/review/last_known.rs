//! The last state of a review that a machine has seen: a copy of its folder cannot be older without being noticed.

use std::path::PathBuf;

use serde::{Deserialize, Serialize};

use super::{About, Folder, Manifest};

/// The last state of a review that this machine has seen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LastKnown {
    /// The number of its steps.
    pub steps: usize,
    /// The hash of the last of them, which covers all before.
    pub hash: String,
    /// The plan that the last step added; `None` for a start and a close.
    pub plan: Option<String>,
    /// Whether the review was closed.
    pub closed: bool,
    /// The folder in which it was seen.
    pub dir: PathBuf,
}

impl LastKnown {
    /// The state of a folder.
    #[must_use]
    pub fn of(folder: &Folder) -> Self {
        let manifest = &folder.manifest;
        let last = manifest.steps().next_back().map(|step| &step.about);
        Self {
            steps: manifest.steps().count(),
            hash: manifest.hash().to_owned(),
            plan: match last {
                Some(About::Plan(planned)) => Some(planned.plan.clone()),
                _ => None,
            },
            closed: manifest.closed().is_some(),
            dir: std::path::absolute(folder.dir()).unwrap_or_else(|_| folder.dir().to_owned()),
        }
    }

    /// Whether a manifest has this state, or came after it.
    #[must_use]
    pub fn is_in(&self, manifest: &Manifest) -> bool {
        manifest.hash_of_step(self.steps) == Some(&self.hash)
    }
}
