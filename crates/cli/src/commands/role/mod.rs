//! `atlctl role`: who holds which role, and changes of it.

mod command;
mod find_role;
mod grant;
mod grant_or_revoke;
mod list;
mod list_past;
mod revoke;
mod role_paths;
mod rows;

pub use command::{Role, run};
pub use find_role::{
    AppOption, Wanted as NamedRole, find as find_role, not_listed, note_of_sandbox, one_app,
    only_app, why_in_list,
};
pub use role_paths::tell_ways;
pub use rows::{columns, default_group, place, way};
