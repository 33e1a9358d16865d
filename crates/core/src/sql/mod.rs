//! Reading by SQL: one statement, that can do nothing but read.

mod error;
mod guard;
mod run;

pub use error::SqlError;
pub use run::{Answer, Limits, Row, run};

pub(crate) use guard::Guarded;
