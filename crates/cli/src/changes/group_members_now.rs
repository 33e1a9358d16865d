//! The members that a group has now.

use atlctl_api::{AccountId, ErrorKind, GroupId};
use atlctl_core::change::{LiveMember, Wire, group_members};
use atlctl_core::input;
use atlctl_core::plan::Found;
use atlctl_core::store::{GroupFacts, Mirror, Person};

use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};
use crate::ui::display;

/// The members of a group, from Atlassian or, where this credential may not read them, from the mirror.
///
/// # Errors
/// When Atlassian fails otherwise, or the mirror does not know all members.
pub fn members_now(
    context: &Context,
    wire: &Wire,
    mirror: &Mirror,
    group: &GroupFacts,
) -> CliResult<Vec<Found>> {
    let id = GroupId::from(group.id.as_str());
    let read = context.block_on(group_members(wire, &id, None))?;
    match read {
        Ok(Some(members)) => members
            .into_iter()
            .map(|member| found(mirror, member))
            .collect(),
        Ok(None) => from_mirror(context, mirror, group),
        Err(error)
            if matches!(
                error.kind,
                ErrorKind::Forbidden
                    | ErrorKind::NotFound
                    | ErrorKind::NoCredential
                    | ErrorKind::OldUserManagement
            ) =>
        {
            from_mirror(context, mirror, group)
        }
        Err(error) => Err(error.into()),
    }
}

fn from_mirror(context: &Context, mirror: &Mirror, group: &GroupFacts) -> CliResult<Vec<Found>> {
    let name = display(group.shown());
    let members = mirror.group_members(&GroupId::from(group.id.as_str()))?;
    if (members.known.len() as u64) < members.members {
        return Err(CliError::new(
            Kind::Refused,
            format!(
                "the members of the group {name} cannot be read, and the mirror knows only {} of {}",
                members.known.len(),
                members.members
            ),
        )
        .hint("update the mirror: atlctl sync"));
    }
    context.ui.warning(format!(
        "the members of the group {name} cannot be read live; using the mirror's"
    ));
    let known = members.known.into_iter().map(|account| LiveMember {
        account: account.into_string(),
        email: None,
        name: None,
    });
    known.map(|member| found(mirror, member)).collect()
}

/// A member, as the mirror knows them. Of one that it does not know, nothing but the name is known.
fn found(mirror: &Mirror, member: LiveMember) -> CliResult<Found> {
    let id = AccountId::from(member.account.as_str());
    let known = mirror.person_by_id(&id)?;
    let person = known.unwrap_or_else(|| Person {
        email: member.email.clone(),
        name: member.name,
        ..Person::unknown(id)
    });
    Ok(Found {
        given: input::Person {
            at: None,
            email: person.email.clone(),
            account: Some(member.account),
        },
        person: Some(person),
        suggestions: Vec::new(),
        conflict: None,
    })
}
