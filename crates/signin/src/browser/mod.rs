//! The session in a browser of the person's own, read when they ask for it.
//!
//! One cookie's row is looked up by name and host; no other value is ever decrypted. Reading works on a
//! private copy that is removed at once, while the browser runs or not.

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

/// Hosts whose cookie is Atlassian's session, the admin portal's own first.
pub const ATLASSIAN_HOSTS: [&str; 2] = ["admin.atlassian.com", "atlassian.com"];
