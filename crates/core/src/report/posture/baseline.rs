//! What is known and accepted: a file of checks and IDs, to be kept beside the code that runs the checks.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use super::check::CHECKS;

/// What is accepted of an organization.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Baseline {
    /// The format, 1.
    baseline: u32,
    /// The organization's ID.
    org: String,
    /// For each check, the IDs that are accepted.
    accepted: BTreeMap<String, BTreeSet<String>>,
}

/// Why a file is no baseline.
#[derive(Debug, thiserror::Error)]
pub enum BaselineError {
    /// The file has another form.
    #[error("is not a baseline")]
    Invalid(#[source] serde_json::Error),
    /// A newer version wrote it.
    #[error("has format {0}, which needs a newer atlctl")]
    Newer(u32),
    /// It is of another organization.
    #[error("is the baseline of another organization, {0}")]
    OtherOrg(String),
}

impl Baseline {
    /// One that accepts nothing.
    pub(super) fn new(org: &str) -> Self {
        Self {
            baseline: 1,
            org: org.to_owned(),
            accepted: BTreeMap::new(),
        }
    }

    /// Reads it from the text of a file.
    ///
    /// # Errors
    /// When it is none, or of another organization.
    pub fn from_text(text: &str, org: &str) -> Result<Self, BaselineError> {
        let read: Self = serde_json::from_str(text).map_err(BaselineError::Invalid)?;
        if read.baseline != 1 {
            return Err(BaselineError::Newer(read.baseline));
        }
        if read.org != org {
            return Err(BaselineError::OtherOrg(read.org));
        }
        Ok(read)
    }

    /// The text of its file: the same each time, so that a change of it can be reviewed.
    #[must_use]
    pub fn to_text(&self) -> String {
        // Maps of texts have no value that JSON cannot hold.
        let text = serde_json::to_string_pretty(self).unwrap_or_default();
        format!("{text}\n")
    }

    /// How much it accepts.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.accepted.values().map(|ids| ids.len() as u64).sum()
    }

    /// The checks that it names and that this version does not have: what it accepts of them accepts nothing.
    #[must_use]
    pub fn unknown_checks(&self) -> Vec<&str> {
        let is_known = |id: &str| CHECKS.iter().any(|check| check.id == id);
        let names = self.accepted.keys().map(String::as_str);
        names.filter(|id| !is_known(id)).collect()
    }

    pub(super) fn accept(&mut self, check: &str, id: String) {
        self.accepted
            .entry(check.to_owned())
            .or_default()
            .insert(id);
    }

    pub(super) fn add(&mut self, other: &Self) {
        for (check, ids) in &other.accepted {
            self.accepted
                .entry(check.clone())
                .or_default()
                .extend(ids.iter().cloned());
        }
    }

    pub(super) fn has(&self, check: &str) -> bool {
        self.accepted.contains_key(check)
    }

    pub(super) fn accepts(&self, check: &str, id: &str) -> bool {
        self.accepted.get(check).is_some_and(|ids| ids.contains(id))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn it_survives_a_file_and_knows_its_organization() {
        let mut one = Baseline::new("o-1");
        one.accept("admin-many", "b".to_owned());
        one.accept("admin-many", "a".to_owned());
        let text = one.to_text();
        assert!(text.find("\"a\"") < text.find("\"b\""), "{text}");
        assert_eq!(Baseline::from_text(&text, "o-1").unwrap(), one);
        assert!(matches!(
            Baseline::from_text(&text, "o-2"),
            Err(BaselineError::OtherOrg(_))
        ));
        let newer = text.replace("\"baseline\": 1", "\"baseline\": 2");
        assert!(matches!(
            Baseline::from_text(&newer, "o-1"),
            Err(BaselineError::Newer(2))
        ));
        assert!(matches!(
            Baseline::from_text("{}", "o-1"),
            Err(BaselineError::Invalid(_))
        ));
    }
}
