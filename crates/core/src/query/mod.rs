//! Queries on the mirror: filters, columns, order.

mod activity;
mod cell;
mod expression;
mod lists;
mod select;
mod user;

pub use activity::Before;
pub use cell::Cell;
pub use lists::{List, ListQuery};
pub use select::{Found, Order};
pub use user::{Gone, Managed, UserQuery};
