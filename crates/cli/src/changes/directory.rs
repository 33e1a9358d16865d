//! The directory that a change of people or groups is made in.

use atlctl_core::store::Mirror;
use clap::Args;

use crate::error::{CliError, CliResult};
use crate::ui::display;

/// The directory of a change.
#[derive(Debug, Clone, Args)]
#[command(next_help_heading = "Selection")]
pub struct DirectoryOption {
    /// Directory of the people or groups (name or ID) [default: the only one]
    #[arg(long, value_name = "DIRECTORY")]
    directory: Option<String>,
}

impl DirectoryOption {
    /// Whether a directory was named.
    pub fn is_given(&self) -> bool {
        self.directory.is_some()
    }

    /// The ID of the directory.
    ///
    /// # Errors
    /// When the mirror knows no such directory, several, or none was named and there is not exactly one.
    pub fn find(&self, mirror: &Mirror) -> CliResult<String> {
        let known = mirror.directories()?;
        let shown = |(id, name): &(atlctl_api::DirectoryId, Option<String>)| {
            display(name.as_deref().unwrap_or(id.as_str()))
        };
        let names: Vec<String> = known.iter().map(shown).collect();
        let Some(wanted) = &self.directory else {
            return match known.as_slice() {
                [(id, _)] => Ok(id.as_str().to_owned()),
                [] if mirror.is_on_old_user_management()? => Err(CliError::usage(
                    "the organization is on the original user management and has no directories",
                )
                .hint("what can be changed there: atlctl help portal-calls")),
                [] => Err(CliError::usage("the mirror knows no directory")
                    .hint("update it: atlctl sync; or name one: --directory ID")
                    .hint(
                        "an organization on the original user management has none; change its groups and people in the portal, or with the portal's own calls: atlctl help portal-calls",
                    )),
                _ => Err(
                    CliError::usage("the organization has several directories").hint(format!(
                        "name one of them: --directory, one of {}",
                        names.join(", ")
                    )),
                ),
            };
        };
        let same = |(id, name): &&(atlctl_api::DirectoryId, Option<String>)| {
            let name = name.as_deref().unwrap_or_default();
            id.as_str() == wanted || name.eq_ignore_ascii_case(wanted)
        };
        let found: Vec<_> = known.iter().filter(same).collect();
        match found.as_slice() {
            [(id, _)] => Ok(id.as_str().to_owned()),
            // A directory may be newer than the mirror.
            [] if known.is_empty() => Ok(wanted.clone()),
            [] => Err(
                CliError::usage(format!("no directory named \"{}\"", display(wanted)))
                    .hint(format!("the directories are: {}", names.join(", "))),
            ),
            _ => Err(CliError::usage(format!(
                "several directories are named \"{}\"",
                display(wanted)
            ))
            .hint("use the ID: atlctl directory list")),
        }
    }
}
