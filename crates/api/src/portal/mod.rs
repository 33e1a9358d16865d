//! The portal's older calls, `adminhub/um`: session only, offset paging with a first index of 1.
//! Nothing here is published; how sure each call is stands with it. Every field may be absent.

mod group;
mod user;

pub use group::{PortalGroup, PortalProduct};
pub use user::PortalUser;
