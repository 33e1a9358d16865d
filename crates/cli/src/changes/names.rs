//! Names of the organization and its policies, from the mirror.

use std::ops::ControlFlow;

use atlctl_api::{OrgId, PolicyId};
use atlctl_core::plan::Later;
use atlctl_core::query::{Cell, List, ListQuery};
use atlctl_core::store::{Mirror, StoreError};

use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::ui::display;

/// Names that the mirror knows today, for plans and runs that were made before.
pub fn later_names(context: &Context) -> Later {
    // Without a mirror, or with one that cannot be read, ids do.
    let Ok(mirror) = context.mirror_quietly() else {
        return Later::default();
    };
    let org = context.org().ok();
    let name = org.and_then(|org| org_name(&mirror, &org, None).ok().flatten());
    Later::of(&mirror, name).unwrap_or_default()
}

/// The organization's name: the profile's, else the mirror's.
///
/// # Errors
/// When the mirror cannot be read.
pub fn org_name(mirror: &Mirror, org: &OrgId, known: Option<String>) -> CliResult<Option<String>> {
    let mut name = known;
    let columns = ["id".to_owned(), "name".to_owned()];
    ListQuery::default().run(mirror, List::Orgs, &columns, &mut |cells| {
        let text = |at: usize| cells.get(at).and_then(Cell::text);
        if text(0) == Some(org.as_str()) && name.is_none() {
            name = text(1).map(str::to_owned);
        }
        ControlFlow::Continue(())
    })?;
    Ok(name)
}

/// The policy a person means.
///
/// # Errors
/// When the mirror knows no such policy, or several.
pub fn named_policy(mirror: &Mirror, flag: &str, name: &str) -> CliResult<PolicyId> {
    atlctl_core::plan::named_policy(mirror, name).map_err(|error| {
        let unknown = matches!(error, StoreError::Unknown { .. });
        let mut said = CliError::usage(format!("{flag}: {}", display(&error.to_string())));
        if unknown && let Ok(policies) = mirror.policies() {
            let known: Vec<String> = policies
                .into_iter()
                .take(8)
                .map(|policy| policy.name.unwrap_or_else(|| policy.id.into_string()))
                .collect();
            if !known.is_empty() {
                said = said.hint(format!("the policies are: {}", display(&known.join(", "))));
            }
            said = said.hint(
                "a policy that has no members yet is known only by its id: give that, or name it \
                 first (atlctl policy name ID NAME)",
            );
        }
        said
    })
}
