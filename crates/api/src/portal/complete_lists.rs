//! Lists of the portal that are known to be whole: only these say who is not in them.

use std::pin::pin;

use futures_util::TryStreamExt as _;
use serde::Deserialize;

use super::{PortalGroup, PortalUser};
use crate::client::Client;
use crate::error::Error;
use crate::ids::{GroupId, OrgId, SiteId};
use crate::lenient;
use crate::model::Model;
use crate::page::{OffsetStyle, entries};
use crate::transport::Call;

impl Client {
    /// Reads the people of a site (see [`Client::site_users`]). Whether the list is whole, so that who is not in it was not
    /// in the site when the reading began: its totals before and after have the number of those who came in between, and
    /// each has an ID. `None`: the list has no total, and is never known to be whole.
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn complete_site_users(
        &self,
        site: &SiteId,
        each: &mut (dyn FnMut(PortalUser) + Send),
    ) -> Result<Option<bool>, Error> {
        let call = Call::get("/adminhub/um/site/{siteId}/users", &[site.as_str()])?;
        self.whole(call, "users", each).await
    }

    /// Reads the members of a group (see [`Client::org_group_members`]), and whether the list is whole.
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn complete_org_group_members(
        &self,
        org: &OrgId,
        group: &GroupId,
        each: &mut (dyn FnMut(PortalUser) + Send),
    ) -> Result<Option<bool>, Error> {
        let call = Call::get(
            "/adminhub/um/org/{orgId}/groups/{groupId}/members",
            &[org.as_str(), group.as_str()],
        )?;
        self.whole(call, "users", each).await
    }

    /// Reads the groups (see [`Client::org_groups`]), and whether the list is whole.
    ///
    /// # Errors
    /// Any error of a request.
    pub async fn org_groups_whole(
        &self,
        org: &OrgId,
        each: &mut (dyn FnMut(PortalGroup) + Send),
    ) -> Result<Option<bool>, Error> {
        let call = Call::get("/adminhub/um/org/{orgId}/groups", &[org.as_str()])?;
        self.whole(call, "groups", each).await
    }

    async fn whole<T: Model>(
        &self,
        call: Call,
        name: &'static str,
        each: &mut (dyn FnMut(T) + Send),
    ) -> Result<Option<bool>, Error> {
        let call = call.session_only();
        let before = self.portal_total(&call).await?;
        let mut list = pin!(entries::<T>(
            self.clone(),
            Ok(call.clone()),
            OffsetStyle::portal(name)
        ));
        let (mut count, mut named) = (0_u64, true);
        while let Some(item) = list.try_next().await? {
            count += 1;
            named &= !item.key().is_empty();
            each(item);
        }
        let Some(before) = before else {
            return Ok(None);
        };
        // What has no ID may be whom a reader misses. A list that is read by offset shifts: who comes meanwhile is one
        // more, but who goes makes the reader miss another.
        let after = self.portal_total(&call).await?;
        Ok(Some(
            named && before <= count && after.is_some_and(|after| count <= after),
        ))
    }

    /// The `total` on the first page of a list; nothing where it has none.
    pub(super) async fn portal_total(&self, list: &Call) -> Result<Option<u64>, Error> {
        #[derive(Deserialize)]
        struct Page {
            #[serde(default, deserialize_with = "lenient::count")]
            total: Option<u64>,
        }
        let call = list
            .clone()
            .query("start-index", "1".to_owned())
            .query("count", "1".to_owned());
        let reply = self.send(&call).await?;
        Ok(reply.json::<Page>(&call)?.total)
    }
}
