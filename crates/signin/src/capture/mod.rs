//! What people copy out of a browser: a request as a command line, a HAR file, cookies, the token alone.
//!
//! The text is read, never run. One cookie is taken, and only from a request to an Atlassian host (or to
//! this machine, for the simulated organisation).

mod bash;
mod cmd;
mod cookies;
mod curl;
mod detect;
mod error;
mod har;
mod host;
mod powershell;

pub use detect::{Captured, Form, read};
pub use error::CaptureError;
