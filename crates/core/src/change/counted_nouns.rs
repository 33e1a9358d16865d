//! What changes are counted in.

/// What changes are counted in: one and several.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Counted {
    /// One.
    pub one: &'static str,
    /// Several.
    pub many: &'static str,
}

impl Counted {
    /// People.
    pub const PEOPLE: Self = Self {
        one: "person",
        many: "people",
    };

    /// Groups.
    pub const GROUPS: Self = Self {
        one: "group",
        many: "groups",
    };
}
