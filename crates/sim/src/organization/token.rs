//! An API token of a person.

/// An API token of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    /// The number of its person.
    pub person: u32,
    pub number: u8,
    pub(super) hash: u64,
    /// Its place among the loaded ones, if it is one of them.
    pub(super) loaded: Option<usize>,
    /// Seconds since 1970, as the others.
    pub created: i64,
    pub expires: Option<i64>,
    pub used: Option<i64>,
}
