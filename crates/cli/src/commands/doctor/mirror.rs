//! The mirror: its age and integrity.

use atlctl_core::store::{Mirror, StoreError};

use super::finding::{Findings, State};
use crate::context::Context;
use crate::error::CliError;

/// A mirror older than this is worth a word.
const OLD_DAYS: i64 = 7;

/// Looks at the file.
pub(super) fn check(context: &Context, findings: &mut Findings) {
    let Ok(path) = context.mirror_path() else {
        let found = "no organization selected";
        findings.add("mirror", State::Unchecked, found);
        return;
    };
    let mirror = match Mirror::open_read_only(path) {
        Ok(mirror) => mirror,
        Err(StoreError::Missing { .. }) => {
            let hint = "mirror the organization: atlctl sync";
            findings.advise("mirror", State::Note, "nothing mirrored yet", hint);
            return;
        }
        Err(error) => return findings.error("mirror", State::Failed, &CliError::from(error)),
    };
    match mirror.integrity_error() {
        Ok(None) => {}
        Ok(Some(damage)) => {
            findings.advise(
                "mirror",
                State::Failed,
                format!("the file is damaged: {damage}"),
                format!(
                    "move {} away and mirror the organization again: atlctl sync",
                    mirror.path().display()
                ),
            );
            return;
        }
        Err(error) => return findings.error("mirror", State::Failed, &CliError::from(error)),
    }
    match mirror.last_sync() {
        Ok(Some(sync)) => {
            let at = sync.finished_at.unwrap_or(sync.started_at);
            let days = (context.now().as_second() - at.as_second()) / 86_400;
            let found = format!("intact; {}", context.synced(&sync));
            if days >= OLD_DAYS || sync.state != "complete" {
                findings.advise("mirror", State::Warning, found, "update it: atlctl sync");
            } else {
                findings.add("mirror", State::Ok, found);
            }
        }
        Ok(None) => findings.advise(
            "mirror",
            State::Warning,
            "the first sync is not finished",
            "resume it: atlctl sync",
        ),
        Err(error) => findings.error("mirror", State::Failed, &CliError::from(error)),
    }
}
