//! What to say if the current state of what a plan changes cannot be read.

use atlctl_api::{Error, ErrorKind};
use atlctl_core::change::{Facet, Target};

use crate::error::CliError;

/// Why the live state of what is to be changed cannot be read. The original user management does not tell it.
pub fn not_read(error: Error, items: &[(Facet, Target)]) -> CliError {
    let old = error.kind == ErrorKind::OldUserManagement;
    let nouns = items.first().map(|(facet, _)| facet.kind.noun());
    match nouns {
        Some(nouns) if old => CliError::failed(format!(
            "cannot make this change of {nouns} on the original user management: its result could not be verified, so \
             nothing was changed"
        ))
        .hint("what works on the original user management: atlctl help portal-calls"),
        _ => error.into(),
    }
}
