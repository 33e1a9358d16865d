//! The session token: its form and its claims.

mod claims;
mod session;

pub use claims::Claims;
pub use session::{SESSION_COOKIE, SessionToken, TokenError};
