//! Any call, as it is: for what has no typed call here, and for looking at the wire.

mod pages;
mod request;
mod response;

pub use request::RawRequest;
pub use response::RawResponse;
