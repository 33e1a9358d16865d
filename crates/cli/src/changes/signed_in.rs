//! Signing in to make a change: the client and the actor.

use atlctl_api::{Client, OrgId};
use atlctl_core::change::Wire;
use atlctl_core::plan::Actor;

use super::actor::actor;
use crate::context::Context;
use crate::error::CliResult;

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

impl SignedIn {
    /// The way to the organization.
    pub fn wire(&self, org: &OrgId) -> Wire {
        Wire::new(self.client.clone(), org.clone())
    }
}

/// Signs in to change something.
///
/// # Errors
/// When not signed in.
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

/// What a plan remembers of the service it is for. Simulated organizations come and go on any port.
pub fn service(client: &Client) -> String {
    if client.bases().are_loopback() {
        "a simulated organization".to_owned()
    } else {
        client.bases().api.to_string()
    }
}
