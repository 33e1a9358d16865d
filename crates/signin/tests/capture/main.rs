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
mod samples;

use atlctl_signin::capture::{CaptureError, Form, read};
use secrecy::ExposeSecret as _;

/// What is found in a text.
fn found(text: &str) -> Result<(Form, String), CaptureError> {
    let captured = read(text)?;
    Ok((
        captured.form,
        captured.token.secret().expose_secret().to_owned(),
    ))
}
