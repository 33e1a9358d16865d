//! The error of a failed call.

mod body;
mod kind;
mod types;

pub(crate) use body::{ErrorBody, read as read_body};
pub use kind::{ErrorKind, ExpiryForm, Processed};
pub use types::{Details, Error};
