//! `atlctl auth login`: obtain a credential, check it with one call, store it.

mod borrow;
mod capture;
mod check;
mod command;
mod elsewhere;
mod interrupt;
mod org_change;
mod previous_store;
mod prompt;
mod save;
mod stdin;
mod target;
mod window;

pub use command::{Login, run};
pub(super) use save::choose_store;
pub(super) use stdin::secret as secret_of_stdin;
