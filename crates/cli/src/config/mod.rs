//! Settings: where files lie and what profiles say.

mod file;
mod paths;

pub use file::{ConfigFile, Profile};
pub use paths::Paths;
