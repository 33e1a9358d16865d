//! Where credentials are kept between runs.

mod error;
mod file;
mod kept;
mod keyring;
mod memory;
mod parts;

pub use error::StoreError;
pub use file::FileStore;
pub use kept::CredentialStore;
pub use keyring::{Keyring, KeyringState};
pub use memory::MemoryStore;
