//! What a value says of the groups that its target is in.

/// What a value says of the groups that its target is in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct InGroups<'a> {
    /// Groups by ID or, where the plan creates them, by name; whether the target is in them.
    pub these: Vec<(&'a str, bool)>,
    /// The groups that it does not name.
    pub others: Others,
}

/// What a value says of the groups that it does not name.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Others {
    /// Nothing: they stay as they are.
    #[default]
    Same,
    /// The target is in none of them.
    None,
    /// The target may have left them.
    Unknown,
}

impl InGroups<'_> {
    /// The target is in no group.
    pub const NONE: Self = Self {
        these: Vec::new(),
        others: Others::None,
    };
}
