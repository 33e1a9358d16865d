//! Queries on the mirror: filters, columns, order.

mod activity;
mod apps;
mod cell;
mod condition;
mod credentials;
mod event;
mod event_text;
mod expression;
mod fact;
mod holdings;
mod lists;
mod people;
mod select;
mod user;
mod user_query;

pub use apps::apps_named;
pub use cell::Cell;
pub use condition::check_condition;
pub use credentials::CredentialQuery;
pub use event::{EventQuery, ids_named, logged_actions};
pub use lists::{List, ListQuery};
pub(crate) use select::quoted;
pub use select::{Found, Order};
pub use user_query::{Before, Gone, Managed, UserQuery};
