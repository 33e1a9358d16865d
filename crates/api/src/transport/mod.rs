//! Sends requests: URL, credential, pacing, retries, size limits, errors.

mod call;
mod change;
mod cookie;
mod gate;
mod headers;
mod pace;
mod rate_estimate;
mod response;
mod retry;
mod secrets;
mod send;
#[cfg(test)]
mod simulation;
mod window_estimate;

pub(crate) use call::{Access, Body, Call, Safety, method_name, segment};
pub(crate) use change::text_of;
pub(crate) use headers::MAX_HEADERS;
pub(crate) use pace::Pacer;
pub(crate) use response::Reply;
pub(crate) use retry::Budget;
pub(crate) use secrets::{HIDDEN, Secrets};
