//! Filters by time.

/// From when to when (ISO 8601); one of the two may be open. The service also knows "more" and "less than so many
/// days", but not which of the two means what, so they are not here.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct TimeRange {
    /// From then on.
    pub from: Option<String>,
    /// Up to then.
    pub to: Option<String>,
}

impl TimeRange {
    /// As query parameters for a field such as `createdAt`.
    pub(super) fn pairs(&self, field: &str) -> Vec<(String, String)> {
        let mut pairs = Vec::new();
        if self.from.is_none() && self.to.is_none() {
            return pairs;
        }
        pairs.push((format!("{field}SearchType"), "range".to_owned()));
        for (end, time) in [("From", &self.from), ("To", &self.to)] {
            if let Some(time) = time {
                pairs.push((format!("{field}{end}"), time.clone()));
            }
        }
        pairs
    }
}
