//! Builds clients from profile, options and environment, and converts their errors to messages.

mod client;
mod credential_file;
mod credential_source;
mod credentials;
#[cfg(feature = "postgres")]
mod database_password;
mod directory_keys;
mod errors;
mod observer;
mod process_tree;
mod session_writer;
mod token_command;
mod wait_messages;

pub use credential_file::read_credential;
pub use credential_source::{Source, StoreKind};
#[cfg(feature = "postgres")]
pub use database_password::database_password;
pub use directory_keys::directory_id;
pub use errors::replacing;
pub use session_writer::SessionWriter;
pub use wait_messages::{Waits, waiting_words};
