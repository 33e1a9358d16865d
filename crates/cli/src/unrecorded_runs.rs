//! The mirror gets what runs confirmed whose process was killed before it could tell it.

use atlctl_api::OrgId;
use atlctl_core::apply::{Runs, note_in_mirror};
use atlctl_core::store::Mirror;

use crate::context::Context;
use crate::error::CliError;
use crate::ui::display;

/// What comes next.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Before {
    /// The mirror is read.
    Read,
    /// Atlassian is read into the mirror.
    Sync,
}

impl Context {
    /// Tells the mirror what runs confirmed and did not tell it, oldest first: before a sync, what running ones confirmed
    /// so far, too, since the sync reads newer values.
    ///
    /// What cannot be told now is said; the next command that uses the mirror tries again.
    pub fn tell_untold_runs(&self, org: &OrgId, before: Before) {
        let path = self.paths.mirror(org.as_str());
        if std::fs::symlink_metadata(&path).is_err() {
            return;
        }
        let runs = Runs::in_dir(self.paths.runs(org.as_str()));
        // The commands about runs say what cannot be read of them.
        for id in runs.untold().unwrap_or_default() {
            let Ok(Some((run, machine))) = runs.inspect(&id) else {
                continue;
            };
            if run.running && before != Before::Sync {
                continue;
            }
            let told = Mirror::open(&path)
                .and_then(|mut mirror| note_in_mirror(&id, &machine, &mut mirror));
            match told {
                Ok(()) if run.running => {}
                // Where that cannot be written, it is told again.
                Ok(()) => drop(runs.mirror_was_told(&id)),
                Err(error) => {
                    self.ui.warning(format!(
                        "the mirror lacks what run {id} changed before it was cut off: {}",
                        display(&CliError::from(error).with_causes())
                    ));
                    self.ui.next_step("update it: atlctl sync");
                    return;
                }
            }
        }
    }
}
