//! The error of a failed call.

mod body;
mod code;
mod kind;
mod types;

pub(crate) use body::{ErrorBody, read as read_body};
pub use code::ServiceCode;
pub use kind::{ErrorKind, ExpiryForm, Processed};
pub use types::{Details, Error};
