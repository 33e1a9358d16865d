//! Members of groups through the portal's own calls, on the old user management.

use atlctl_api::{AccountId, Error, GroupId};

use super::super::super::answer::{Answer, Subject};
use super::super::super::closed::Closed;
use super::super::super::read_members::read_members;
use super::super::super::read_portal::members_of_groups;
use super::super::super::rules::{Item, ReadProgress, Wire};
use super::super::super::value::Value;
use super::super::site_access::no_call;
use super::{IN, key, through_portal, which, word};

/// Why nobody is removed from a group there.
pub(super) fn no_removal() -> Closed {
    Closed::Never(
        "cannot be removed: on the old user management, no call is known that removes people from a group; do it in the \
         portal (admin.atlassian.com)"
            .to_owned(),
    )
}

pub(super) async fn add(
    wire: &Wire,
    group: &str,
    to: &Value,
    subjects: &[Subject],
) -> Result<Answer, Error> {
    if to.text() != Some(IN) {
        return Err(no_call(
            "the portal has no known call that removes people from a group",
        ));
    }
    let ids = subjects.iter().map(|one| AccountId::from(one.target.id()));
    let ids: Vec<AccountId> = ids.collect();
    let group = GroupId::from(group);
    let (client, org) = (&wire.client, &wire.org);
    client.add_org_group_members(org, &group, &ids).await?;
    Ok(Answer::DONE)
}

/// Reads items of the portal's groups, and those of directories among them.
pub(super) async fn read(
    wire: &Wire,
    items: &[Item],
    progress: ReadProgress<'_>,
) -> Result<Vec<Option<Value>>, Error> {
    let (portal, others): (Vec<&Item>, Vec<&Item>) =
        items.iter().partition(|item| through_portal(&item.of));
    let members = members_of_groups(wire, portal.iter().map(|item| key(&item.of))).await?;
    let others: Vec<Item> = others.into_iter().cloned().collect();
    let mut others = if others.is_empty() {
        Vec::new()
    } else {
        read_members(wire, &others, progress, which, word).await?
    }
    .into_iter();
    let of_portal = |item: &Item| {
        let listed = members.get(key(&item.of))?;
        let is_in = listed.has.contains(item.target.id());
        (is_in || listed.whole).then(|| word(is_in))
    };
    progress(items.len());
    let value = |item: &Item| match through_portal(&item.of) {
        true => of_portal(item),
        false => others.next().flatten(),
    };
    Ok(items.iter().map(value).collect())
}
