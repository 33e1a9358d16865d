//! What callers see of a simulated organization: accounts, policies, changes and requests.

/// The true state of an account, without delays of readers.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimAccount {
    /// The account's ID.
    pub account_id: String,
    /// The account's email address.
    pub email: String,
    /// The person's name.
    pub name: String,
    /// Whether the organization manages it.
    pub managed: bool,
    /// active, suspended, not_invited, deactivated, for_deletion.
    pub status: String,
    /// Whether it is an organization admin's.
    pub org_admin: bool,
    /// Whether an identity provider manages the person.
    pub synced: bool,
    /// Its policy's id.
    pub policy: Option<String>,
}

/// The true state of a policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimPolicy {
    /// The policy's ID.
    pub id: String,
    /// The policy's name.
    pub name: String,
    /// How many accounts are in it.
    pub members: usize,
}

/// What a loaded organization has besides accounts and policies.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct SimContents {
    /// The ID of its directory; one that follows from the seed when `None`.
    pub directory: Option<String>,
    /// The ID of its site; one that follows from the seed when `None`.
    pub site: Option<String>,
    /// Its groups with their members.
    pub groups: Vec<SimGroup>,
    /// The roles of accounts and groups on apps. Those of organization admins come from the accounts.
    pub roles: Vec<SimRole>,
    /// API tokens of accounts.
    pub tokens: Vec<SimToken>,
    /// Its verified domains in lower case; those of managed accounts always count as verified.
    pub domains: Vec<String>,
}

/// A group of a loaded organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimGroup {
    /// The group's ID.
    pub id: String,
    /// The group's name.
    pub name: String,
    /// Whether an identity provider fills it.
    pub synced: bool,
    /// Whether it can be deleted.
    pub deletable: bool,
    /// The account IDs of its members.
    pub members: Vec<String>,
}

/// A role of a loaded organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimRole {
    /// The ID of the account or group that holds it.
    pub holder: String,
    /// The resource ID of the app.
    pub resource: String,
    /// The role, such as `atlassian/user`.
    pub role: String,
}

/// An API token of a loaded organization.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimToken {
    /// The token's ID.
    pub id: String,
    /// The ID of its account.
    pub account: String,
    /// Its label.
    pub label: String,
}

/// A policy change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimChange {
    /// The account.
    pub account: String,
    /// The policy before.
    pub from: Option<String>,
    /// The policy after.
    pub to: String,
}

/// How often a call that changes something was processed for a target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimCall {
    /// Its name, such as `suspend`.
    pub call: &'static str,
    /// What it named: an account, a group, or an account and a group.
    pub target: String,
    /// How often it was processed.
    pub processed: u32,
    /// How often its answer was one of success.
    pub succeeded: u32,
}

/// A request that changed the organization, to be made again in another process.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SimAct {
    /// Seconds since 1970, by the simulator's clock.
    pub at: i64,
    /// The method.
    pub method: String,
    /// Path and query.
    pub path: String,
    /// The body.
    pub body: String,
}

/// A received request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SimRequest {
    /// The method.
    pub method: String,
    /// The path as received.
    pub path: String,
    /// The query as received.
    pub query: String,
    /// The body, if it is text of at most 64 KiB.
    pub body: String,
    /// The status of the response; 0 when the connection was cut.
    pub status: u16,
}
