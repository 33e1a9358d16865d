//! Where runs and the mirror lie, and how their errors are told.

use atlctl_api::{Client, OrgId, PolicyId};
use atlctl_core::apply::{JournalError, Runs};
use atlctl_core::store::{Mirror, StoreError, Trouble};

use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};
use crate::local::what_to_do;
use crate::ui::display;

/// The runs of the organisation.
pub fn runs(context: &Context, org: &OrgId) -> Runs {
    Runs::in_dir(context.paths.org(org.as_str()).join("runs"))
}

/// A client, and the addresses and account ids of whoever is signed in, as far as that is known: no bulk
/// change touches them. Of an API key nobody tells whose it is.
///
/// # Errors
/// When nobody is signed in.
pub fn signed_in(context: &Context) -> CliResult<(Client, Vec<String>)> {
    let (name, profile) = context.profile()?;
    let (credentials, source) = context.credentials(&name, &profile)?;
    let claims = credentials
        .session
        .as_ref()
        .and_then(atlctl_signin::SessionToken::claims);
    let yourself = claims
        .map(|claims| [claims.email, claims.account_id])
        .into_iter()
        .flatten()
        .flatten()
        .collect();
    let client = context.client_with(&name, &profile, credentials, source)?;
    Ok((client, yourself))
}

/// What a plan remembers of the service it is for. Simulated organisations come and go on any port.
pub fn service(client: &Client) -> String {
    if client.bases().are_loopback() {
        "a simulated organisation".to_owned()
    } else {
        client.bases().api.to_string()
    }
}

/// The policy a person means.
///
/// # Errors
/// When the mirror knows no such policy, or several.
pub fn named_policy(mirror: &Mirror, flag: &str, name: &str) -> CliResult<PolicyId> {
    atlctl_core::plan::named_policy(mirror, name).map_err(|error| {
        let unknown = matches!(error, StoreError::Unknown { .. });
        let mut said = CliError::usage(format!("{flag}: {}", display(&error.to_string())));
        if unknown && let Ok(policies) = mirror.policies() {
            let known: Vec<String> = policies
                .into_iter()
                .take(8)
                .map(|policy| policy.name.unwrap_or_else(|| policy.id.into_string()))
                .collect();
            if !known.is_empty() {
                said = said.hint(format!("the policies are: {}", display(&known.join(", "))));
            }
            said = said.hint(
                "a policy that has no members yet is known only by its id: give that, or name it \
                 first (atlctl policy name ID NAME)",
            );
        }
        said
    })
}

/// Tells why a run cannot be used.
pub fn journal_error(error: &JournalError) -> CliError {
    let kind = match error {
        JournalError::NoSuchRun(_) => Kind::Usage,
        JournalError::Busy
        | JournalError::OrgBusy
        | JournalError::Damaged { .. }
        | JournalError::Emptied { .. }
        | JournalError::OtherPlan(_) => Kind::Refused,
        _ => Kind::Failed,
    };
    let said = CliError::new(kind, display(&error.to_string()));
    let said = match std::error::Error::source(error) {
        Some(cause) => said.cause(cause),
        None => said,
    };
    match error {
        JournalError::NoSuchRun(_) => said.hint("see which there are: atlctl run list"),
        JournalError::Busy => said.hint("wait until it ends, or stop it there with Ctrl-C"),
        JournalError::OrgBusy => {
            said.hint("wait until it ends, or stop it there with Ctrl-C; see: atlctl run list")
        }
        JournalError::Damaged { .. }
        | JournalError::Emptied { .. }
        | JournalError::OtherPlan(_) => said.hint(
            "what the run says cannot be trusted any more; make the plan again: whoever is moved \
             already is left alone",
        ),
        JournalError::Io { path, source, .. } => match Trouble::of_io(source) {
            Some(trouble @ (Trouble::NotAllowed | Trouble::ReadOnly)) => {
                said.hint(what_to_do(trouble, Some(path)))
            }
            _ => said,
        },
        _ => said,
    }
}

/// Whether the service refuses to tell policies with this credential, so that the mirror's have to do.
pub fn refused_to_tell(error: &atlctl_api::Error) -> bool {
    use atlctl_api::ErrorKind;
    matches!(
        error.kind,
        ErrorKind::Forbidden | ErrorKind::NotFound | ErrorKind::NoCredential
    )
}
