//! One error for every way a call can fail.

mod body;
mod kind;
mod types;

pub(crate) use body::{Said, read as read_body};
pub use kind::{ErrorKind, ExpiryForm, Processed};
pub use types::{Details, Error};
