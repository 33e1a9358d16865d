//! A row of a plan.

use serde::{Deserialize, Serialize};

use super::verdict::who_is_held;
use super::{EndedAccess, Members, Verdict};
use crate::change::{Before, Facet, Risk, Target, Value};

/// A row of a plan: one change of one target.
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
    /// The person's name.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub name: Option<String>,
    /// The target, when it is not the account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub target: Option<Target>,
    /// What is changed.
    #[serde(flatten)]
    pub facet: Facet,
    /// The value before.
    pub before: Before,
    /// The value before in words, where its name says too little: a role that is not assigned comes from a group.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub before_words: Option<String>,
    /// The value after; `None` when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<Value>,
    /// Rows that must be done first, by position, besides earlier rows of the same account.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub after: Vec<u32>,
    /// What else the change does or does not do: where access remains.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub effect: Option<String>,
    /// The app to which the person's access ends with this row.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ends: Option<EndedAccess>,
    /// Whether the person keeps a seat of the app all the same, in another way.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub keeps_seat: bool,
    /// Why this row is there, as its list says; the plan's own reason holds for all rows.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub change_reason: Option<String>,
    /// The rows of the access review whose decisions this row carries out, by their IDs.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub review_rows: Vec<String>,
    /// The members of the group that is changed as a whole: a role of it, or the group itself.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub members: Option<Members>,
    /// Whether the account is deactivated already: a change that takes access away locks nobody out.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_deactivated: bool,
    /// Whether it cannot be undone for this person, although such a change usually can.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub is_final: bool,
    /// What the person had whom the change removes, in the words of its facet; `None` where that is unknown.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub held: Option<Vec<String>>,
    /// The verdict.
    pub verdict: Verdict,
}

impl Row {
    /// The target; `None` for an unknown person.
    #[must_use]
    pub fn target(&self) -> Option<Target> {
        let account = || self.account.clone().map(Target::Account);
        self.target.clone().or_else(account)
    }

    /// The person whom it changes, by the account or, where there is none yet, the address that is invited; `None` where
    /// it changes no person.
    #[must_use]
    pub fn person(&self) -> Option<String> {
        let address = || match &self.target {
            Some(Target::Address(address)) => Some(address.trim().to_lowercase()),
            _ => None,
        };
        self.account.clone().or_else(address)
    }

    /// What it risks; `None` when the row is not changed.
    #[must_use]
    pub fn risk(&self) -> Option<Risk> {
        let to = self.to.as_ref().filter(|_| self.verdict.is_change())?;
        if self.is_final {
            return Some(Risk::Irreversible);
        }
        let risk = self.facet.kind.risk(&self.facet.of, &self.before, to);
        Some(match risk {
            Risk::FreesSeat if self.keeps_seat => Risk::Reversible,
            Risk::LocksOut if self.is_deactivated => Risk::Reversible,
            risk => risk,
        })
    }

    /// Why the row is not changed; empty when it is.
    #[must_use]
    pub fn reason(&self) -> String {
        let rules = self.facet.kind;
        match (&self.verdict, &self.to) {
            (Verdict::Already, Some(to)) => rules.already(&self.facet.of, to),
            (Verdict::NotReported, _) => {
                format!("Atlassian does not report their {}", rules.thing())
            }
            (Verdict::NotInFrom, _) => rules.not_from().to_owned(),
            (Verdict::MovedOn { by: None }, _) => rules.moved_on().to_owned(),
            (Verdict::NothingBefore, _) => {
                rules.no_way_back(&self.facet.of, &self.before).to_owned()
            }
            (Verdict::NotManaged, Some(to)) => match rules.unmanaged(to) {
                Some(instead) => format!("{}; {instead}", self.verdict.reason()),
                None => self.verdict.reason(),
            },
            (Verdict::HeldMembers { held }, Some(to)) if rules.has_group(to) == Some(false) => {
                format!("has members whom guards keep in it: {}", who_is_held(held))
            }
            (verdict, _) => verdict.reason(),
        }
    }
}
