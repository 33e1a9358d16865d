//! Writes the people of a page.

use atlctl_api::{DirectoryUser, RawPage};

use super::indexes::{self, Again};
use super::user_rows::UserRows;
use super::writer::{WRITING, Writer};
use super::{Stage, SyncError};
use crate::store::During;

/// What this sync knew of the people that were written.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Seen {
    /// How many it had not seen before.
    pub(super) fresh: u64,
    /// Whether it had seen the last of them before.
    pub(super) last_known: bool,
}

impl Writer {
    /// Writes the people of a page. `listed`: the page is one of the list, which has to end.
    pub(super) fn page(&mut self, page: &RawPage, listed: bool) -> Result<(), SyncError> {
        let users = page.users().map_err(|source| SyncError::Wire {
            stage: Stage::Users,
            source,
        })?;
        let fresh = self.people(&users, true)?.fresh;
        if listed && page.next.is_some() {
            let saved = self.saved(Stage::Users);
            let so_far = (saved.rows, saved.total);
            let accounts = users.iter().filter_map(|user| user.account_id.as_deref());
            if let Some(why) = self.watch.page(accounts, fresh, so_far) {
                self.counters.stop(why);
            }
        }
        Ok(())
    }

    /// Writes people. `whole`: their JSON contains everything that is written.
    pub(super) fn people(
        &mut self,
        users: &[DirectoryUser<'_>],
        whole: bool,
    ) -> Result<Seen, SyncError> {
        let db = &self.mirror.db;
        let mut write = UserRows::new(db, whole).during(WRITING)?;
        let mut again = match &mut self.written {
            Some(written) => Again::find(db, written, users).during(WRITING)?,
            None => Again::default(),
        };
        let asks = self.asks_policies();
        let mut seen = Seen::default();
        for user in users {
            let applied = write
                .apply(
                    &mut again,
                    &mut self.row_numbers,
                    &self.log,
                    self.next_no,
                    user,
                )
                .during(WRITING)?;
            let Some(no) = applied.no else {
                self.without_account += 1;
                continue;
            };
            if no == self.next_no {
                self.next_no += 1;
            }
            seen.last_known = !applied.first_time;
            if applied.first_time {
                seen.fresh += 1;
                if applied.managed && asks {
                    self.to_ask.push_back(no);
                }
            }
        }
        write.finish().during(WRITING)?;
        if self
            .written
            .as_mut()
            .is_some_and(|written| written.is_costly())
        {
            self.written = None;
            indexes::make(&self.mirror.db).during(WRITING)?;
        }
        self.count(Stage::Users, seen.fresh);
        Ok(seen)
    }
}
