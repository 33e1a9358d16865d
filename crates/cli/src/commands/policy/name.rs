//! `atlctl policy name`.

use atlctl_api::PolicyId;
use atlctl_core::plan::named_policy;
use atlctl_core::store::{Mirror, StoreError};
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
/// When the name is empty, the id is none, or the mirror cannot be written.
pub fn run(context: &Context, args: &Name) -> CliResult {
    let name = args.name.trim();
    if name.is_empty() {
        return Err(CliError::usage("the name is empty"));
    }
    // A mirror must be there: naming into nothing would hide a wrong --org.
    let read = context.mirror_quietly()?;
    let known = read.policies()?;
    let id = PolicyId::from(args.id.clone());
    // A name taken for an id would stand beside the policy that it means, and be what --to finds from then on.
    match named_policy(&read, &args.id) {
        Ok(meant) if meant == id => {}
        Ok(meant) => {
            return Err(CliError::usage(format!(
                "{} is the name of a policy, not its id",
                display(&args.id)
            ))
            .hint(format!("its id is {}", display(meant.as_str()))));
        }
        Err(StoreError::Unknown { .. }) => {
            return Err(CliError::usage(format!(
                "{} is not the id of a policy",
                display(&args.id)
            ))
            .hint(
                "an id is five groups of letters and digits; see: atlctl policy list, or the \
                 address of the policy's page in the admin portal",
            ));
        }
        Err(error) => return Err(error.into()),
    }
    let mut mirror = Mirror::open(context.mirror_path()?)?;
    let same = known.iter().find(|policy| {
        let called = policy.name.as_deref().unwrap_or_default();
        policy.id != id && called.to_lowercase() == name.to_lowercase()
    });
    if let Some(other) = same {
        context.ui.warning(format!(
            "{} is called that too: only their ids tell them apart from now on",
            display(other.id.as_str())
        ));
    }
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
