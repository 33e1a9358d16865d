//! What is said where the live state of what is to be changed cannot be read.

use atlctl_api::{Error, ErrorKind};
use atlctl_core::change::{Facet, Target};

use crate::error::CliError;

/// Why the live state of what is to be changed cannot be read. The old user management does not tell it.
pub fn not_read(error: Error, items: &[(Facet, Target)]) -> CliError {
    let old = error.kind == ErrorKind::OldUserManagement;
    let nouns = items.first().map(|(facet, _)| facet.kind.noun());
    match nouns {
        Some(nouns) if old => CliError::from(error)
            .context(format!(
                "nothing was changed: with the old user management, Atlassian does not say whether a change of {nouns} \
                 worked"
            ))
            .without_hints()
            .hint(
                "there, an API key can deactivate, activate and update managed accounts, set their email addresses, and \
                 revoke tokens: atlctl help portal-calls",
            ),
        _ => error.into(),
    }
}
