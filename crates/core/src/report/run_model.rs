//! The contents of a run's report, independent of its form.

use jiff::Timestamp;

/// A run of a plan, as its report shows it. Texts may come from anyone: each form escapes them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunReport {
    /// The run's ID.
    pub run: String,
    /// What kind of change it was, for people: "Policy move".
    pub kind: String,
    /// The change, in one sentence.
    pub summary: String,
    /// The organization's ID.
    pub org: String,
    /// The organization's name, when known.
    pub org_name: Option<String>,
    /// When the run began.
    pub started: Timestamp,
    /// When its last row was settled; `None` while rows are open.
    pub ended: Option<Timestamp>,
    /// When this report was made.
    pub made: Timestamp,
    /// When the mirror that the plan was made from was synced; `None` when unknown.
    pub base_sync: Option<Timestamp>,
    /// When the results were read back from the service; `None` when they were not.
    pub verified: Option<Timestamp>,
    /// Further facts: source file, options, filters, guards. Label and value.
    pub facts: Vec<(String, String)>,
    /// Why the changes were made, in the administrator's words.
    pub reason: Option<String>,
    /// The ticket or request that they were for.
    pub ticket: Option<String>,
    /// Who approved the plan, and when; `None` when no approval was recorded.
    pub approved_by: Option<String>,
    /// For each kind of change, how many targets had and have each value.
    pub coverage: Vec<Coverage>,
    /// One entry for each row of the plan.
    pub rows: Vec<ReportRow>,
    /// What the reader should know: what could not be read, what to do next.
    pub notes: Vec<String>,
}

/// How many targets had and have each value of a kind: members of policies or groups, holders of roles.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Coverage {
    /// Its heading: `Policy coverage`.
    pub title: String,
    /// What a value is: `policy`.
    pub one: String,
    /// The plural: `policies`.
    pub many: String,
    /// Where the numbers before come from, in a sentence.
    pub source: String,
    /// The values.
    pub rows: Vec<CoverageRow>,
    /// Managed accounts whose value is unknown: they are missing from `rows`.
    pub unknown: u64,
}

/// How many targets had and have a value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CoverageRow {
    /// ID of the policy, group or role.
    pub id: String,
    /// Its name, when known.
    pub name: Option<String>,
    /// Targets before the run; `None` when unknown.
    pub before: Option<u64>,
    /// Targets after the run; `None` when unknown.
    pub after: Option<u64>,
    /// The most there may be after it, where that is not sure: `after` is the least then.
    pub after_at_most: Option<u64>,
}

/// The result of a row.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ReportRow {
    /// Line of the input file, if it came from one.
    pub line: Option<u64>,
    /// The person's address.
    pub email: Option<String>,
    /// The person's name.
    pub name: Option<String>,
    /// The account.
    pub account: Option<String>,
    /// What was changed, where a run changes several things.
    pub what: Option<String>,
    /// The value before (a policy's name, or its ID); `None` when unknown.
    pub before: Option<String>,
    /// The value after; `None` when nothing was to change.
    pub after: Option<String>,
    /// The outcome.
    pub outcome: RowOutcome,
    /// The reason; may be empty.
    pub reason: String,
}

/// The outcome of a row.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RowOutcome {
    /// Changed, and read back.
    Done,
    /// Already as planned.
    Unchanged,
    /// Left out on purpose, with the reason.
    Skipped,
    /// Atlassian or a guard refused.
    Refused,
    /// Atlassian made a part of the change, and refused the rest.
    InPart,
    /// Tried, and not changed.
    Failed,
    /// It may have happened: to be settled by reading the live state.
    Unknown,
    /// Not sent yet.
    Open,
}

impl RowOutcome {
    /// Every outcome, in the order reports list them: the bad news first.
    pub const ALL: [Self; 8] = [
        Self::Failed,
        Self::Unknown,
        Self::Refused,
        Self::InPart,
        Self::Open,
        Self::Skipped,
        Self::Unchanged,
        Self::Done,
    ];

    /// Its place in that order.
    #[must_use]
    pub fn rank(self) -> usize {
        let at = Self::ALL.iter().position(|outcome| *outcome == self);
        at.unwrap_or_default()
    }

    /// The word for it.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Done => "done",
            Self::Unchanged => "unchanged",
            Self::Skipped => "skipped",
            Self::Refused => "refused",
            Self::InPart => "in part",
            Self::Failed => "failed",
            Self::Unknown => "unknown",
            Self::Open => "open",
        }
    }
}

impl RunReport {
    /// The number of rows with this outcome.
    #[must_use]
    pub fn count(&self, outcome: RowOutcome) -> usize {
        self.rows
            .iter()
            .filter(|row| row.outcome == outcome)
            .count()
    }
}
