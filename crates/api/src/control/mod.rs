//! Data security policies and their resources. Source: Control API v1 and v2 (sure). Listing, creating and changing
//! these policies is deprecated and turned off by Atlassian; what is left is here. Authentication policies, which the
//! same API has, are elsewhere.

mod drafts;
mod policies;
mod resources;

pub use drafts::{PolicyDraft, PublishTicket};
pub use resources::ControlResource;
