//! The organisation and what lies directly in it.

mod directory;
mod domain;
mod managed_account;
mod organisation;
mod workspace;

pub use directory::Directory;
pub use domain::Domain;
pub use managed_account::{ManagedAccount, ManagedProduct};
pub use organisation::Org;
pub use workspace::Workspace;
