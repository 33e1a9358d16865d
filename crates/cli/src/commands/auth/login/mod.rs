//! `atlctl auth login`: obtain a credential, check it with one call, store it.

mod borrow;
mod capture;
mod check;
mod command;
mod interrupt;
mod org_change;
mod other_ways;
mod previous_store;
mod prompt;
mod save;
mod sign_in_page;
mod stdin;
mod window;

pub use command::{Login, run};
pub(super) use save::choose_store;
pub(super) use stdin::secret as secret_of_stdin;
