//! What changed lately about a person, apart by whose act it was.

use atlctl_api::AccountId;
use rusqlite::Connection;

use super::recent_actors::apart;
use super::recent_record::{RecentChange, recorded};
use crate::store::{During as _, Mirror, StoreError};

/// The newest changes of a person, newest first: those of so many syncs and steps of runs. Of the past, those until that
/// moment.
///
/// # Errors
/// When the file cannot be read.
pub fn recent_changes(
    mirror: &Mirror,
    account: &AccountId,
    most: usize,
) -> Result<Vec<RecentChange>, StoreError> {
    let doing = "read recent changes";
    read(&mirror.db, account.as_str(), most).during(doing)
}

fn read(db: &Connection, account: &str, most: usize) -> rusqlite::Result<Vec<RecentChange>> {
    let mut read = db.prepare_cached(
        // Of one second, the last that was recorded is the newest.
        "SELECT at_unix, sync, run, kind, detail, no FROM change WHERE thing = 'user' AND id = ?1 \
         ORDER BY at_unix DESC, no DESC",
    )?;
    let mut rows = read.query([account])?;
    let (mut recent, mut entries) = (Vec::new(), 0);
    while entries < most {
        let Some(row) = rows.next()? else { break };
        let change = recorded(row)?;
        if change.kind == "changed" && change.values.is_empty() {
            continue;
        }
        recent.extend(apart(db, account, row.get(5)?, change)?);
        entries += 1;
    }
    Ok(recent)
}
