//! Settings: the paths of files, and the profiles.

mod fault;
mod file;
mod form;
mod paths;
mod profile;
mod saved_name;
mod setting_values;
mod settings;

pub use fault::Fault;
pub use file::ConfigFile;
pub use form::{OF_ALL, OF_PROFILES, form};
pub use paths::Paths;
pub use profile::Profile;
pub use saved_name::name_in;
pub use setting_values::missed;
