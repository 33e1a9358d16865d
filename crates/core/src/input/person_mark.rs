//! The mark beside a person of a list.

use std::fmt;

/// The mark beside a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mark {
    /// A box that is checked, or a tick.
    Checked,
    /// A cross, or a box with one: programs draw it for either.
    Crossed,
    /// A box that is not checked.
    Unchecked,
    /// In round or square brackets.
    Bracketed,
    /// Behind a sign before which programs leave out a line, or quote it.
    Quoted,
    /// No mark.
    Nothing,
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Checked => "checked",
            Self::Crossed => "crossed",
            Self::Unchecked => "not checked",
            Self::Bracketed => "in brackets",
            Self::Quoted => "behind > or ;",
            Self::Nothing => "without a mark",
        })
    }
}

/// The signs that people set beside others.
pub(super) const SIGNS: [(&str, Mark); 23] = [
    ("☑", Mark::Checked),
    ("√", Mark::Checked),
    ("👍", Mark::Checked),
    ("🟢", Mark::Checked),
    ("×", Mark::Crossed),
    ("👎", Mark::Crossed),
    ("🔴", Mark::Crossed),
    ("🗹", Mark::Checked),
    ("✅", Mark::Checked),
    ("✓", Mark::Checked),
    ("✔", Mark::Checked),
    ("☒", Mark::Crossed),
    ("🗷", Mark::Crossed),
    ("☐", Mark::Unchecked),
    ("⬜", Mark::Unchecked),
    ("□", Mark::Unchecked),
    ("✗", Mark::Crossed),
    ("✘", Mark::Crossed),
    ("✕", Mark::Crossed),
    ("✖", Mark::Crossed),
    ("❌", Mark::Crossed),
    ("❎", Mark::Crossed),
    ("🚫", Mark::Crossed),
];

/// Whether a text has a sign that marks somebody.
pub(super) fn has_sign(text: &str) -> bool {
    SIGNS.iter().any(|(sign, _)| text.contains(sign))
}
