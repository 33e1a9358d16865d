//! Checks a plan against the live state: what is as it recorded, and what is not.

use super::group_name_taken::of_others;
use super::{ChangeSteps, Plan, Row, Verdict};
use crate::change::{Live, Value};

/// How a row of a plan stands now.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum RowNow {
    /// It has the value that the plan recorded.
    AsRecorded,
    /// It has the value after already.
    AlreadySo,
    /// Has another value than the plan recorded.
    Moved,
    /// The service does not report its value.
    NotReported,
}

impl RowNow {
    /// Every one, in the order of a summary.
    pub const ALL: [Self; 4] = [
        Self::AsRecorded,
        Self::AlreadySo,
        Self::Moved,
        Self::NotReported,
    ];

    /// The words for people.
    #[must_use]
    pub fn words(self) -> &'static str {
        match self {
            Self::AsRecorded => "as recorded",
            Self::AlreadySo => "already as planned",
            Self::Moved => "changed since",
            Self::NotReported => "not reported",
        }
    }

    /// The machine-readable word.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::AsRecorded => "as recorded",
            Self::AlreadySo => "already so",
            Self::Moved => "moved",
            Self::NotReported => "not reported",
        }
    }
}

/// A row of a plan, and how it stands now.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Checked<'a> {
    /// The row.
    pub row: &'a Row,
    /// How it stands.
    pub row_now: RowNow,
    /// Its value now; `None` when the service does not report it.
    pub now: Option<&'a Value>,
    /// Why nothing can be changed: its group was deleted or is somebody else's, or the person has another address.
    pub obstacle: Option<String>,
}

impl Plan {
    /// How each row that the plan changes, or leaves alone because it is so already, stands now.
    #[must_use]
    pub fn check<'a>(&'a self, live: &'a Live) -> Vec<Checked<'a>> {
        let concerned = |row: &Row| row.verdict.is_change() || row.verdict == Verdict::Already;
        let steps = ChangeSteps::of(&self.rows);
        let others = of_others(&self.rows, live);
        let readdressed = self.readdressed(live);
        let rows = (0_u32..).zip(&self.rows);
        let rows = rows.filter(|(_, row)| concerned(row));
        rows.map(|(at, row)| {
            let target = row.target();
            let target = target.as_ref();
            let now = target.and_then(|target| live.value(target, &row.facet));
            let of_gone = || live.gone_group(&row.facet, target?, row.to.as_ref());
            let of_address = || readdressed.get(&at).cloned();
            let obstacle = others.get(&at).cloned().or_else(of_gone);
            let obstacle = obstacle.or_else(of_address);
            let row_now = match now {
                _ if obstacle.is_some() => RowNow::Moved,
                None => RowNow::NotReported,
                Some(now) if steps.begins_with(&self.rows, at, now) => RowNow::AsRecorded,
                Some(now) if steps.reached(&self.rows, at, now) => RowNow::AlreadySo,
                Some(_) => RowNow::Moved,
            };
            Checked {
                row,
                row_now,
                now,
                obstacle,
            }
        })
        .collect()
    }
}
