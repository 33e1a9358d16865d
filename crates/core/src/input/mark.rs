//! The mark beside a person of a list.

use std::fmt;

/// The mark beside a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A box that is checked, or a tick.
    Checked,
    /// A box that is not checked, or a cross.
    Unchecked,
    /// No mark.
    Nothing,
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Checked => "checked",
            Self::Unchecked => "not checked or crossed out",
            Self::Nothing => "without a mark",
        })
    }
}
