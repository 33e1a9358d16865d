//! A hermetic place to run the program in: own home, no environment but ours, fixed clock and width.

pub mod api_server;
mod env;
mod mock;
mod sim;
mod transcript;

pub use env::{ATLCTL, Env, Output, chmod};
pub use mock::otherwise;
pub use sim::{Place, one_after_another};
pub use transcript::Page;

/// The reports, by the word after `report`.
pub const REPORTS: [&str; 10] = [
    "inactive",
    "seats",
    "access",
    "admins",
    "policies",
    "groups",
    "externals",
    "tokens",
    "posture",
    "changes",
];
