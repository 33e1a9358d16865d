//! Sign in in a browser window that atlctl opens.
//!
//! Two steps. First a plain window on a fresh profile, without any debugging switch: people sign in the way
//! their organization requires, and no site has a reason to refuse the browser. Then atlctl opens the same
//! profile without a window over a debugging pipe, reads the one cookie, and removes the profile. A Firefox
//! profile is read directly.

mod browser;
mod browser_policy;
#[cfg(unix)]
mod cdp;
mod error;
mod process;
mod profile_dir;
mod sign_in;

pub use browser::{Program, programs};
pub use error::WindowError;
pub use profile_dir::{kept_profiles, sweep};
pub use sign_in::{Options, SignedIn, Stage, has_display, sign_in};
