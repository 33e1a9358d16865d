//! Indexes, and how a first sync does without them. Ids and addresses come in no order: kept up row by
//! row, an index of theirs costs more than all the rest together; made afterwards, next to nothing.

use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use rusqlite::Connection;

const INDEXES: &str = "
CREATE UNIQUE INDEX IF NOT EXISTS mirror_user_account ON mirror_user (account_id);
CREATE INDEX IF NOT EXISTS mirror_user_email ON mirror_user (email_key);
CREATE INDEX IF NOT EXISTS mirror_membership_group ON mirror_membership (group_no, user_no);
CREATE INDEX IF NOT EXISTS mirror_policy_member_policy ON mirror_policy_member (policy_no);
";

/// Makes the indexes that are not there yet.
pub(super) fn make(db: &Connection) -> rusqlite::Result<()> {
    db.execute_batch(INDEXES)
}

/// Who was written before there was an index, by a number made from the account.
#[derive(Default)]
pub(super) struct Written {
    accounts: HashSet<u64, BuildHasherDefault<Same>>,
    hasher: BuildHasherDefault<DefaultHasher>,
}

impl Written {
    /// Who was written already; none when there is an index to ask.
    pub(super) fn load(db: &Connection) -> rusqlite::Result<Option<Self>> {
        let indexed: bool = db.query_row(
            "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE name = 'mirror_user_account')",
            [],
            |row| row.get(0),
        )?;
        if indexed {
            return Ok(None);
        }
        let mut written = Self::default();
        let mut read = db.prepare("SELECT account_id FROM mirror_user")?;
        let mut rows = read.query([])?;
        while let Some(row) = rows.next()? {
            written.is_new(row.get_ref(0)?.as_str()?);
        }
        Ok(Some(written))
    }

    /// Whether the account is surely not written yet; it counts as written from now on. Two accounts may
    /// have one number, so "no" has to be looked at closely.
    pub(super) fn is_new(&mut self, account: &str) -> bool {
        self.accounts.insert(self.hasher.hash_one(account))
    }
}

/// What is a hash already is not hashed again.
#[derive(Default)]
pub(super) struct Same(u64);

impl std::hash::Hasher for Same {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }
    fn write_u64(&mut self, number: u64) {
        self.0 = number;
    }
}
