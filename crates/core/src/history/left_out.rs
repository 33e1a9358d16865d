//! What a comparison leaves out, in one sentence.

use super::diff::Diff;

impl Diff {
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
