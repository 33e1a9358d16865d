//! `atlctl group show`.

use atlctl_core::query;
use clap::Args;

use super::list::columns;
use crate::context::Context;
use crate::error::{CliResult, Exit};

/// Show a group
#[derive(Debug, Args)]
pub struct Show {
    /// Name or id
    group: String,
}

/// Shows one.
///
/// # Errors
/// When no group is meant, or the mirror cannot be read.
pub fn run(context: &Context, args: &Show) -> CliResult {
    let mirror = context.mirror()?;
    let id = mirror.group_id(&args.group)?;
    context.show_one(&mirror, query::List::Groups, id.as_str(), columns())?;
    Ok(Exit::Done)
}
