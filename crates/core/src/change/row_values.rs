//! What is read of a target, what a plan saw of it, and what a run read back.

use jiff::Timestamp;

use super::{Before, Target, Value};

/// One target that is to be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// The target.
    pub target: Target,
    /// What the facet is about.
    pub of: Vec<String>,
}

/// What a row of a plan saw and wants.
#[derive(Debug, Clone, Copy)]
pub struct Seen<'a> {
    /// The target.
    pub target: &'a Target,
    /// What the facet is about.
    pub of: &'a [String],
    /// The value before.
    pub before: &'a Before,
    /// The value after.
    pub to: Option<&'a Value>,
}

/// A value that a run read back, to be recorded in the mirror.
#[derive(Debug, Clone)]
pub struct Note<'a> {
    /// The target.
    pub target: &'a Target,
    /// The account that it is about, where the target is not the account itself and that is known: whom an address invited.
    pub account: Option<&'a str>,
    /// What the facet is about.
    pub of: &'a [String],
    /// The value before.
    pub before: &'a Before,
    /// The value as read.
    pub value: &'a Value,
    /// When it was read.
    pub at: Timestamp,
    /// Whether the run made the change (and did not find it made).
    pub made: bool,
}
