//! `atlctl policy show`.

use atlctl_core::query;
use clap::Args;

use super::list::columns;
use crate::context::Context;
use crate::error::{CliResult, Exit};

/// Show a policy
#[derive(Debug, Args)]
pub struct Show {
    /// Name or id
    policy: String,
}

/// Shows one.
///
/// # Errors
/// When no policy is meant, or the mirror cannot be read.
pub fn run(context: &Context, args: &Show) -> CliResult {
    let mirror = context.mirror()?;
    let id = mirror.policy_id(&args.policy)?;
    context.show_one(&mirror, query::List::Policies, id.as_str(), columns())?;
    Ok(Exit::Done)
}
