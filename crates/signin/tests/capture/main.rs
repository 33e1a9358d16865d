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
mod json;
mod leaks;
mod more_forms;
mod programs;
mod real_curl;
mod samples;
mod several;
mod sites;
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
