//! The client and its builder.

mod builder;
mod handle;

pub use builder::{ClientBuilder, Timeouts};
pub use handle::Client;
pub(crate) use handle::Inner;
