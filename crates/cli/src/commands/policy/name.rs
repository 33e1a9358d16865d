//! `atlctl policy name`.

use atlctl_api::PolicyId;
use atlctl_core::change::named_policy;
use atlctl_core::store::{Lock, Mirror, StoreError};
use clap::Args;

use crate::context::Context;
use crate::error::{CliError, CliResult, Exit};
use crate::hint_commands;
use crate::ui::display;

/// Name a policy in the local mirror
///
/// Changes the name in the local mirror only, not in Atlassian. --clear removes a name that was given to the wrong
/// ID or is out of date.
#[derive(Debug, Args)]
#[command(before_help = "\
Examples:
  atlctl policy name 72fb2bcb-5757-4a46-8f1a-db356dc36a92 'Strict sign-in'
  atlctl policy name 72fb2bcb-5757-4a46-8f1a-db356dc36a92 --clear")]
pub struct Name {
    /// Policy ID, as in the URL of its page in the admin portal
    id: String,
    /// Name to give it
    #[arg(required_unless_present = "clear")]
    name: Option<String>,
    /// Remove its name
    #[arg(long, conflicts_with = "name")]
    clear: bool,
}

/// Names the policy, or removes its name.
///
/// # Errors
/// When the name is empty, the id is none, or the mirror cannot be written.
pub fn run(context: &Context, args: &Name) -> CliResult {
    let name = args.name.as_deref().unwrap_or_default().trim();
    if name.is_empty() && !args.clear {
        return Err(CliError::usage("the name is empty").hint(format!(
            "to remove its name: {}",
            hint_commands::command(&["policy", "name", &args.id, "--clear"])
        )));
    }
    // A mirror must be there: naming into nothing would hide a wrong --org.
    let read = context.mirror_without_header()?;
    let id = policy_id(&read, &args.id)?;
    if args.clear {
        return clear(context, &id);
    }
    let known = read.policies()?;
    let mut mirror = Mirror::open(context.mirror_path()?)?;
    let same = known.iter().find(|policy| {
        let called = policy.name.as_deref().unwrap_or_default();
        policy.id != id && called.to_lowercase() == name.to_lowercase()
    });
    if let Some(other) = same {
        context.ui.warning(format!(
            "the policy {} has the same name; name these two policies by ID",
            display(other.id.as_str())
        ));
    }
    if !known.iter().any(|policy| policy.id == id) {
        context.ui.warning(format!(
            "no account in the mirror has the policy {}; the name is saved anyway",
            display(&args.id)
        ));
    }
    mirror.name_policy(&id, name)?;
    context.ui.status(format!(
        "The policy {} is now named {}.",
        display(&args.id),
        display(name)
    ));
    Ok(Exit::Done)
}

/// The policy with this id. A name taken for an id would stand beside the policy that it means, and be what --to
/// finds from then on.
fn policy_id(mirror: &Mirror, given: &str) -> CliResult<PolicyId> {
    let id = PolicyId::from(given.to_owned());
    match named_policy(mirror, given) {
        Ok(meant) if meant == id => Ok(id),
        Ok(meant) => Err(CliError::usage(format!(
            "{} is a policy name, not a policy ID",
            display(given)
        ))
        .hint(format!("its ID is {}", display(meant.as_str())))),
        Err(StoreError::Unknown { .. }) => {
            Err(
                CliError::usage(format!("{} is not a policy ID", display(given))).hint(
                    "a policy ID is five groups of letters and digits; find it with atlctl policy list, or in the \
             URL of the policy's page in the admin portal",
                ),
            )
        }
        Err(error) => Err(error.into()),
    }
}

/// Removes the name.
fn clear(context: &Context, id: &PolicyId) -> CliResult {
    let path = context.mirror_path()?;
    let _no_sync = Lock::take(&path)?;
    let shown = display(id.as_str());
    match Mirror::open(&path)?.unname_policy(id)? {
        Some(name) => context.ui.status(format!(
            "The policy {shown} is no longer named {}.",
            display(&name)
        )),
        None => context
            .ui
            .status(format!("The policy {shown} has no name.")),
    }
    Ok(Exit::Done)
}
