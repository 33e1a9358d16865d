//! Authentication policies. Source: Admin Control API v1 (sure for API keys; through the portal's
//! gateway with a session the same paths are inferred). There is no call that lists policies, names
//! them, or lists their members.

mod add_users;
mod of_accounts;
mod task;

pub use add_users::Accepted;
pub use of_accounts::AccountPolicy;
pub use task::{PolicyTask, PolicyTaskFailure};
