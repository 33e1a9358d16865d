//! The HTTP server around the organization.

mod calls;
mod connection;
mod handle;
mod limits;
mod listen;
mod sim;

pub use listen::{Running, Simulator};
pub(crate) use sim::Sim;
