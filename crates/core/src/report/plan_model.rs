//! The contents of a plan's report, independent of its form.

use jiff::Timestamp;

use super::run_model::Coverage;

/// A plan, as its report shows it. Texts may come from anyone: each form escapes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanReport {
    /// What the plan does, in words.
    pub title: String,
    /// The organization's ID.
    pub org: String,
    /// The organization's name, when known.
    pub org_name: Option<String>,
    /// When the plan was made.
    pub made: Timestamp,
    /// When this report was made.
    pub shown: Timestamp,
    /// The run that applied it, in a sentence: `It was applied already, as run 20261124-1`. `None` when no run did.
    pub applied: Option<String>,
    /// The irreversible changes as acts, such as `removing 2 people`, below what holds for them: `Cannot be undone`.
    pub irreversible: Vec<(String, Vec<String>)>,
    /// Facts: source, actor, counts. Label and value.
    pub facts: Vec<(String, String)>,
    /// What is unknown. Sentences.
    pub unknown: Vec<String>,
    /// For each kind of change, how many targets have each value now and would have it after.
    pub coverage: Vec<Coverage>,
    /// The groups of its rows, the worst first.
    pub groups: Vec<PlanGroup>,
    /// The rows, in the order of the groups.
    pub rows: Vec<PlanReportRow>,
    /// What the reader should know.
    pub notes: Vec<String>,
}

/// A risk or a verdict that rows have in common.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanGroup {
    /// The word for it.
    pub word: String,
    /// The outcome whose color it has.
    pub class: &'static str,
}

/// A row of a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanReportRow {
    /// Line of the input file, if it came from one.
    pub line: Option<u64>,
    /// The person's address.
    pub email: Option<String>,
    /// The person's name.
    pub name: Option<String>,
    /// The account.
    pub account: Option<String>,
    /// What is changed, where a plan changes several things.
    pub what: Option<String>,
    /// The value before; `None` when unknown.
    pub before: Option<String>,
    /// The value after; `None` when nothing is to change.
    pub after: Option<String>,
    /// The position of its group.
    pub group: usize,
    /// Why it is in the plan or not.
    pub why: String,
}
