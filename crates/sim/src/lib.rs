//! A simulated Atlassian organization with the HTTP interface of the official admin APIs and the admin portal,
//! and with faults.
//!
//! Used by the tests, the demo, simulated runs and the benchmarks. It shares nothing with the client: its
//! responses follow the published specifications. One port on the loopback address serves both base URLs.

mod config;
mod control;
mod exports;
mod fault;
mod handlers;
mod organization;
mod outside_changes;
mod records;
mod rng;
mod server;
mod session;
mod state_as_json;

pub use config::{RateLimit, SimConfig, SimError, SimOrganization};
pub use control::{Control, KeptState};
pub use fault::{FAULT_KINDS, FaultError, changing_calls};
pub use organization::Facet;
pub use records::{
    SimAccount, SimAct, SimCall, SimChange, SimContents, SimGroup, SimPolicy, SimRequest, SimRole,
    SimToken,
};
pub use server::{Running, Simulator};
pub use session::Expiry;
