//! Signing in in a browser window of our own.
//!
//! Two steps. First a plain window on a fresh profile, without any debugging switch: the person signs in
//! with whatever their organization uses, and no site has a reason to refuse the browser. Then the same
//! profile is opened once more without a window over a debugging pipe, the one cookie is read, and the profile
//! is removed. Firefox's profile is read directly.

#[cfg(unix)]
mod cdp;
mod error;
mod guard;
mod open;
mod policy;
mod program;
mod room;

pub use error::WindowError;
pub use open::{Done, Options, Stage, has_display, sign_in};
pub use program::{Program, programs};
pub use room::{kept, sweep};
