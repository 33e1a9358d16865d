//! Whether the audit log can be read, and what does not work without it.

use atlctl_api::{Error, ErrorKind, RawResponse};
use atlctl_core::audit::has_no_audit_log;

use super::finding::{Findings, State};

/// Whether a credential reads the organization's audit log.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum AuditLog {
    Readable,
    /// The organization's plan or the credential does not allow it.
    NotReadable,
    /// It was not tried, or another failure says nothing.
    Unknown,
}

impl AuditLog {
    /// What the answer says. `is_accepted`: whether other calls accept the credential, so that a refusal of it is one of
    /// the audit log alone.
    pub fn of(outcome: &Result<RawResponse, Error>, is_accepted: bool) -> Self {
        match outcome {
            _ if is_accepted && is_sign_in(outcome) => Self::NotReadable,
            _ if refusal(outcome).is_some() => Self::NotReadable,
            Ok(answer) if answer.error.is_none() => Self::Readable,
            _ => Self::Unknown,
        }
    }

    /// What a later credential says counts, if it says anything.
    pub fn then(self, later: Self) -> Self {
        if later == Self::Unknown { self } else { later }
    }
}

/// Whether the answer asks for another credential.
fn is_sign_in(outcome: &Result<RawResponse, Error>) -> bool {
    error_of(outcome).is_some_and(|error| matches!(error.kind, ErrorKind::SignInNeeded(_)))
}

fn error_of(outcome: &Result<RawResponse, Error>) -> Option<&Error> {
    match outcome {
        Ok(answer) => answer.error.as_ref(),
        Err(error) => Some(error),
    }
}

/// The error of an answer that says that there is no audit log to read.
pub(super) fn refusal(outcome: &Result<RawResponse, Error>) -> Option<&Error> {
    error_of(outcome).filter(|error| has_no_audit_log(error))
}

/// What the audit log needs, what does not work without it, and what still does.
pub(super) fn cannot_be_read(name: String, key: bool, error: &Error, findings: &mut Findings) {
    let found = format!(
        "{error}. Without it: no event list --live, tail, actions, export, watch or sync --only events, and who made \
         a change is known only for changes made with atlctl. Everything else works; each sync still finds what changed"
    );
    let plan = "a subscription with the audit log (Atlassian Guard Standard, for example)";
    let needs = match (error.kind, key) {
        (ErrorKind::PaymentRequired, _) => format!("it needs {plan}"),
        (_, true) => format!("it needs {plan} and a key without scopes or with read:events:admin"),
        (_, false) => format!("it needs {plan} and an organization admin, or an API key"),
    };
    let hint = format!("{needs}; what changed, without it: atlctl report changes");
    findings.advise(name, State::Warning, found, hint);
}
