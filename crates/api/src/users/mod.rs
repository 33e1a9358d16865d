//! The people of the directories. Source: Organizations API v2 (sure).

mod count;
mod details;
mod filter;
mod forgiving;
mod invitation;
mod last_active;
mod list_guard;
mod pages;
mod people;
mod person;
mod removal;
mod role_assignments;
mod roles;
mod scan;
mod search;
mod stats;
mod suspension;

pub use details::UserDetails;
pub use filter::UserFilter;
pub use invitation::{
    Invitation, Invited, InvitedPart, InvitedPerson, InvitedRole, InvitedTo, MOST_INVITED,
};
pub use last_active::{LastActive, ProductActivity};
pub use list_guard::PeopleListGuard;
pub use pages::RawPage;
pub use person::{DirectoryUser, ProductAccess, UserCounts, UserGroup};
pub use role_assignments::{AssignedRole, UserRoleAssignment};
pub use search::{Expand, Sort, UserSearch};
pub use stats::UserStats;
