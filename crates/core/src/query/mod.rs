//! Queries on the mirror: filters, columns, order.

mod activity;
mod apps;
mod cell;
mod event;
mod expression;
mod fact;
mod lists;
mod select;
mod user;
mod user_query;

pub use apps::apps_named;
pub use cell::Cell;
pub use event::EventQuery;
pub use lists::{List, ListQuery};
pub use select::{Found, Order};
pub use user_query::{Before, Gone, Managed, UserQuery};
