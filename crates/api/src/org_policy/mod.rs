//! Policies of the organization: IP allowlists and data residency. Source: Organizations API v1 (sure). Authentication
//! policies are elsewhere.

mod change;
mod read;
mod resources;

pub use change::OrgPolicySettings;
pub use read::{OrgPolicy, OrgPolicyResource};
pub use resources::ResourceSchedule;
