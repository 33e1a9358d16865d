//! Firefox: cookies are not encrypted; the newest are in the log beside the database, and those that end
//! with the browser in its session file.

mod containers;
mod cookies;
mod groups;
mod profiles;
mod session;

pub(crate) use cookies::rows;
pub(super) use profiles::{below, is_here, is_profile, profiles};
