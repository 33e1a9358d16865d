//! Indexes, and how a first sync does without them. IDs and addresses come in no order: kept up row by
//! row, their index costs more than everything else; built afterward, almost nothing.

use std::collections::HashSet;
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use rusqlite::Connection;

const INDEXES: &str = "
CREATE UNIQUE INDEX IF NOT EXISTS mirror_user_account ON mirror_user (account_id);
CREATE INDEX IF NOT EXISTS mirror_user_email ON mirror_user (email_key);
CREATE INDEX IF NOT EXISTS mirror_user_gone ON mirror_user (no) WHERE gone_sync IS NOT NULL;
CREATE INDEX IF NOT EXISTS mirror_user_unlisted ON mirror_user (no) WHERE gone_sync IS NOT NULL OR groups_known = 0;
CREATE INDEX IF NOT EXISTS mirror_membership_group ON mirror_membership (group_no, user_no);
CREATE INDEX IF NOT EXISTS mirror_policy_member_policy ON mirror_policy_member (policy_no);
";

/// Makes the indexes that are not there yet.
pub(super) fn make(db: &Connection) -> rusqlite::Result<()> {
    db.execute_batch(INDEXES)
}

/// How many small sets there are: one large set would, while it grows, be in memory twice.
const PARTS: usize = 1 << 12;

/// Who was written before there was an index, by a number of 44 bits made from the account.
pub(super) struct Written {
    parts: Vec<HashSet<u32, BuildHasherDefault<Spread>>>,
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
        let mut written = Self {
            parts: vec![HashSet::default(); PARTS],
            hasher: BuildHasherDefault::default(),
        };
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
        let number = self.hasher.hash_one(account);
        let [a, b, c, d, .., y, z] = number.to_le_bytes();
        let part = usize::from(u16::from_le_bytes([y, z])) % PARTS;
        self.parts
            .get_mut(part)
            .is_some_and(|part| part.insert(u32::from_le_bytes([a, b, c, d])))
    }
}

/// What is a hash already is only spread over the bits that a set looks at.
#[derive(Default)]
pub(super) struct Spread(u64);

impl std::hash::Hasher for Spread {
    fn finish(&self) -> u64 {
        self.0
    }
    fn write(&mut self, bytes: &[u8]) {
        for byte in bytes {
            self.0 = self.0.rotate_left(8) ^ u64::from(*byte);
        }
    }
    fn write_u32(&mut self, number: u32) {
        self.0 = u64::from(number).wrapping_mul(0x9E37_79B9_7F4A_7C15);
    }
}
