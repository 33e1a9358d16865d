//! Stores of credentials.

mod chunks;
mod error;
mod file;
mod keyring;
mod memory;
mod stored;

pub use error::StoreError;
pub use file::FileStore;
pub use keyring::{Keyring, KeyringState};
pub use memory::MemoryStore;
pub use stored::CredentialStore;
