//! Any call, without types: for calls that have no type here, and for debugging.

mod address;
mod pages;
mod path;
#[cfg(test)]
mod path_encodings;
mod request;
mod response;

pub use request::RawRequest;
pub use response::RawResponse;
