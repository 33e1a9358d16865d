//! `atlctl auth remove-directory`.

use clap::Args;

use crate::connect::{StoreKind, directory_id};
use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::hint_commands;
use crate::ui::display;

/// Delete the key of an identity provider's directory
///
/// Deletes the key from this machine only; it stays valid until you replace it in the admin portal. The mirror keeps
/// what it last read of the directory.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl auth remove-directory 4c8ab2f0-6d0e-4c11-9d5b-0a1c2d3e4f50")]
pub struct RemoveDirectory {
    /// The directory's ID, or its SCIM base URL
    #[arg(value_name = "DIRECTORY")]
    directory: String,
}

/// Runs `atlctl auth remove-directory`.
///
/// # Errors
/// When the profile has no key of the directory, or the store or the configuration cannot be written.
pub fn run(context: &Context, args: &RemoveDirectory) -> CliResult {
    let mut config = context.config()?;
    let name = context.profile_name(&config);
    let (_, mut profile) = context.profile()?;
    let listed = &profile.scim_directories;
    let id = directory_id(&args.directory).filter(|id| listed.contains(id));
    let Some(id) = id else {
        let error = CliError::usage(format!(
            "the profile {} has no key of this directory",
            display(&name)
        ));
        return Err(if listed.is_empty() {
            error.hint(format!(
                "this profile has no directory keys; add one: {}",
                hint_commands::command(&["auth", "add-directory", "--help"])
            ))
        } else {
            error.hint(format!("use one of: {}", display(&listed.join(", "))))
        });
    };
    let kind = profile.store.as_deref().map(StoreKind::read).transpose()?;
    if let Some(store) = kind.and_then(|kind| context.store(kind)) {
        let mut all = store.load(&name)?;
        if all.directory_keys.remove(&id).is_some() {
            store.save(&name, &all)?;
        }
    }
    profile.scim_directories.retain(|one| *one != id);
    config.set_profile(&name, profile);
    config.write()?;
    context.ui.status(format!(
        "Deleted the key of the directory {}.",
        display(&id)
    ));
    Ok(Exit::Done)
}
