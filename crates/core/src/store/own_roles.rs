//! Whose own roles are known.

use rusqlite::Connection;

use crate::number_set::NumberSet;

/// The people whose own roles were read one by one, and may not have changed since.
pub(crate) fn own_roles_known(db: &Connection) -> rusqlite::Result<NumberSet> {
    let mut people = NumberSet::default();
    people.read(
        db,
        "SELECT u.no FROM user_role_read r JOIN mirror_user u ON u.account_id = r.account_id WHERE NOT r.outdated",
        [],
    )?;
    Ok(people)
}
