//! A service account and its credentials.

/// A service account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct ServiceAccount {
    /// Its number; those that were created follow the others.
    pub number: usize,
    pub id: String,
    pub name: String,
    pub description: String,
    /// Seconds since 1970.
    pub updated: i64,
}

/// A credential that is not a person's token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Credential {
    pub id: String,
    pub label: String,
    /// The number of the service account, or of the person who made an API key.
    pub owner: usize,
    pub created: i64,
    pub expires: Option<i64>,
    pub used: Option<i64>,
}

/// An OAuth client that was created.
#[derive(Debug, Clone)]
pub(crate) struct NewClient {
    pub id: String,
    pub name: String,
    pub account: usize,
    pub created: i64,
}
