//! The lines of a journal: each has a checksum over itself and all before it.

use std::path::Path;

use sha2::{Digest as _, Sha256};

use super::{Entry, JournalError, Record};

/// Bytes of each checksum: half of a SHA-256.
const SUM: usize = 16;

/// The checksum of a line and all before it.
pub(super) type Sum = [u8; SUM];

/// How many lines a journal has, and the checksum of the last one.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct JournalEnd {
    pub(super) lines: u64,
    pub(super) sum: Sum,
}

/// The end of a journal without lines.
pub(super) const NOTHING: JournalEnd = JournalEnd {
    lines: 0,
    sum: [0; SUM],
};

/// The checksum of a line after the lines before it.
pub(super) fn chained(before: &Sum, body: &[u8]) -> Sum {
    let full = Sha256::new()
        .chain_update(before)
        .chain_update(body)
        .finalize();
    let mut sum = [0; SUM];
    for (to, from) in sum.iter_mut().zip(full) {
        *to = from;
    }
    sum
}

/// A checksum in hexadecimal.
pub(super) fn hex(sum: &Sum) -> String {
    sum.iter().map(|byte| format!("{byte:02x}")).collect()
}

/// The complete lines of a journal.
pub(super) struct Parsed {
    pub(super) entries: Vec<Entry>,
    pub(super) end: JournalEnd,
    /// Their length in bytes.
    pub(super) length: u64,
}

impl Parsed {
    /// How many lines are missing at the end, according to the end mark.
    pub(super) fn missing(
        &self,
        path: &Path,
        known: Option<JournalEnd>,
    ) -> Result<Option<u64>, JournalError> {
        let Some(known) = known else {
            let first = self.entries.first().map(|entry| &entry.record);
            // The journal had an end mark, which is missing now.
            let had = matches!(first, Some(Record::Begin { marked: true, .. }));
            return Ok(had.then_some(0));
        };
        if self.entries.is_empty() && known.lines > 0 {
            return Err(JournalError::Emptied {
                path: path.to_owned(),
                lines: known.lines,
            });
        }
        let missing = known.lines.saturating_sub(self.end.lines);
        Ok((missing > 0).then_some(missing))
    }
}

/// Parses the complete lines of a journal and checks them against its `known` end.
pub(super) fn parse(
    bytes: &[u8],
    path: &Path,
    known: Option<JournalEnd>,
) -> Result<Parsed, JournalError> {
    let mut parsed = Parsed {
        entries: Vec::new(),
        end: NOTHING,
        length: 0,
    };
    for (at, line) in bytes.split_inclusive(|byte| *byte == b'\n').enumerate() {
        let damaged = || JournalError::Damaged {
            path: path.to_owned(),
            line: at.saturating_add(1),
        };
        let Some(whole) = line.strip_suffix(b"\n") else {
            break; // cut off while it was being written
        };
        let (written, body) = whole.split_at_checked(SUM * 2 + 1).ok_or_else(damaged)?;
        let end = &mut parsed.end;
        end.sum = chained(&end.sum, body);
        end.lines = end.lines.saturating_add(1);
        if written.strip_suffix(b" ") != Some(hex(&end.sum).as_bytes()) {
            return Err(damaged());
        }
        // As many lines, and other ones.
        if known.is_some_and(|known| known.lines == end.lines && known.sum != end.sum) {
            return Err(damaged());
        }
        parsed
            .entries
            .push(serde_json::from_slice(body).map_err(|_| damaged())?);
        parsed.length = parsed.length.saturating_add(line.len() as u64);
    }
    Ok(parsed)
}
