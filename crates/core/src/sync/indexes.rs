//! Indexes, and how a first sync does without them. IDs and addresses come in no order: kept up row by
//! row, their index costs more than everything else; built afterward, almost nothing.

use std::collections::{HashMap, HashSet};
use std::hash::{BuildHasher, BuildHasherDefault, DefaultHasher};

use atlctl_api::DirectoryUser;
use rusqlite::Connection;

const INDEXES: &str = "
CREATE UNIQUE INDEX IF NOT EXISTS mirror_user_account ON mirror_user (account_id);
CREATE INDEX IF NOT EXISTS mirror_user_email ON mirror_user (email_key);
CREATE INDEX IF NOT EXISTS mirror_user_gone ON mirror_user (no) WHERE gone_sync IS NOT NULL;
CREATE INDEX IF NOT EXISTS mirror_user_unlisted ON mirror_user (no) WHERE gone_sync IS NOT NULL OR groups_known = 0;
CREATE INDEX IF NOT EXISTS mirror_user_admin ON mirror_user (no) WHERE org_admin = 1;
CREATE INDEX IF NOT EXISTS mirror_membership_group ON mirror_membership (group_no, user_no);
CREATE INDEX IF NOT EXISTS mirror_token_gone ON mirror_token (account_id) WHERE gone_sync IS NOT NULL;
CREATE INDEX IF NOT EXISTS mirror_policy_member_policy ON mirror_policy_member (policy_no);
";

/// Makes the indexes that are not there yet.
pub(super) fn make(db: &Connection) -> rusqlite::Result<()> {
    db.execute_batch(INDEXES)
}

/// How many small sets there are: one large set would, while it grows, be in memory twice. They are of different sizes,
/// because sets of one size double all at the same time.
const PARTS: usize = 1 << 12;

/// Who was written before there was an index, by a number of 44 bits made from the account.
pub(super) struct Written {
    parts: Vec<HashSet<u32, BuildHasherDefault<Spread>>>,
    hasher: BuildHasherDefault<DefaultHasher>,
    /// How often all rows were read to find people who had been written.
    scans: u32,
}

/// So many scans cost as much as keeping up an index.
const SCANS: u32 = 64;

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
            scans: 0,
        };
        let mut read = db.prepare("SELECT account_id FROM mirror_user")?;
        let mut rows = read.query([])?;
        while let Some(row) = rows.next()? {
            written.is_new(row.get_ref(0)?.as_str()?);
        }
        Ok(Some(written))
    }

    /// Whether an index would cost less by now.
    pub(super) fn is_costly(&self) -> bool {
        self.scans > SCANS
    }

    /// Whether the account is surely not written yet; it counts as written from now on. Two accounts may
    /// have one number, so "no" has to be looked at closely.
    pub(super) fn is_new(&mut self, account: &str) -> bool {
        let number = self.hasher.hash_one(account);
        let [a, b, c, d, w, x, y, z] = number.to_le_bytes();
        let one = |low, high| usize::from(u16::from_le_bytes([low, high])) % PARTS;
        let part = one(w, x).max(one(y, z));
        self.parts
            .get_mut(part)
            .is_some_and(|part| part.insert(u32::from_le_bytes([a, b, c, d])))
    }
}

/// A person in the mirror.
#[derive(Debug, Clone, Copy)]
pub(super) struct Known {
    pub(super) no: i64,
    pub(super) seen: i64,
    pub(super) gone: bool,
}

/// Who of a page was written before, found without an index: all of them in one scan of the rows.
#[derive(Default)]
pub(super) struct Again {
    /// Whether there is no index.
    instead: bool,
    found: HashMap<String, Known>,
    /// People of the page who may be on it twice.
    suspects: HashSet<String>,
}

impl Again {
    pub(super) fn find(
        db: &Connection,
        written: &mut Written,
        users: &[DirectoryUser<'_>],
    ) -> rusqlite::Result<Self> {
        let mut again = Self {
            instead: true,
            ..Self::default()
        };
        for id in users.iter().filter_map(|user| user.account_id.as_deref()) {
            if !id.is_empty() && !written.is_new(id) {
                again.suspects.insert(id.to_owned());
            }
        }
        if again.suspects.is_empty() {
            return Ok(again);
        }
        written.scans += 1;
        let mut read = db.prepare_cached(
            "SELECT account_id, no, seen, gone_sync IS NOT NULL FROM mirror_user",
        )?;
        let mut rows = read.query([])?;
        while let Some(row) = rows.next()? {
            let id = row.get_ref(0)?.as_str()?;
            if again.suspects.contains(id) {
                let known = Known {
                    no: row.get(1)?,
                    seen: row.get(2)?,
                    gone: row.get(3)?,
                };
                again.found.insert(id.to_owned(), known);
            }
        }
        Ok(again)
    }

    /// The person as written before, if so. Nothing where the rows have to be asked.
    pub(super) fn known(&mut self, id: &str) -> Option<Option<Known>> {
        if !self.instead {
            return None;
        }
        if let Some(known) = self.found.get(id) {
            return Some(Some(*known));
        }
        // Somebody who is on the page twice was not written before the page was.
        (!self.suspects.contains(id)).then_some(None)
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
