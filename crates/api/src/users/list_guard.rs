//! Guards the reading of a list of people that may never end.

use std::collections::HashSet;
use std::hash::{BuildHasher, RandomState};

use super::{RawPage, UserFilter};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::ids::OrgId;

/// Pages in a row that may hold only people of earlier pages. A list shifts while it is read.
const REPEATED_PAGES: u32 = 3;
/// After so many pages the people are counted, to compare.
const COUNT_AFTER: u64 = 50;
/// A list may hold twice what Atlassian counts, and so many more.
const SLACK: u64 = 1_000;

/// Notices that a list of people does not end: its pages repeat people, in whatever mixture and under ever new cursors, or
/// hold far more people than Atlassian counts.
#[derive(Debug)]
pub struct PeopleListGuard<'a> {
    client: &'a Client,
    org: &'a OrgId,
    filter: &'a UserFilter,
    /// Hashes of account IDs: a few bytes for each.
    seen: HashSet<u64>,
    hasher: RandomState,
    /// On this page: people, and those of them who are new.
    noted: u64,
    fresh: u64,
    pages: u64,
    repeated: u32,
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
            seen: HashSet::new(),
            hasher: RandomState::new(),
            noted: 0,
            fresh: 0,
            pages: 0,
            repeated: 0,
            counted: None,
        }
    }

    /// Notes a person; false when an earlier entry had the account. Entries without an account are new.
    pub fn is_new(&mut self, account: Option<&str>) -> bool {
        self.noted += 1;
        let Some(account) = account else {
            return true;
        };
        let new = self.seen.insert(self.hasher.hash_one(account));
        self.fresh += u64::from(new);
        new
    }

    /// Notes the end of a page whose people were noted.
    ///
    /// # Errors
    /// `Paging` when the list does not end.
    pub async fn end_page(&mut self, page: &RawPage) -> Result<(), Error> {
        let (noted, fresh) = (
            std::mem::take(&mut self.noted),
            std::mem::take(&mut self.fresh),
        );
        if page.next.is_none() {
            return Ok(());
        }
        self.pages += 1;
        // Empty pages are bounded where pages are read.
        if fresh > 0 {
            self.repeated = 0;
        } else if noted > 0 {
            self.repeated += 1;
        }
        if self.repeated >= REPEATED_PAGES {
            return Err(endless("its pages repeat people of earlier pages"));
        }
        if self.pages.is_multiple_of(COUNT_AFTER) && self.counted.is_none() {
            self.counted = self.client.users_count(self.org, self.filter).await.ok();
        }
        let seen = self.seen.len() as u64;
        match self.counted {
            Some(counted) if seen > counted.saturating_mul(2).saturating_add(SLACK) => {
                Err(endless(&format!(
                    "Atlassian counts {counted} people and has listed {seen}"
                )))
            }
            _ => Ok(()),
        }
    }
}

fn endless(why: &str) -> Error {
    Error::new(ErrorKind::Paging, format!("the list does not end: {why}"))
}
