//! Groups as the server has them now, also those of an organization on the original user management, which only
//! the portal lists.

use atlctl_api::{Client, Error, ErrorKind, Group, GroupSearch, OrgId};
use atlctl_core::sync::group_of_portal;
use futures_util::stream::{self, BoxStream};
use futures_util::{Stream, StreamExt as _, TryStreamExt as _};

/// Lists all groups.
pub(super) fn all(
    client: &Client,
    org: &OrgId,
) -> impl Stream<Item = Result<Group, Error>> + use<> {
    let (client, org) = (client.clone(), org.clone());
    stream::once(async move {
        let mut newer = Box::pin(client.groups_search(&org, GroupSearch::default()));
        let first = newer.next().await;
        match first {
            Some(Err(error)) if error.kind == ErrorKind::OldUserManagement => {
                Ok::<BoxStream<'static, _>, Error>(of_portal(&client, &org).boxed())
            }
            first => Ok(stream::iter(first).chain(newer).boxed()),
        }
    })
    .try_flatten()
}

/// Lists all groups of the portal.
pub(super) fn of_portal(
    client: &Client,
    org: &OrgId,
) -> impl Stream<Item = Result<Group, Error>> + Send + use<> {
    client.org_groups(org).map_ok(group_of_portal)
}
