//! Members of groups through the portal's own calls, on the original user management.

use atlctl_api::{AccountId, Error, GroupId};

use super::super::super::read_portal::members_of_groups;
use super::super::super::response::{Answer, Subject};
use super::super::super::rules::Wire;
use super::super::super::unchangeable::Unchangeable;
use super::super::site_access::no_call;

/// Why nobody is removed from a group there.
pub(super) fn no_removal() -> Unchangeable {
    Unchangeable::Never(
        "cannot be removed: atlctl knows no call that removes people from a group on the original user management; do it in \
         the portal (admin.atlassian.com)"
            .to_owned(),
    )
}

pub(super) async fn add(
    wire: &Wire,
    group: &str,
    is_in: bool,
    subjects: &[Subject],
) -> Result<Answer, Error> {
    if !is_in {
        return Err(no_call(
            "atlctl knows no call that removes people from a group on the original user management",
        ));
    }
    let ids = subjects.iter().map(|one| AccountId::from(one.target.id()));
    let ids: Vec<AccountId> = ids.collect();
    let group = GroupId::from(group);
    let (client, org) = (&wire.client, &wire.org);
    client.add_org_group_members(org, &group, &ids).await?;
    Ok(Answer::DONE)
}

/// Whether accounts are in groups of the portal, by group and account; `None` where no whole list says so.
pub(super) async fn read(wire: &Wire, pairs: &[(&str, &str)]) -> Result<Vec<Option<bool>>, Error> {
    let members = members_of_groups(wire, pairs.iter().map(|(group, _)| *group)).await?;
    let is_in = |(group, account): &(&str, &str)| {
        let listed = members.get(*group)?;
        let is_in = listed.has.contains(*account);
        (is_in || listed.whole).then_some(is_in)
    };
    Ok(pairs.iter().map(is_in).collect())
}
