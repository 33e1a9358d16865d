//! `atlctl policy name`.

use atlctl_api::PolicyId;
use atlctl_core::store::Mirror;
use clap::Args;

use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::ui::display;

/// Name a policy, on this machine
///
/// The name is kept in the mirror. The service is not told: its own name stays what it is.
#[derive(Debug, Args)]
pub struct Name {
    /// The policy's id, as in the address of its page in the admin portal
    id: String,
    /// The name
    name: String,
}

/// Names it.
///
/// # Errors
/// When the name is empty, or the mirror cannot be written.
pub fn run(context: &Context, args: &Name) -> CliResult {
    let name = args.name.trim();
    if name.is_empty() {
        return Err(CliError::usage("the name is empty"));
    }
    // A mirror must be there: naming into nothing would hide a wrong --org.
    let known = context.mirror_quietly()?.policies()?;
    let mut mirror = Mirror::open(context.mirror_path()?)?;
    let id = PolicyId::from(args.id.clone());
    if !known.iter().any(|policy| policy.id == id) {
        context.ui.warning(format!(
            "no account of the mirror is in a policy {}; the name is kept all the same",
            display(&args.id)
        ));
    }
    mirror.name_policy(&id, name)?;
    context.ui.status(format!(
        "{} is now called {}.",
        display(&args.id),
        display(name)
    ));
    Ok(Exit::Done)
}
