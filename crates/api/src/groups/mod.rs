//! Groups. Source: Organizations API v2 (sure).

mod change;
mod count;
mod details;
mod membership;
mod role_assignments;
mod roles;
mod search;
mod stats;

pub use role_assignments::GroupRoleAssignment;
pub use search::{Group, GroupCounts, GroupSearch, ManagementAccess};
pub use stats::GroupStats;
