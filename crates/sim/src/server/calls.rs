//! How often each call that changes something was processed, and for whom.

use std::collections::BTreeMap;

/// The processed calls by name and target.
#[derive(Debug, Default)]
pub(crate) struct Calls(BTreeMap<(&'static str, String), Count>);

/// How often a call was processed.
#[derive(Debug, Default, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Count {
    /// With any answer.
    pub processed: u32,
    /// With an answer of success.
    pub succeeded: u32,
}

impl Calls {
    pub fn count(&mut self, call: &'static str, target: &str, status: u16) {
        let count = self.0.entry((call, target.to_owned())).or_default();
        count.processed += 1;
        count.succeeded += u32::from((200..300).contains(&status));
    }

    pub fn all(&self) -> impl Iterator<Item = (&'static str, &str, Count)> {
        self.0
            .iter()
            .map(|((call, target), count)| (*call, target.as_str(), *count))
    }

    pub fn clear(&mut self) {
        self.0.clear();
    }
}
