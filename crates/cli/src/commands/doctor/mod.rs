//! `atlctl doctor`: checks what works with this credential.

mod audit_log;
mod calls;
mod command;
mod connection;
mod directories;
mod finding;
mod machine;
mod mirror;
mod probe;
mod signed_in;

pub use command::{Doctor, run};
pub use probe::any_call_works;
