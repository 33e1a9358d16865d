//! Which parts each sync read. What a sync did not read looks as it did before.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::store::history::Tracked;
use crate::store::is_read_on_request;

/// By part, the syncs that were to read it, and whether they did.
pub(super) struct PartsRead {
    syncs: BTreeMap<String, BTreeMap<i64, bool>>,
}

impl PartsRead {
    pub(super) fn find(db: &Connection) -> rusqlite::Result<Self> {
        let mut syncs: BTreeMap<String, BTreeMap<i64, bool>> = BTreeMap::new();
        let mut read = db.prepare_cached(
            "SELECT stage, sync_no, state IN ('complete', 'inexact', 'doubted') FROM mirror_stage",
        )?;
        let mut rows = read.query([])?;
        while let Some(row) = rows.next()? {
            let part = syncs.entry(row.get(0)?).or_default();
            part.insert(row.get(1)?, row.get(2)?);
        }
        Ok(Self { syncs })
    }

    /// Whether a sync could have found a change of a table: it read one of its parts. A part that is only read on request
    /// counts as read by the syncs that were not asked for it.
    pub(super) fn is_read(&self, entry: &Tracked, sync: i64) -> bool {
        let parts = || self.parts(entry);
        parts().any(|(_, syncs)| syncs.get(&sync) == Some(&true))
            || parts().all(|(part, syncs)| is_read_on_request(part) && !syncs.contains_key(&sync))
    }

    /// The last sync that read a table, where that was not after the first of two moments although there were syncs in
    /// between, or where a later one was to read it and could not. `None` where nothing is left out.
    pub(super) fn last_before_end(
        &self,
        entry: &Tracked,
        (since, until): (i64, i64),
    ) -> Option<i64> {
        let to_read = |(_, syncs): (&str, &BTreeMap<i64, bool>)| {
            syncs
                .range(..=until)
                .map(|(sync, read)| (*sync, *read))
                .collect::<Vec<_>>()
        };
        let syncs: Vec<(i64, bool)> = self.parts(entry).flat_map(to_read).collect();
        let last = syncs
            .iter()
            .filter(|(_, read)| *read)
            .map(|(sync, _)| *sync)
            .max()?;
        let is_refused = syncs.iter().any(|(sync, read)| !read && *sync > last);
        let is_on_request = entry.parts.iter().all(|part| is_read_on_request(part));
        let is_before = last <= since && since < until && !is_on_request;
        (is_refused && until > since || is_before).then_some(last)
    }

    fn parts<'a>(
        &'a self,
        entry: &'a Tracked,
    ) -> impl Iterator<Item = (&'a str, &'a BTreeMap<i64, bool>)> {
        static NONE: BTreeMap<i64, bool> = BTreeMap::new();
        entry
            .parts
            .iter()
            .map(|part| (*part, self.syncs.get(*part).unwrap_or(&NONE)))
    }
}
