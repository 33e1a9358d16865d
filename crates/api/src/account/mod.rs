//! Managed accounts. Source: User management API (sure). A key with scopes is refused on all of these calls
//! (measured by others); each works for accounts of a verified domain only.

mod api_tokens;
mod email;
mod lifecycle;
mod permissions;
mod profile;

pub use api_tokens::AccountApiToken;
pub use permissions::{AccountPermissions, Permission};
pub use profile::{AccountProfile, ProfileChange};
