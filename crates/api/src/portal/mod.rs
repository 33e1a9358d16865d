//! The portal's older calls, `adminhub/um`: session only, offset paging with a first index of 1.
//! None of these calls is published; each notes its sources. Every field may be absent.

mod change;
mod complete_lists;
mod group;
mod user;

pub use group::{PortalGroup, PortalProduct};
pub use user::PortalUser;
