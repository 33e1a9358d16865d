//! The one place where a request leaves: address, credential, pacing, retry, decoding limit, errors.

mod answer;
mod call;
mod cookie;
mod gate;
mod headers;
mod pace;
mod rate;
mod retry;
mod secrets;
mod send;
#[cfg(test)]
mod simulation;

pub(crate) use answer::Reply;
pub(crate) use call::{Access, Body, Call, Safety, method_name, segment};
pub(crate) use headers::MAX_HEADERS;
pub(crate) use pace::Pacer;
pub(crate) use retry::Budget;
pub(crate) use secrets::{HIDDEN, Secrets};
