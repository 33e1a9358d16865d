//! `atlctl user`: people and apps.

mod access;
mod activate;
mod app_removal;
mod app_roles;
mod cancel_delete;
mod command;
mod deactivate;
mod delete;
mod explain;
mod find_person;
mod gifts;
mod invite;
mod invited_people;
mod list;
pub mod live;
mod offboard;
mod portal;
mod recent;
mod remove;
mod remove_access;
mod restore;
mod set_email;
mod show;
mod show_live;
mod sign_in;
mod suspend;
mod unknown_ways;
mod update;
mod without;

pub use app_removal::AppRemoval;
pub use command::{User, run};
pub use find_person::find_person;
pub use unknown_ways::tell_unknown;
pub use list::columns;
pub use offboard::{Offboarding, notes_of_place, suspended_note};
pub use set_email::{FOR_SEVERAL, TARGET, new_address, renamed_before};
