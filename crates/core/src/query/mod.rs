//! Queries on the mirror: filters, columns, order.

mod activity;
mod cell;
mod expression;
mod fact;
mod lists;
mod select;
mod user;
mod user_query;

pub use cell::Cell;
pub use lists::{List, ListQuery};
pub use select::{Found, Order};
pub use user_query::{Before, Gone, Managed, UserQuery};
