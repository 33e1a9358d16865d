//! The documented views in a PostgreSQL database: one schema for each organization, a table for each view. The mirror
//! stays the source, the database is a copy.

mod address;
mod copy;
mod error;
mod export;
mod schema;
mod sql;
mod tables;
mod tls;

pub use address::{Address, AddressError};
pub use copy::CopiedView;
pub use error::DatabaseError;
pub use export::{DatabaseOptions, export};
