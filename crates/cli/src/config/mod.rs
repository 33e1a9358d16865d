//! Settings: the paths of files, and the profiles.

mod file;
mod paths;
mod profile;
mod saved_name_references;
mod setting_forms;
mod setting_values;
mod settings;
mod value_errors;

pub use file::ConfigFile;
pub use paths::Paths;
pub use profile::Profile;
pub use saved_name_references::name_in;
pub use setting_forms::{Form, OF_ALL, OF_PROFILES, SECTIONS, form, section};
pub use setting_values::missed;
pub use value_errors::Fault;
