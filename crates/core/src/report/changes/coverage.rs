//! Who is in no authentication policy any more.

use rusqlite::{Connection, OptionalExtension as _};

use crate::history::Change;

/// Those who lost their policy, and of how many who had one it is unknown now.
#[derive(Debug, Default)]
pub(super) struct Coverage<'a> {
    /// Known to be in none.
    pub lost: Vec<&'a Change>,
    /// Known before, and not at the second moment.
    pub unknown: u64,
}

impl<'a> Coverage<'a> {
    /// Looks at the second moment for those who were in a policy at the first.
    pub fn find(after: &Connection, changes: &'a [Change]) -> rusqlite::Result<Self> {
        let mut read = after.prepare_cached(
            "SELECT m.user_no IS NOT NULL FROM mirror_user u LEFT JOIN mirror_policy_member m ON m.user_no = u.no \
             WHERE u.account_id = ?1 AND u.gone_sync IS NULL AND m.policy_no IS NULL",
        )?;
        let mut found = Self::default();
        let without = changes.iter().filter(|change| {
            change.of == "policies" && change.before.is_some() && change.after.is_none()
        });
        for change in without {
            match read.query_row([&change.id], |row| row.get(0)).optional()? {
                Some(true) => found.lost.push(change),
                Some(false) => found.unknown += 1,
                // Who left needs no policy.
                None => {}
            }
        }
        Ok(found)
    }
}
