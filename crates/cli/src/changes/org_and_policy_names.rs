//! Names of the organization and its policies, from the mirror.

use atlctl_api::PolicyId;
use atlctl_core::plan::CurrentNames;
use atlctl_core::store::{Mirror, StoreError};

use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::hint_commands::{self, word};
use crate::mirror::org_name;
use crate::ui::display;

/// Names that the mirror knows today, for plans and runs that were made before.
pub fn current_names(context: &Context) -> CurrentNames {
    // Without a mirror, or with one that cannot be read, ids do.
    let Ok(mirror) = context.mirror_without_header() else {
        return CurrentNames::default();
    };
    let org = context.org().ok();
    let name = org.and_then(|org| org_name(&mirror, &org, None).ok().flatten());
    CurrentNames::of(&mirror, name).unwrap_or_default()
}

/// The policy with this name or ID.
///
/// # Errors
/// When the mirror knows no such policy, or several.
pub fn named_policy(mirror: &Mirror, flag: &str, name: &str) -> CliResult<PolicyId> {
    atlctl_core::change::named_policy(mirror, name).map_err(|error| {
        let said = CliError::usage(format!("{flag}: {}", display(&error.to_string())));
        let (unknown, near) = match &error {
            StoreError::Unknown { near, .. } => (true, near.as_deref()),
            StoreError::Ambiguous { ids, .. } => {
                let ids = ids.iter().map(|id| format!("{flag} {}", word(id)));
                let ids: Vec<String> = ids.collect();
                return said.hint(format!("use the ID: {}", ids.join(" or ")));
            }
            _ => (false, None),
        };
        // The first word of a name without quotes.
        let first = format!("{} ", name.to_lowercase());
        if let Some(near) = near.filter(|near| near.to_lowercase().starts_with(&first)) {
            return said.hint(format!("put the name in quotes: {flag} {}", word(near)));
        }
        let mut said = said;
        if unknown && let Ok(policies) = mirror.policies() {
            if !policies.is_empty() && policies.iter().all(|policy| policy.name.is_none()) {
                return said
                    .hint(format!(
                        "no policy has a name yet; import names: {}",
                        hint_commands::command(&["policy", "import-names", "FILE"])
                    ))
                    .hint("or use an ID: atlctl policy list");
            }
            let known = policies.into_iter().take(8);
            let known: Vec<String> = known
                .map(|policy| match policy.name {
                    Some(name) => format!("{name:?}"),
                    None => policy.id.into_string(),
                })
                .collect();
            if !known.is_empty() {
                said = said.hint(format!("the policies are: {}", display(&known.join(", "))));
            }
            said = said.hint(
                "a policy without members is known only by its ID: use the ID, or name it \
                 first: atlctl policy name ID NAME",
            );
        }
        said
    })
}
