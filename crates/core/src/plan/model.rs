//! A plan.

use atlctl_api::PolicyId;
use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::{Actor, Include, Later, Verdict};

/// What is to be changed, and what is not.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// What sort of change.
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
    /// Whom it was allowed to change; `None` in plans of an older atlctl, which did not keep it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub include: Option<Include>,
    /// The mirror it was made from.
    pub base: Base,
    /// Where its rows come from.
    pub origin: Origin,
    /// The policy asked for with `--from`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<PolicyId>,
    /// The policies that occur in it, with what is known of them.
    pub policies: Vec<PolicyRef>,
    /// Managed accounts whose policy the mirror does not know.
    pub policy_unknown: u64,
    /// What a reader should know.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub notes: Vec<String>,
    /// One row for each person that was asked for.
    pub rows: Vec<Row>,
    /// Names that were given since it was made. They are no part of it.
    #[serde(skip)]
    pub later: Later,
}

/// What sort of change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// People go to a policy.
    PolicyMove {
        /// That policy.
        to: PolicyId,
    },
    /// People go back to where a run took them from.
    Undo {
        /// That run.
        run: String,
    },
}

/// The mirror a plan was made from.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Base {
    /// The number of its last sync that ended.
    pub sync: Option<i64>,
    /// When that ended.
    pub synced: Option<Timestamp>,
    /// When the policies of the people in the plan were read from the service; `None` when they could not
    /// be, and are as the mirror knows them.
    pub read: Option<Timestamp>,
}

/// Where a plan's rows come from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// In words: a file's name, `the command line`, a condition.
    pub what: String,
    /// SHA-256 of the file, in hexadecimal digits.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sha256: Option<String>,
    /// Rows that could not be used and were left out.
    #[serde(default)]
    pub problems: u64,
    /// Rows that named somebody again.
    #[serde(default)]
    pub folded: u64,
}

/// A policy, as a plan knows it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyRef {
    /// The policy.
    pub id: PolicyId,
    /// Its name, when known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// Its members as the mirror counts them; `None` when it does not know the policy.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<u64>,
}

/// What a person's policy is before the change.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Before {
    /// This one.
    Policy(PolicyId),
    /// None: the service says so.
    None,
    /// Nobody told.
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

/// A person of a plan.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Row {
    /// The line of the file.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub line: Option<u64>,
    /// The address: the service's where known, else as it was given.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
    /// The account; `None` for a person nobody knows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub account: Option<String>,
    /// The name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The policy before.
    pub before: Before,
    /// The policy to be; `None` where there is none to go to.
    pub to: Option<PolicyId>,
    /// What is to become of it.
    pub verdict: Verdict,
}

impl Plan {
    /// How many rows will be changed.
    #[must_use]
    pub fn changes(&self) -> usize {
        self.rows
            .iter()
            .filter(|row| row.verdict.is_change())
            .count()
    }

    /// How many rows there are of each verdict, in the order of first appearance, changes first.
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

    /// How many rows name somebody who is not known.
    #[must_use]
    pub fn slips(&self) -> usize {
        self.rows.iter().filter(|row| row.verdict.is_slip()).count()
    }

    /// How many rows are neither changed nor already as they are to be.
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

    /// The same, where there is a name.
    #[must_use]
    pub fn known_policy_name(&self, id: &PolicyId) -> Option<&str> {
        let planned = self.policies.iter().find(|policy| policy.id == *id);
        planned
            .and_then(|policy| policy.name.as_deref())
            .or_else(|| self.later.policies.get(id).map(String::as_str))
    }

    /// The organization's name, whenever it became known.
    #[must_use]
    pub fn known_org_name(&self) -> Option<&str> {
        self.org_name.as_deref().or(self.later.org.as_deref())
    }

    /// What was before, for people; `None` when unknown.
    #[must_use]
    pub fn before_name(&self, row: &Row) -> Option<String> {
        match &row.before {
            Before::Policy(id) => Some(self.policy_name(id)),
            Before::None => Some("none".to_owned()),
            Before::Unknown => None,
        }
    }

    /// What sort of change it is, for people.
    #[must_use]
    pub fn title(&self) -> String {
        match &self.kind {
            Kind::PolicyMove { to } => format!("Move people to policy {}", self.policy_name(to)),
            Kind::Undo { run } => format!("Undo of run {run}"),
        }
    }

    /// The same, for a narrow column.
    #[must_use]
    pub fn short_title(&self) -> String {
        match &self.kind {
            Kind::PolicyMove { to } => format!("Move to {}", self.policy_name(to)),
            Kind::Undo { run } => format!("Undo of {run}"),
        }
    }
}
