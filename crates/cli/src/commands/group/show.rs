//! `atlctl group show`.

use atlctl_core::query;
use clap::Args;

use super::list::{cell, columns};
use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::output::Details;

/// Show a group and its member count
///
/// Reads the mirror (see: atlctl sync), or Atlassian with --live.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl group show site-admins")]
pub struct Show {
    /// Group name or ID
    group: String,
}

/// Runs `atlctl group show`.
///
/// # Errors
/// When no group matches, or the mirror or the service cannot be read.
pub fn run(context: &Context, args: &Show) -> CliResult {
    if context.global.live {
        let (org, client) = (context.org()?, context.client()?);
        let group = context.block_on(super::live::find_one(&client, &org, &args.group))??;
        let mut details = Details::new();
        for column in columns() {
            let told = cell(&group, column.name());
            details = details.column(column, told);
        }
        context.print_details(details)?;
        return Ok(Exit::Done);
    }
    let mirror = context.mirror()?;
    let id = mirror.group_id(&args.group)?;
    context.show_one(&mirror, query::List::Groups, id.as_str(), columns())?;
    Ok(Exit::Done)
}
