//! Captures from a browser: a request as a command, script or headers, a HAR file, cookies, or only the token.
//!
//! The text is parsed, never run. Only one cookie is taken, and only from a request to an Atlassian host (or to
//! this machine, for the simulated organization).

mod bash;
mod broken_lines;
mod cmd;
mod command;
mod cookie_date;
mod cookies;
mod curl;
mod curl_options;
mod curlie;
mod detect;
mod error;
mod fetch;
mod form;
mod har;
mod headers;
mod host;
mod httpie;
mod json;
mod json_cookies;
mod operation;
mod powershell;
mod powershell_command;
mod powershell_tokens;
mod powershell_variables;
mod program;
mod prose;
mod readings;
mod repair;
mod requests;
mod sessions;
mod set_cookie;
mod source_code;
mod source_tokens;
mod wget;
mod wrapped;
mod wrappers;

pub use detect::{Captured, read};
pub use error::{CaptureError, Damage, Place};
pub use form::Form;
