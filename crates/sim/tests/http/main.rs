//! The simulator over real connections, by a client that knows nothing of HTTP but its text.
#![expect(
    clippy::unwrap_used,
    clippy::indexing_slicing,
    clippy::panic,
    reason = "a test that cannot set itself up should fail loudly"
)]

mod access;
mod again;
mod changes;
mod client;
mod faults;
mod lists;
mod lists_after_changes;
mod loaded;
mod moves;
mod openapi;
mod openapi_changes;
mod openapi_control;
mod openapi_organizations;
mod openapi_scim;
mod portal;
mod sessions;
