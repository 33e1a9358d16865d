//! An API token of a person.

const LABELS: [&str; 8] = [
    "ci",
    "laptop",
    "jira-cli",
    "backup script",
    "=1+1",
    "report",
    "terraform",
    "old phone",
];

/// An API token of a person.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Token {
    /// The number of its person.
    pub person: u32,
    pub number: u8,
    pub(super) hash: u64,
    /// Seconds since 1970, as the others.
    pub created: i64,
    pub expires: Option<i64>,
    pub used: Option<i64>,
}

impl Token {
    /// Its ID; it ends with the numbers of the person and of the token.
    pub fn id(&self) -> String {
        format!(
            "{:014x}{:08x}{:02x}",
            self.hash >> 8,
            self.person,
            self.number
        )
    }

    pub fn label(&self) -> &'static str {
        let number = (self.hash >> 32) as usize % LABELS.len();
        LABELS.get(number).copied().unwrap_or_default()
    }

    pub fn scopes(&self) -> &'static [&'static str] {
        if self.hash.is_multiple_of(3) {
            &["read:jira-work", "read:jira-user"]
        } else {
            &[]
        }
    }
}
