//! A simulated Atlassian organization that answers the same HTTP as the official admin APIs and the
//! admin portal, with faults.
//!
//! It is the witness of the project's tests, the stage of its demo and the server of its benches, and
//! shares nothing with the client: the shapes come from the published specifications. One port on the
//! loopback address serves both base addresses.

mod config;
mod control;
mod exports;
mod fault;
mod handlers;
mod organization;
mod records;
mod rng;
mod server;
mod session;

pub use config::{RateLimit, SimConfig, SimError, SimOrganization};
pub use control::Control;
pub use fault::FaultError;
pub use records::{SimAccount, SimChange, SimPolicy, SimRequest};
pub use server::{Running, Simulator};
pub use session::Expiry;
