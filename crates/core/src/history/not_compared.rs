//! What a comparison leaves out, in one sentence.

use super::change::ChangeKind;
use super::diff::Diff;
use crate::number::people;

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

    /// Says what is left out because it was not read at the first moment; nothing where nothing is.
    #[must_use]
    pub fn left_out(&self) -> Option<String> {
        let mut groups: Vec<(Option<i64>, Vec<&str>)> = Vec::new();
        for (subject, begins) in &self.unknown {
            match groups.iter_mut().find(|(of, _)| of == begins) {
                Some((_, subjects)) if subjects.contains(subject) => {}
                Some((_, subjects)) => subjects.push(subject),
                None => groups.push((*begins, vec![subject])),
            }
        }
        groups.sort_by_key(|(begins, _)| *begins);
        let groups: Vec<String> = groups
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
