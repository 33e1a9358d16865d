//! Settings: the paths of files, and the profiles.

mod fault;
mod file;
mod form;
mod guard_values;
mod paths;
mod profile;
mod settings;

pub use fault::Fault;
pub use file::ConfigFile;
pub use form::{OF_ALL, OF_PROFILES, form};
pub use guard_values::missed;
pub use paths::Paths;
pub use profile::Profile;
