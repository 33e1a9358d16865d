//! The organization. People are generated from the seed or loaded; only changes are stored.

mod facts;
mod generated;
mod groups;
mod loaded;
mod names;
mod people;
mod person;
mod policies;
mod render;
mod state;

pub(crate) use facts::{DOMAINS, Facts, PRODUCTS};
pub(crate) use people::Filter;
pub(crate) use person::Person;
pub(crate) use render::{Expand, managed_account, portal_user, user};
pub(crate) use state::{Failure, State};
