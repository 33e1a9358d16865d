//! Authentication policies. Source: Admin Control API v1 (sure for API keys; through the portal's
//! gateway with a session the same paths are inferred). There is no call that lists policies, names
//! them, or lists their members.

mod account_policies;
mod add_users;
mod task;

pub use account_policies::AccountPolicy;
pub use add_users::Accepted;
pub use task::{PolicyTask, PolicyTaskFailure};
