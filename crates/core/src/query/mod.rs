//! Queries on the mirror: filters, columns, order.

mod cell;
mod expression;
mod lists;
mod select;
mod user;

pub use cell::Cell;
pub use lists::{List, ListQuery};
pub use select::{Found, Order};
pub use user::{Gone, Managed, UserQuery};
