//! What changes need of people.

/// What a change needs of a person.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
#[expect(clippy::struct_excessive_bools, reason = "independent needs")]
pub struct Needs {
    /// The organization manages the account.
    pub managed: bool,
    /// The account is neither deactivated nor about to be deleted.
    pub active: bool,
    /// The person is not suspended, unless included explicitly.
    pub not_suspended: bool,
    /// The email address is known.
    pub address: bool,
    /// The person is known and still in the organization.
    pub present: bool,
}
