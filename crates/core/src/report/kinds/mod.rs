//! The reports. A new one is a file here and a line in `kind.rs`.

mod access;
mod admins;
mod apps;
mod externals;
mod groups;
mod inactive;
mod kind;
mod policies;
mod seats;
mod since;

pub use kind::Kind;

use apps::top_apps;
