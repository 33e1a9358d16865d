//! What a comparison leaves out, in one sentence.

use super::change::ChangeKind;
use super::diff::Diff;
use crate::number::{counted, people};

impl Diff {
    /// Says which people may not have come: no sync had listed everybody by the first moment.
    #[must_use]
    pub fn perhaps_there(&self) -> Option<String> {
        let came = self.changes.iter();
        let came = came.filter(|change| change.of == "people" && change.kind == ChangeKind::Added);
        let came = came.count() as u64;
        (came > 0 && !self.were_all_listed).then(|| {
            format!(
                "By snapshot {}, no sync had read the people to the end: {} shown as added may have been there before.",
                self.snapshots.0,
                people(came)
            )
        })
    }

    /// Says what was not read for the second moment; nothing where all was.
    #[must_use]
    pub fn not_read(&self) -> Option<String> {
        let groups: Vec<String> = by_sync(self.not_read.iter().copied())
            .into_iter()
            .map(|(sync, subjects)| format!("{} (last read by sync {sync})", subjects.join(", ")))
            .collect();
        (!groups.is_empty()).then(|| {
            format!(
                "What changed since the last reading is unknown: {}.",
                groups.join("; ")
            )
        })
    }

    /// Says how many changes the audit log has outside of the times that were asked for; nothing where none are.
    #[must_use]
    pub fn left_out_by_log(&self) -> Option<String> {
        (self.outside > 0).then(|| {
            let changes = counted(self.outside, "change", "changes");
            format!("Left out: {changes} that the audit log dates before or after this time.")
        })
    }

    /// Says what is left out because it was not read at the first moment; nothing where nothing is.
    #[must_use]
    pub fn left_out(&self) -> Option<String> {
        let groups: Vec<String> = by_sync(self.unknown.iter().copied())
            .into_iter()
            .map(|(begins, subjects)| {
                let subjects = subjects.join(", ");
                match begins {
                    None => format!("{subjects} (never read)"),
                    Some(sync) => format!("{subjects} (first read by sync {sync})"),
                }
            })
            .collect();
        (!groups.is_empty()).then(|| format!("Left out: {}.", groups.join("; ")))
    }
}

/// What is left out, by the sync that it has in common.
fn by_sync<K: Ord + Copy>(
    all: impl Iterator<Item = (&'static str, K)>,
) -> Vec<(K, Vec<&'static str>)> {
    let mut groups: Vec<(K, Vec<&str>)> = Vec::new();
    for (subject, sync) in all {
        match groups.iter_mut().find(|(of, _)| *of == sync) {
            Some((_, subjects)) if subjects.contains(&subject) => {}
            Some((_, subjects)) => subjects.push(subject),
            None => groups.push((sync, vec![subject])),
        }
    }
    groups.sort_by_key(|(sync, _)| *sync);
    groups
}
