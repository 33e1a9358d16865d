//! Settings: the paths of files, and the profiles.

mod fault;
mod file;
mod form;
mod paths;
mod settings;

pub use fault::Fault;
pub use file::{ConfigFile, Profile};
pub use form::{OF_ALL, OF_PROFILES, form};
pub use paths::Paths;
