//! Guards the reading of a list of people that may never end.

use super::{RawPage, UserFilter};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::ids::OrgId;
use crate::page::Progress;

/// After so many pages the people are counted, to compare: pages of people do not say how many there are.
const COUNT_AFTER: u64 = 50;

/// Notices that a list of people does not end: a page repeats people of earlier pages, in whatever mixture and under a new
/// cursor, or the list has far more people than Atlassian counts.
#[derive(Debug)]
pub struct PeopleListGuard<'a> {
    client: &'a Client,
    org: &'a OrgId,
    filter: &'a UserFilter,
    progress: Progress,
    /// People on this page, and those of them who are new.
    got: u64,
    new: u64,
    counted: Option<u64>,
}

impl<'a> PeopleListGuard<'a> {
    /// For one list, read with this filter.
    #[must_use]
    pub fn new(client: &'a Client, org: &'a OrgId, filter: &'a UserFilter) -> Self {
        Self {
            client,
            org,
            filter,
            progress: Progress::default(),
            got: 0,
            new: 0,
            counted: None,
        }
    }

    /// Notes a person; false when an earlier entry had the account. Entries without an account are new.
    pub fn is_new(&mut self, account: Option<&str>) -> bool {
        let new = account.is_none_or(|account| self.progress.note(account));
        self.got += 1;
        self.new += u64::from(new);
        new
    }

    /// Notes the end of a page whose people were noted.
    ///
    /// # Errors
    /// `Paging` when the list does not end.
    pub async fn end_page(&mut self, page: &RawPage) -> Result<(), Error> {
        let (got, new) = (std::mem::take(&mut self.got), std::mem::take(&mut self.new));
        if page.next.is_none() {
            return Ok(());
        }
        if self.counted.is_none() && self.progress.pages() % COUNT_AFTER == COUNT_AFTER - 1 {
            self.counted = self.client.users_count(self.org, self.filter).await.ok();
        }
        match self.progress.stuck(got, new, self.counted) {
            Some(why) => Err(Error::new(ErrorKind::Paging, why)),
            None => Ok(()),
        }
    }
}
