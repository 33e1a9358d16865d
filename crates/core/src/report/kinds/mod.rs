//! The reports. A new one is a file here and a line in `kind.rs`.

mod access;
mod admins;
mod app_seats;
mod apps;
mod externals;
mod group_charts;
mod groups;
mod inactive;
mod kind;
mod past_states;
mod policies;
mod policy_history;
mod seat_charts;
mod seat_costs;
mod seat_history;
mod seats;
mod tokens;

pub use kind::Kind;

use apps::top_apps;
