//! Settings: the paths of files, and the profiles.

mod file;
mod paths;

pub use file::{ConfigFile, Profile};
pub use paths::Paths;
