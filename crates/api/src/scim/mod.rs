//! Records of an identity provider's directory (SCIM 2.0). Source: User provisioning API of 2023-08 (sure; fairly sure
//! that it is unchanged). These calls take the directory's own key ([`ClientBuilder::directory_key`]) and no other
//! credential. Attribute names count in any case (RFC 7643).
//!
//! [`ClientBuilder::directory_key`]: crate::ClientBuilder::directory_key

mod config;
mod filter;
mod group_change;
mod groups;
mod links;
mod patch;
mod record;
mod user_change;
mod users;

pub use groups::ScimGroup;
pub use links::ScimLink;
pub use patch::{ScimPatch, ScimPatchOp};
pub use record::ScimMember;
pub use user_change::ScimUserSettings;
pub use users::ScimUser;
