//! Chromium and its family on Linux: names and hosts are clear text, values are encrypted.

mod cookies;
mod decrypt;
mod key;
mod profiles;

pub(crate) use cookies::rows;
pub(super) use decrypt::value;
pub(super) use profiles::{below, can_be_read, database, is_here, profiles};
