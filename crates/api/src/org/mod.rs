//! The organization and its direct resources.

mod directory;
mod domain;
mod managed_account;
mod organization;
mod workspace;

pub use directory::Directory;
pub use domain::Domain;
pub use managed_account::{ManagedAccount, ManagedProduct};
pub use organization::Org;
pub use workspace::Workspace;
