//! Decides whether a loss is plausible. A credential that lost rights gets empty lists, and the look-up and the count
//! agree with them. So when much is missing at once, the user must accept it.

use rusqlite::Connection;

/// Losses up to this number are always plausible.
const FEW: u64 = 25;
/// One in this many may be lost in one sync.
const ONE_IN: u64 = 10;

/// A loss, and the total that it is part of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(super) struct Loss {
    pub(super) lost: u64,
    pub(super) known: u64,
}

impl Loss {
    /// Whether it is plausible without the user's confirmation: not everything, and at most 25 or a tenth.
    pub(super) fn is_believable(self) -> bool {
        let Self { lost, known } = self;
        lost == 0 || lost < known && (lost <= FEW || lost.saturating_mul(ONE_IN) <= known)
    }

    /// Whether it is so few that it is plausible even as all there was, where lost rights do not look like it.
    pub(super) fn is_few(self) -> bool {
        self.lost <= FEW
    }

    /// Runs a statement that counts the loss and the total.
    pub(super) fn count(
        db: &Connection,
        sql: &str,
        values: impl rusqlite::Params,
    ) -> rusqlite::Result<Self> {
        db.query_row(sql, values, |row| {
            Ok(Self {
                lost: row.get::<_, i64>(0)?.unsigned_abs(),
                known: row.get::<_, i64>(1)?.unsigned_abs(),
            })
        })
    }

    /// Rows of a table that this sync did not see, of those that were there before it.
    pub(super) fn unseen(db: &Connection, table: &str, sync: i64) -> rusqlite::Result<Self> {
        let sql = format!(
            "SELECT count(*) FILTER (WHERE seen < ?1), count(*) FROM {table} \
             WHERE gone_sync IS NULL AND first_sync < ?1"
        );
        Self::count(db, &sql, [sync])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn few_or_a_small_share_are_believed_and_never_all() {
        let believed = |lost, known| Loss { lost, known }.is_believable();
        assert!(believed(0, 0) && believed(0, 300));
        assert!(believed(25, 30) && believed(25, 10_000));
        assert!(!believed(26, 259) && believed(26, 260));
        assert!(believed(1_000, 10_000) && !believed(1_001, 10_000));
        for all in [1, 2, 25, 300] {
            assert!(!believed(all, all), "{all}");
        }
    }
}
