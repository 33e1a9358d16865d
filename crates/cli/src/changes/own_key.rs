//! The API key in use: the command that revokes it is the last one that it signs.

use atlctl_api::ApiKey;
use atlctl_core::change::FacetKind;
use atlctl_core::change::facet::credential::API_KEY;
use atlctl_core::plan::{Actor, Plan};
use jiff::Timestamp;

use super::SignedIn;
use crate::environment::{API_KEY_VARIABLE, variable};
use crate::error::{CliError, CliResult, Kind};
use crate::same_command::hint_to_add;

/// Whether an API key signs the requests.
fn uses_key(actor: Option<&Actor>) -> bool {
    let credential = actor.and_then(|actor| actor.credential.as_deref());
    credential.is_some_and(|words| words.contains("API key"))
}

/// Whether a key has surely expired, so that it is not the one in use.
fn is_expired(key: &ApiKey, now: Timestamp) -> bool {
    let at = key.expires_at.as_deref();
    let at = at.and_then(|text| text.parse::<Timestamp>().ok());
    at.is_some_and(|at| at <= now)
}

/// Refuses to revoke keys of which one is, or may be, the key in use. Atlassian does not say which one that is; keys that
/// have expired are others. `consent`: the one in use may be among them.
///
/// # Errors
/// When one is, or may be.
pub fn spare_own_key(
    signed: &SignedIn,
    all: &[ApiKey],
    chosen: &[&ApiKey],
    now: Timestamp,
    consent: bool,
) -> CliResult<()> {
    let maybe = |keys: &[&ApiKey]| keys.iter().filter(|key| !is_expired(key, now)).count();
    if !uses_key(Some(&signed.actor)) || maybe(chosen) == 0 {
        return Ok(());
    }
    let all: Vec<&ApiKey> = all.iter().collect();
    if maybe(&all) == maybe(chosen) {
        return Err(CliError::new(
            Kind::Refused,
            "the key in use is among these: the organization has no other valid API key",
        )
        .hint(format!("leave one out, or {}", without_key())));
    }
    if consent {
        return Ok(());
    }
    Err(CliError::new(
        Kind::Refused,
        match maybe(chosen) {
            1 => "this may be the key in use: Atlassian does not say which key signs a request",
            _ => "one of these may be the key in use: Atlassian does not say which key signs a request",
        },
    )
    .hint(without_key())
    .hint(hint_to_add(
        match maybe(chosen) {
            1 => "if it is another key",
            _ => "if all of them are other keys",
        },
        "--include-own-key",
    )))
}

/// How to make the same change with a session alone.
fn without_key() -> String {
    if variable(API_KEY_VARIABLE).is_some() {
        return format!(
            "use a browser session without the key: unset {API_KEY_VARIABLE}, sign in if you have not (atlctl auth login), and repeat the command"
        );
    }
    "use a browser session without the key, in a profile of its own: atlctl auth login --profile session-only".to_owned()
}

/// Refuses a saved plan of API keys that was made with a session, where a key is in use now: nobody checked that it is
/// not among them.
///
/// # Errors
/// When it is such a plan.
pub fn spare_own_key_of_plan(plan: &Plan, signed: &SignedIn) -> CliResult<()> {
    let revoked = |kind: FacetKind| {
        let mut rows = plan.rows.iter();
        rows.any(|row| row.facet.kind == kind && row.verdict.is_change())
    };
    let checked = uses_key(plan.actor.as_ref()) || !uses_key(Some(&signed.actor));
    if checked || !revoked(FacetKind::of(&API_KEY)) {
        return Ok(());
    }
    Err(CliError::new(
        Kind::Refused,
        "the plan revokes API keys and was made without one: the key in use may be among them",
    )
    .hint("apply it with a browser session, or make the plan again"))
}
