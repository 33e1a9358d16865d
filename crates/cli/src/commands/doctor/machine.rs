//! What lies on this machine: configuration and keyring.

use atlctl_signin::store::KeyringState;

use super::finding::{Findings, State};
use crate::config::{ConfigFile, Profile};
use crate::connect::StoreKind;
use crate::context::Context;

/// The profile in use; none when the configuration cannot be read.
pub(super) fn profile(context: &Context, findings: &mut Findings) -> Option<(String, Profile)> {
    match context.profile() {
        Ok((name, profile)) => {
            let file = context.paths.config_file();
            let found = if file.exists() {
                format!("{name}, from {}", file.display())
            } else {
                format!("{name}; {} does not exist yet", file.display())
            };
            findings.add("profile", State::Ok, found);
            for fault in context.config().iter().flat_map(ConfigFile::faults) {
                let mend = fault.mend();
                findings.advise("configuration", State::Failed, fault.text(), mend);
            }
            if profile.read_only {
                let found = "read-only: every change is refused before anything is sent";
                findings.add("changes", State::Note, found);
            }
            Some((name, profile))
        }
        Err(error) => {
            findings.error("profile", State::Failed, &error);
            None
        }
    }
}

/// Whether there is a keyring. That there is none is a failure only where it is used.
pub(super) fn keyring(context: &Context, profile: &Profile, findings: &mut Findings) {
    let used = profile.store.as_deref() == Some(StoreKind::Keyring.as_str());
    match context.keyring().state() {
        Ok(KeyringState::Open) => findings.add("keyring", State::Ok, "available and unlocked"),
        Ok(KeyringState::Locked) => findings.advise(
            "keyring",
            if used { State::Warning } else { State::Note },
            "available, but locked or not set up: using it prompts for its password",
            "unlock it; on a machine without a screen: atlctl auth login --store file",
        ),
        Err(error) => {
            let found = error.to_string();
            if used {
                let hint = "unlock it, or sign in again: atlctl auth login --store file";
                findings.advise("keyring", State::Failed, found, hint);
            } else {
                findings.add(
                    "keyring",
                    State::Note,
                    format!("{found}; this profile does not need one"),
                );
            }
        }
    }
}
