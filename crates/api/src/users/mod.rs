//! The people of the directories. Source: Organizations API v2 (sure).

mod count;
mod details;
mod endless_lists;
mod filter;
mod invitation;
mod last_active;
mod lenient_fields;
mod next_link;
mod pages;
mod parse_page;
mod person;
mod removal;
mod role_assignments;
mod roles;
mod search;
mod stats;
mod suspension;

pub use details::UserDetails;
pub use endless_lists::PeopleListGuard;
pub use filter::UserFilter;
pub use invitation::{
    Invitation, Invited, InvitedPart, InvitedPerson, InvitedRole, InvitedTo, MOST_INVITED,
};
pub use last_active::{LastActive, ProductActivity};
pub use pages::RawPage;
pub use person::{DirectoryUser, ProductAccess, UserCounts, UserGroup};
pub use role_assignments::{AssignedRole, UserRoleAssignment};
pub use search::{Expand, Sort, UserSearch};
pub use stats::UserStats;
