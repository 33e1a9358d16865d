//! `atlctl user suspend`.

use atlctl_core::change::facet::directory_access::{DirectoryAccess, SUSPENDED};
use atlctl_core::change::{Facet, FacetKind};
use clap::Args;

use crate::changes::{ChangePeople, DirectoryOption, From, no_notes};
use crate::context::Context;
use crate::error::CliResult;

/// Suspend people's access
///
/// Takes away access to every app of the directory, and the seats, while groups and roles stay: `user restore` gives
/// everything back. Works for external users too. Atlassian does not let anybody suspend an organization admin.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl user suspend ann@example.com
  atlctl user suspend --csv leavers.csv --reason \"left the company\" --ticket HR-7
  atlctl user suspend --inactive 180d --except vips.csv --plan idle.json")]
pub struct Suspend {
    #[command(flatten)]
    people: ChangePeople,
    #[command(flatten)]
    directory: DirectoryOption,
}

/// Runs `atlctl user suspend`.
///
/// # Errors
/// When nobody is selected, a guard refuses, or the service fails.
pub fn run(context: &Context, args: &Suspend) -> CliResult {
    let change = args.people.begin(context)?;
    let directory = args.directory.find(&change.mirror)?;
    let facet = Facet::about(FacetKind::of(&DirectoryAccess), [directory]);
    change
        .select()?
        .set(&facet, &SUSPENDED.into(), From::default(), &no_notes)
}
