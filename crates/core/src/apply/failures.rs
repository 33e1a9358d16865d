//! How many rows may fail.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::plan::{CountOrPercent, share};

/// How many rows may fail before a run stops.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum MaxFailures {
    /// A number of rows; one more stops the run.
    Count(u64),
    /// A percentage of the rows to change.
    Percent(u8),
    /// The default: five rows or 5%, whichever is more.
    Usual,
}

impl MaxFailures {
    /// The number of failures that stops a run with this many changes.
    #[must_use]
    pub fn limit(self, changes: u64) -> u64 {
        let allowed = match self {
            Self::Count(count) => count,
            Self::Percent(percent) => share(changes, percent),
            Self::Usual => share(changes, 5).max(5),
        };
        allowed.saturating_add(1)
    }
}

impl FromStr for MaxFailures {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        text.parse().map(|bound| match bound {
            CountOrPercent::Count(count) => Self::Count(count),
            CountOrPercent::Percent(percent) => Self::Percent(percent),
        })
    }
}

impl fmt::Display for MaxFailures {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Count(count) => write!(f, "{count}"),
            Self::Percent(percent) => write!(f, "{percent}%"),
            Self::Usual => f.write_str("5% (at least 5)"),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_and_shares() {
        let limit = |text: &str, changes| text.parse::<MaxFailures>().unwrap().limit(changes);
        assert_eq!(limit("0", 100), 1);
        assert_eq!(limit("7", 100), 8);
        assert_eq!(limit("5%", 200), 11);
        assert_eq!(limit(" 100 %", 3), 4);
        assert_eq!(MaxFailures::Usual.limit(10), 6);
        assert_eq!(MaxFailures::Usual.limit(1000), 51);
        for bad in ["", "x", "-1", "101%", "1.5"] {
            assert!(bad.parse::<MaxFailures>().is_err(), "{bad}");
        }
    }
}
