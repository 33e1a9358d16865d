//! Chromium and its family on Linux: names and hosts are clear text, values are encrypted.

mod cookies;
mod decrypt;
mod key;
mod profiles;

pub(crate) use cookies::{has_row, read};
pub(super) use profiles::{profile, profiles};
