//! The profile's credentials: which there are, where they come from, until when they work.

use atlctl_core::shown_time::shown_time;
use atlctl_signin::Credentials;
use jiff::Timestamp;

use super::finding::{Findings, State};
use crate::config::Profile;
use crate::connect::Source;
use crate::context::Context;

const DAY: i64 = 86_400;

/// The credentials; none when there are none or they cannot be read.
pub(super) fn credentials(
    context: &Context,
    name: &str,
    profile: &Profile,
    findings: &mut Findings,
) -> Option<(Credentials, Source)> {
    let (credentials, source) = match context.credentials(name, profile) {
        Ok(found) => found,
        Err(error) => {
            findings.error("credential", State::SignIn, &error);
            return None;
        }
    };
    let mut kinds = Vec::new();
    kinds.extend(credentials.session.is_some().then_some("a session"));
    kinds.extend(credentials.api_key.is_some().then_some("an API key"));
    findings.add(
        "credential",
        State::Ok,
        format!("{}, from: {}", kinds.join(" and "), source.words()),
    );
    if source == Source::Environment && profile.store.is_some() {
        findings.advise(
            "environment",
            State::Note,
            "ATLCTL_SESSION_TOKEN or ATLCTL_API_KEY is set: the profile's own credential is not used",
            "unset them to use the profile's credential",
        );
    }
    session(context, &credentials, source, findings);
    if credentials.api_key.is_some()
        && let Some(ends) = profile.api_key_end()
    {
        ending(
            context,
            "API key",
            (String::new(), ends),
            &renewing(
                source,
                "create a new one in the admin portal, then: atlctl auth login --api-key-stdin",
            ),
            findings,
        );
    }
    Some((credentials, source))
}

/// How to renew a credential of this source: where it does not come from the profile, signing in changes nothing.
fn renewing(source: Source, of_profile: &str) -> String {
    match source {
        Source::Store(_) => of_profile.to_owned(),
        Source::Flag => "give a new one with --credential".to_owned(),
        _ => format!("replace it where it comes from: {}", source.words()),
    }
}

/// Until when the session works, by its own word.
fn session(context: &Context, credentials: &Credentials, source: Source, findings: &mut Findings) {
    let Some(token) = &credentials.session else {
        return;
    };
    let Some(claims) = token.claims() else {
        let found = "the token does not contain its account or expiry";
        findings.add("session", State::Note, found);
        return;
    };
    let who = claims.email.or(claims.account_id);
    let who = who.unwrap_or_else(|| "an unnamed account".to_owned());
    let Some(ends) = claims.expires else {
        let found = format!("of {who}; expiry unknown");
        findings.add("session", State::Note, found);
        return;
    };
    let hint = &renewing(source, "sign in: atlctl auth login");
    ending(
        context,
        "session",
        (format!("of {who}, "), ends),
        hint,
        findings,
    );
}

/// Until when a credential works.
fn ending(
    context: &Context,
    what: &str,
    (whose, ends): (String, Timestamp),
    hint: &str,
    findings: &mut Findings,
) {
    let left = ends.as_second() - context.now().as_second();
    let found = format!("{whose}until {}", shown_time(ends));
    if left <= 0 {
        let found = format!("{found}: probably expired");
        findings.advise(what, State::Warning, found, hint);
    } else if left <= 7 * DAY {
        let found = format!("{found}: less than {} days left", left / DAY + 1);
        findings.advise(what, State::Warning, found, hint);
    } else {
        findings.add(what, State::Ok, found);
    }
}
