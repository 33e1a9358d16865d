//! The people of the directories. Source: Organizations API v2 (sure).

mod count;
mod filter;
mod forgiving;
mod last_active;
mod pages;
mod people;
mod person;
mod scan;
mod search;

pub use filter::UserFilter;
pub use last_active::{LastActive, ProductActivity};
pub use pages::RawPage;
pub use person::{DirectoryUser, ProductAccess, UserCounts, UserGroup};
pub use search::{Expand, Sort, UserSearch};
