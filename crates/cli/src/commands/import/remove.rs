//! `atlctl import remove`.

use atlctl_core::store::Mirror;
use clap::Args;

use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};

/// Remove an imported file from the mirror
///
/// The file itself and everything else in the mirror stay.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl import remove 2")]
pub struct Remove {
    /// The import's number (see: atlctl import list)
    import: i64,
}

/// Runs `atlctl import remove`.
///
/// # Errors
/// When there is no such import, or the mirror cannot be written.
pub fn run(context: &Context, args: &Remove) -> CliResult {
    drop(context.mirror_without_header()?);
    let mut mirror = Mirror::open(context.mirror_path()?)?;
    if !mirror.remove_import(args.import)? {
        return Err(CliError::usage(format!("no import {}", args.import))
            .hint("list them: atlctl import list"));
    }
    context
        .ui
        .status(format!("Removed import {}.", args.import));
    Ok(Exit::Done)
}
