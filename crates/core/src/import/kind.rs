//! The kinds of export files.

use crate::input::InputError;

/// A kind of Atlassian's export files.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ImportKind {
    /// Directory, Users, Export users.
    Users,
    /// Directory, Managed accounts, Export accounts.
    ManagedAccounts,
    /// Security, Authentication policies, a policy, Members, Export members.
    PolicyMembers,
}

impl ImportKind {
    /// The kind's name on the command line.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Users => "users",
            Self::ManagedAccounts => "managed-accounts",
            Self::PolicyMembers => "policy-members",
        }
    }
}

/// Why a file cannot be imported.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum ImportError {
    /// It is not a list of people.
    #[error(transparent)]
    Input(#[from] InputError),
    /// It is empty, or has headings only.
    #[error("it has no rows")]
    Empty,
    /// The file has no headings.
    #[error("it has no headings, so it is not one of Atlassian's export files")]
    NoHeadings,
    /// It is another kind of export.
    #[error("it is {is}, not {wanted}", is = article(*.is), wanted = article(*.wanted))]
    Another {
        /// The kind that it is.
        is: ImportKind,
        /// The kind that was asked for.
        wanted: ImportKind,
    },
    /// The columns that make it such an export are missing.
    #[error("it has no column {missing:?}; its columns are: {}", headings.join(", "))]
    Column {
        /// The missing column.
        missing: &'static str,
        /// The columns there are.
        headings: Vec<String>,
    },
}

fn article(kind: ImportKind) -> &'static str {
    match kind {
        ImportKind::Users => "an export of users",
        ImportKind::ManagedAccounts => "an export of managed accounts",
        ImportKind::PolicyMembers => "an export of a policy's members",
    }
}
