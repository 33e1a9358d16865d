//! The session token: its shape, and what it says of itself.

mod claims;
mod session;

pub use claims::Claims;
pub use session::{SESSION_COOKIE, SessionToken, TokenError};
