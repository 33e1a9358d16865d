//! The organization. People are generated from the seed or loaded; only changes are stored.

mod acts;
mod derived;
mod digest;
mod facet;
mod facts;
mod generated;
mod groups;
mod lagged;
mod links;
mod loaded;
mod log;
mod moves;
mod names;
mod newcomers;
mod people;
mod person;
mod policies;
mod render;
mod roles;
mod service_accounts;
mod state;
mod tokens;
mod view;

pub use facet::Facet;
pub(crate) use facts::{DOMAINS, Facts, PRODUCTS};
pub(crate) use lagged::When;
pub(crate) use log::{Actor, Entry};
pub(crate) use moves::Failure;
pub(crate) use people::Filter;
pub(crate) use person::{Access, GRACE, Lifecycle, Person, Profile, Status};
pub(crate) use render::{Expand, iso, managed_account, portal_user, user};
pub(crate) use roles::{Grant, ORG_ADMIN, ROLES, Resource, role};
pub(crate) use service_accounts::{Credential, ServiceAccount};
pub(crate) use state::State;
pub(crate) use tokens::Token;
pub(crate) use view::{Group, View};
