//! Groups that a saved plan makes equal to a list: who became a member since is not on the list, and in no row.

use std::collections::HashMap;

use atlctl_api::{ErrorKind, GroupId};
use atlctl_core::change::{LiveMember, Wire, group_members};
use atlctl_core::number::people;
use atlctl_core::plan::Plan;

use super::may_not_read;
use crate::context::Context;
use crate::error::CliResult;
use crate::ui::{display, first_of};

/// Members of a group who came in after a plan was made.
pub struct NewMembers {
    /// The group's name.
    group: String,
    /// Their addresses, else their account IDs.
    names: Vec<String>,
}

/// Reads the members that the groups have now, which are to be equal to a list. Adds to the plan how many they are.
///
/// # Errors
/// When Atlassian fails; not where this credential may not read the members, of which it warns.
pub fn read_new_members(
    context: &Context,
    wire: &Wire,
    plan: &mut Plan,
) -> CliResult<Vec<NewMembers>> {
    let mut found = Vec::new();
    for group in plan.equal.clone() {
        let name = plan.name_of(group.facet.kind, &group.group);
        let id = GroupId::from(group.group.as_str());
        let read = context.block_on(group_members(wire, &id, None))?;
        let members = match read {
            Ok(Some(members)) => members,
            Err(error) if !may_not_read(&error) && error.kind != ErrorKind::OldUserManagement => {
                return Err(error.into());
            }
            Ok(None) | Err(_) => {
                context.ui.warning(format!(
                    "the members of the group {} cannot be read live: whether others came in since the plan was made is \
                     unknown",
                    display(&name)
                ));
                continue;
            }
        };
        let count = members.len() as u64;
        let accounts = members.iter().map(|member| member.account.as_str());
        let new = plan.unplanned_members(&group, accounts);
        let by_account: HashMap<&str, &LiveMember> = members
            .iter()
            .map(|member| (member.account.as_str(), member))
            .collect();
        let names = new.iter().map(|account| {
            let known = by_account.get(account).and_then(|one| one.email.clone());
            known.unwrap_or_else(|| (*account).to_owned())
        });
        let names: Vec<String> = names.collect();
        if !names.is_empty() {
            found.push(NewMembers { group: name, names });
        }
        plan.later.members.insert(group.group, count);
    }
    Ok(found)
}

impl NewMembers {
    /// In words: `1 person became a member of the group team-0001 after the plan was made, and is not on the list: …`.
    pub fn words(&self) -> String {
        let count = self.names.len();
        let (became, is) = match count {
            1 => ("became a member", "is"),
            _ => ("became members", "are"),
        };
        display(&format!(
            "{} {became} of the group {} after the plan was made, and {is} not on its list: {}",
            people(count as u64),
            self.group,
            first_of(&self.names, count, 5)
        ))
    }
}
