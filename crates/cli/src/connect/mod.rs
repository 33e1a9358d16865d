//! Builds clients from profile, options and environment, and converts their errors to messages.

mod client;
mod credential_file;
mod credentials;
#[cfg(feature = "postgres")]
mod database_password;
mod directory_keys;
mod errors;
mod observer;
mod process_tree;
mod session_writer;
mod source;
mod token_command;
mod waits;

pub use credential_file::read_credential;
#[cfg(feature = "postgres")]
pub use database_password::database_password;
pub use directory_keys::directory_id;
pub use errors::replacing;
pub use session_writer::SessionWriter;
pub use source::{Source, StoreKind};
pub use waits::{Waits, waiting_words};
