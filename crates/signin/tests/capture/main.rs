//! Captures: real samples, samples of our own, what bash makes of them, and anything at all.
#![expect(
    clippy::unwrap_used,
    reason = "a test that cannot set itself up should fail loudly"
)]
#![allow(
    clippy::panic,
    clippy::print_stdout,
    reason = "as above; what is not run is said"
)]

mod anything;
mod bash;
mod changed;
mod copied_views;
mod exports;
mod full_width;
mod json;
mod json_pieces;
mod leaks;
mod more_forms;
mod own_request;
mod powershell_scripts;
mod programs;
mod real_curl;
mod samples;
mod seeded;
mod set_cookies;
mod several;
mod sites;
mod words_around;
mod wrappers;

use atlctl_signin::capture::{CaptureError, Form, read};
use secrecy::ExposeSecret as _;

/// When all of it is read.
const NOW: &str = "2026-11-26T10:00:00Z";

/// What is found in a text.
fn found(text: &str) -> Result<(Form, String), CaptureError> {
    let captured = read(text, NOW.parse().unwrap())?;
    Ok((
        captured.form,
        captured.token.secret().expose_secret().to_owned(),
    ))
}

/// A session token that says when it was issued and when it ends, in seconds from [`NOW`].
fn token(name: &str, issued: i64, ends: i64) -> String {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let now = NOW.parse::<jiff::Timestamp>().unwrap().as_second();
    let claims = format!(
        r#"{{"sub":"{name}","iat":{},"exp":{}}}"#,
        now + issued,
        now + ends
    );
    let part = |text: &str| URL_SAFE_NO_PAD.encode(text);
    format!(
        "{}.{}.{}",
        part(r#"{"alg":"RS256"}"#),
        part(&claims),
        part(name)
    )
}

/// A token in a text that gives none.
const OTHER: &str = "eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln-_A";

/// The text with a token, its cookie, an address of the portal and tabs in their places; `@T1@` and `@T2@` are the token
/// in two pieces.
fn filled(text: &str, token: &str) -> String {
    let (first, second) = token.split_at(token.len() / 2);
    text.replace("@C@", "cloud.session.token=@T@")
        .replace("@T1@", first)
        .replace("@T2@", second)
        .replace("@T@", token)
        .replace("@URL@", "https://admin.atlassian.com/gateway/api/me")
        .replace("@TAB@", "\t")
}

/// Each of these texts gives its token, in this form where all have one.
#[track_caller]
fn read_all(texts: &[&str], form: Option<Form>) {
    let token = token("ann", -60, 3600);
    for text in texts {
        let text = filled(text, &token);
        let (found_form, found) = found(&text).unwrap_or_else(|error| panic!("{error:?}: {text}"));
        assert_eq!(found, token, "{text}");
        assert_eq!(form.unwrap_or(found_form), found_form, "{text}");
    }
}
