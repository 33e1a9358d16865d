//! `atlctl role`: who holds which role, and changes of it.

mod change;
mod command;
mod grant;
mod list;
mod named;
mod revoke;

pub use command::{Role, run};
pub use list::{columns, way};
pub use named::one_app;
