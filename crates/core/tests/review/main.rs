//! Access reviews: decisions as they come back, the evidence and what was done to it, the reviewer's page.
#![expect(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::disallowed_methods,
    reason = "a test that cannot set itself up should fail loudly; it looks for a browser on PATH"
)]

mod app_roles;
#[path = "../report/browser.rs"]
mod browser;
mod evidence;
mod holders;
mod manifest_text;
mod page;
mod returned;
mod rows;
