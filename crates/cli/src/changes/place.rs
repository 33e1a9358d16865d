//! Where runs and the mirror lie, and how their errors are told.

use std::ops::ControlFlow;

use atlctl_api::{Client, OrgId, PolicyId};
use atlctl_core::apply::{JournalError, Runs};
use atlctl_core::plan::{Actor, Later};
use atlctl_core::query::{Cell, List, ListQuery};
use atlctl_core::store::{Mirror, StoreError, Trouble};

use super::actor::actor;
use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};
use crate::local::what_to_do;
use crate::ui::display;

/// The runs of the organization.
pub fn runs(context: &Context, org: &OrgId) -> Runs {
    Runs::in_dir(context.paths.org(org.as_str()).join("runs"))
}

/// A client, and who uses it.
pub struct SignedIn {
    /// The client.
    pub client: Client,
    /// Addresses and account ids of the account that is signed in, as far as they are known: no bulk change touches
    /// it. Nobody tells whose an API key is.
    pub yourself: Vec<String>,
    /// The person at this machine, with the credential in use.
    pub actor: Actor,
}

/// Signs in to change something.
///
/// # Errors
/// When nobody is signed in.
pub fn signed_in(context: &Context) -> CliResult<SignedIn> {
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
    let actor = actor(context, &credentials, &name);
    let client = context.client_with(&name, &profile, credentials, source)?;
    Ok(SignedIn {
        client,
        yourself,
        actor,
    })
}

/// Names that the mirror knows today, for plans and runs that were made before.
pub fn later_names(context: &Context) -> Later {
    // Without a mirror, or with one that cannot be read, ids do.
    let Ok(mirror) = context.mirror_quietly() else {
        return Later::default();
    };
    let org = context.org().ok();
    let name = org.and_then(|org| org_name(&mirror, &org, None).ok().flatten());
    Later::of(&mirror, name).unwrap_or_default()
}

/// The organization's name: the profile's, else the mirror's.
///
/// # Errors
/// When the mirror cannot be read.
pub fn org_name(mirror: &Mirror, org: &OrgId, known: Option<String>) -> CliResult<Option<String>> {
    let mut name = known;
    let columns = ["id".to_owned(), "name".to_owned()];
    ListQuery::default().run(mirror, List::Orgs, &columns, &mut |cells| {
        let text = |at: usize| cells.get(at).and_then(Cell::text);
        if text(0) == Some(org.as_str()) && name.is_none() {
            name = text(1).map(str::to_owned);
        }
        ControlFlow::Continue(())
    })?;
    Ok(name)
}

/// What a plan remembers of the service it is for. Simulated organizations come and go on any port.
pub fn service(client: &Client) -> String {
    if client.bases().are_loopback() {
        "a simulated organization".to_owned()
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
                 first: atlctl policy name ID NAME",
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
