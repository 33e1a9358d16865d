//! What to say when an organization or credential has no audit log to read.

use atlctl_api::Error;
use atlctl_core::audit::has_no_audit_log;

use crate::error::CliError;

/// What the audit log needs.
pub const NEEDS: &str = "it needs an Atlassian subscription with the audit log (Atlassian Guard Standard, for example) and an API key without scopes \
     or with read:events:admin; see what works with yours: atlctl doctor";
/// What works without it.
pub const WITHOUT: &str = "without it, each sync still finds what changed: atlctl sync; then: \
     atlctl sql \"SELECT at, thing, name, kind, detail FROM change ORDER BY at DESC\"";

/// The error of a request to the audit log. Where there is none to read, it says what that needs and what still works.
pub fn explained(error: Error) -> CliError {
    if !has_no_audit_log(&error) {
        return error.into();
    }
    CliError::from(error)
        .context("the audit log cannot be read")
        .without_hints()
        .hint(NEEDS)
        .hint(WITHOUT)
}
