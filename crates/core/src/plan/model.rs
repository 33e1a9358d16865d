//! A plan.

use atlctl_api::PolicyId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Actor, Include, Later, Verdict};

/// A plan: who is changed, and who is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// The kind of change.
    pub kind: Kind,
    /// The organization's ID.
    pub org: String,
    /// Its name, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub org_name: Option<String>,
    /// The address of the service it was made for. A plan for a simulated organization never runs against
    /// a real one.
    pub service: String,
    /// When it was made.
    pub made: Timestamp,
    /// The version of atlctl that made it.
    pub tool: String,
    /// Who made it; `None` in plans of an older atlctl.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actor: Option<Actor>,
    /// The people it includes explicitly; `None` in plans of an older atlctl.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub include: Option<Include>,
    /// The mirror it was made from.
    pub base: Base,
    /// The source of its rows.
    pub origin: Origin,
    /// The `--from` policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<PolicyId>,
    /// The policies in the plan, with their known names and members.
    pub policies: Vec<PolicyRef>,
    /// Managed accounts whose policy is unknown.
    pub policy_unknown: u64,
    /// Notes for the reader.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// One row for each selected person.
    pub rows: Vec<Row>,
    /// Names given after the plan was made. They are not saved with it.
    #[serde(skip)]
    pub later: Later,
}

/// The kind of change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Move people to a policy.
    PolicyMove {
        /// The target policy.
        to: PolicyId,
    },
    /// Move people back to their policies before a run.
    Undo {
        /// The run's ID.
        run: String,
    },
}

/// The mirror a plan was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Base {
    /// The number of its last finished sync.
    pub sync: Option<i64>,
    /// When that sync ended.
    pub synced: Option<Timestamp>,
    /// When people's policies were read from the service; `None` when they could not be read and come from the mirror.
    pub read: Option<Timestamp>,
}

/// The source of a plan's rows.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The source in words: a file name, `the command line`, a condition.
    pub what: String,
    /// SHA-256 of the file, in hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Unusable rows that were left out.
    #[serde(default)]
    pub problems: u64,
    /// Duplicate rows.
    #[serde(default)]
    pub folded: u64,
}

/// A policy in a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyRef {
    /// The policy.
    pub id: PolicyId,
    /// Its name, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its members in the mirror; `None` when the mirror does not know the policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<u64>,
}

/// A person's policy before the change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Before {
    /// This one.
    Policy(PolicyId),
    /// The service reports that there is none.
    None,
    /// Unknown.
    Unknown,
}

impl Before {
    /// The policy, when it is known and there is one.
    #[must_use]
    pub fn policy(&self) -> Option<&PolicyId> {
        match self {
            Self::Policy(id) => Some(id),
            Self::None | Self::Unknown => None,
        }
    }
}

/// A row of a plan: a person.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The line of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The address, from the service if known, else as given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The account ID; `None` for an unknown person.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The policy before.
    pub before: Before,
    /// The target policy; `None` when there is none.
    pub to: Option<PolicyId>,
    /// The verdict.
    pub verdict: Verdict,
}

impl Plan {
    /// The number of rows to change.
    #[must_use]
    pub fn changes(&self) -> usize {
        self.rows
            .iter()
            .filter(|row| row.verdict.is_change())
            .count()
    }

    /// The number of rows of each verdict, in the order of first appearance, changes first.
    #[must_use]
    pub fn counts(&self) -> Vec<(&'static str, usize)> {
        let mut counts: Vec<(&'static str, usize)> = vec![(Verdict::Change.as_str(), 0)];
        for row in &self.rows {
            let word = row.verdict.as_str();
            match counts.iter_mut().find(|(known, _)| *known == word) {
                Some((_, count)) => *count += 1,
                None => counts.push((word, 1)),
            }
        }
        counts
    }

    /// The number of rows that name an unknown person.
    #[must_use]
    pub fn slips(&self) -> usize {
        self.rows.iter().filter(|row| row.verdict.is_slip()).count()
    }

    /// The number of rows that are neither changed nor already as planned.
    #[must_use]
    pub fn left_out(&self) -> usize {
        let as_wanted = |row: &&Row| matches!(row.verdict, Verdict::Change | Verdict::Already);
        self.rows.len() - self.rows.iter().filter(as_wanted).count()
    }

    /// A policy's name for people: the name it had when the plan was made, else the one it got later, else the ID.
    #[must_use]
    pub fn policy_name(&self, id: &PolicyId) -> String {
        self.known_policy_name(id)
            .map_or_else(|| id.as_str().to_owned(), str::to_owned)
    }

    /// Like [`Self::policy_name`], if there is a name.
    #[must_use]
    pub fn known_policy_name(&self, id: &PolicyId) -> Option<&str> {
        let planned = self.policies.iter().find(|policy| policy.id == *id);
        planned
            .and_then(|policy| policy.name.as_deref())
            .or_else(|| self.later.policies.get(id).map(String::as_str))
    }

    /// The organization's name, also when it became known later.
    #[must_use]
    pub fn known_org_name(&self) -> Option<&str> {
        self.org_name.as_deref().or(self.later.org.as_deref())
    }

    /// The previous policy in words; `None` when unknown.
    #[must_use]
    pub fn before_name(&self, row: &Row) -> Option<String> {
        match &row.before {
            Before::Policy(id) => Some(self.policy_name(id)),
            Before::None => Some("none".to_owned()),
            Before::Unknown => None,
        }
    }

    /// The kind of change in words.
    #[must_use]
    pub fn title(&self) -> String {
        match &self.kind {
            Kind::PolicyMove { to } => format!("Move people to policy {}", self.policy_name(to)),
            Kind::Undo { run } => format!("Undo of run {run}"),
        }
    }

    /// The kind of change in words, for a narrow column.
    #[must_use]
    pub fn short_title(&self) -> String {
        match &self.kind {
            Kind::PolicyMove { to } => format!("Move to {}", self.policy_name(to)),
            Kind::Undo { run } => format!("Undo of {run}"),
        }
    }
}
