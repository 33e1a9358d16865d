//! What the mirror knows of the API tokens, to compare it with the service's counts.

use rusqlite::Connection;

/// The tokens that are not gone.
#[derive(Debug, Default)]
pub(super) struct KnownTokens {
    pub(super) all: u64,
    pub(super) blocked: u64,
    /// Those that have not expired.
    pub(super) valid: u64,
    /// Those that are blocked and have not expired.
    pub(super) valid_blocked: u64,
    /// When each was made, in seconds since 1970, in order.
    created: Vec<i64>,
}

/// How many tokens there are. Where counts proved those that were not read again, so many are as good as read.
pub(super) fn proven(db: &Connection) -> rusqlite::Result<u64> {
    db.query_row(
        "SELECT count(*) FROM mirror_token WHERE gone_sync IS NULL",
        [],
        |row| row.get::<_, i64>(0).map(i64::unsigned_abs),
    )
}

impl KnownTokens {
    pub(super) fn read(db: &Connection, now: i64) -> rusqlite::Result<Self> {
        let mut known = Self::default();
        let mut read = db.prepare_cached(
            "SELECT created, coalesce(status = 'blocked', 0), expires IS NULL OR expires > ?1 FROM mirror_token \
             WHERE gone_sync IS NULL",
        )?;
        let mut rows = read.query([now])?;
        while let Some(row) = rows.next()? {
            let (blocked, valid): (bool, bool) = (row.get(1)?, row.get(2)?);
            known.all += 1;
            known.blocked += u64::from(blocked);
            known.valid += u64::from(valid);
            known.valid_blocked += u64::from(blocked && valid);
            known.created.extend(row.get::<_, Option<i64>>(0)?);
        }
        known.created.sort_unstable();
        Ok(known)
    }

    /// Times that cut the tokens into so many parts of one size.
    pub(super) fn cuts(&self, parts: usize) -> Vec<i64> {
        let size = self.created.len().div_ceil(parts.max(1)).max(1);
        let mut cuts: Vec<i64> = self
            .created
            .iter()
            .skip(size)
            .step_by(size)
            .copied()
            .collect();
        cuts.dedup();
        cuts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cuts_make_parts_of_one_size() {
        let known = |created: Vec<i64>| KnownTokens {
            created,
            ..KnownTokens::default()
        };
        assert_eq!(known((0..9).collect()).cuts(3), [3, 6]);
        assert_eq!(known((0..10).collect()).cuts(3), [4, 8]);
        assert_eq!(known(vec![5; 9]).cuts(3), [5]);
        assert_eq!(known(Vec::new()).cuts(3), Vec::<i64>::new());
    }
}
