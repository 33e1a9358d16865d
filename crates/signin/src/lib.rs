//! Obtain and store credentials for Atlassian administration.
//!
//! Only this crate reads captures, browser profiles and the keyring. A secret is held in a type that does not
//! print it, and leaves this crate only for a request or a store.

pub mod browser;
pub mod capture;
mod credentials;
mod pgpass;
mod private_dir;
pub mod secret_text;
pub mod store;
pub mod text;
mod timeout;
mod token;
mod token_parts;
pub mod window;

pub use credentials::{ApiKey, Credentials};
pub use pgpass::{Database, pgpass};
pub use token::{Claims, SESSION_COOKIE, SessionToken, TokenError};
pub use token_parts::{is_token_line, token_parts_in};
