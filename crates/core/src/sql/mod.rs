//! Reading by SQL: one statement, that can do nothing but read, and not without end.

mod authorizer;
mod bounds;
mod error;
mod guard;
mod question;
mod run;

pub use error::SqlError;
pub use run::{Answer, Limits, run};

pub(crate) use question::{Question, ask};
