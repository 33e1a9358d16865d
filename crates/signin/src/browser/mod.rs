//! Read the session from an everyday browser, when the user asks for it.
//!
//! Only the row of one cookie is selected, by name and host; no other value is ever decrypted. Reading uses a
//! private copy, removed right afterward, so the browser may be running.

mod borrow;
mod chromium;
mod copy;
mod error;
mod find;
mod firefox;
mod kind;
mod places;
mod profile;
mod profile_path;
mod row;
mod running;
mod spec;

pub use borrow::{Borrowed, Taken, take};
pub use error::BrowserError;
pub use find::find;
pub use kind::Browser;
pub use places::Places;
pub use profile::Profile;
pub use spec::Spec;

pub(crate) use chromium::rows as chromium_rows;
pub(crate) use firefox::rows as firefox_rows;
pub(crate) use row::{Value, mark};
pub(crate) use running::holder;

/// Hosts of Atlassian's session cookie, the admin portal's first.
pub const ATLASSIAN_HOSTS: [&str; 2] = ["admin.atlassian.com", "atlassian.com"];
