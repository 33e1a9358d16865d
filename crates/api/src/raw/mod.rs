//! Any call, as it is: for what has no typed call here, and for looking at the wire.

mod address;
mod pages;
mod path;
#[cfg(test)]
mod path_encodings;
mod request;
mod response;

pub use request::RawRequest;
pub use response::RawResponse;
