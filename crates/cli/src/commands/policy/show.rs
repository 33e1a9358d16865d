//! `atlctl policy show`.

use std::ops::ControlFlow;

use atlctl_core::query;
use atlctl_core::sync::Stage;
use clap::Args;

use super::list::columns;
use crate::commands::user::live::policy_names;
use crate::context::Context;
use crate::error::{CliResult, Exit};
use crate::output::{Cell, Details};

/// Show a policy and its member count
///
/// Reads the mirror (see: atlctl sync), or Atlassian with --live, which reads the policy of every
/// managed account.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl policy show 'Default policy'")]
pub struct Show {
    /// Policy name or ID
    policy: String,
}

/// Runs `atlctl policy show`.
///
/// # Errors
/// When no policy matches, or the mirror or Atlassian cannot be read.
pub fn run(context: &Context, args: &Show) -> CliResult {
    if context.global.live {
        let policy = super::live::find_policy(context, &args.policy)?;
        let mut members = 0;
        let unknown = super::live::walk(context, &mut |_, of| {
            members += i64::from(*of == policy);
            Ok(ControlFlow::Continue(()))
        })?;
        let name = policy_names(context).remove(policy.as_str());
        let details = Details::new()
            .field("name", "Name", Cell::maybe(name))
            .field("members", "Members", Cell::Int(members))
            .id("id", "ID", policy.as_str())
            .field("type", "Type", Cell::Unknown)
            .field("name_from", "Source of name", Cell::Unknown);
        context.print_details(details)?;
        super::live::report_unknown(context, unknown);
        return Ok(Exit::Done);
    }
    let mirror = context.mirror_showing(&[Stage::Policies])?;
    let id = mirror.policy_id(&args.policy)?;
    context.show_one(&mirror, query::List::Policies, id.as_str(), &columns())?;
    Ok(Exit::Done)
}
