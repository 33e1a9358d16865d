//! When a change can be made, where others stand in its way.

use super::Value;

/// When a change can be made. Positions are those of the changes that are arranged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Arrangement {
    /// At any time.
    Free,
    /// After another change.
    After(usize),
    /// At any time to a value in between, and then to its own.
    Through {
        /// The value in between.
        value: Value,
        /// Another change that must be made before the second step.
        after: Option<usize>,
        /// What the reader should know.
        effect: String,
    },
    /// At any time, and only to this value: another change makes the rest.
    To(Value),
    /// Not at all.
    Never {
        /// Why.
        why: String,
    },
}
