//! Rows of a saved plan that are left out, because the people can no longer be changed: suspended since, deactivated since.

use std::collections::BTreeMap;

use atlctl_core::apply::Outcome;
use atlctl_core::change::Live;
use atlctl_core::number::counted;
use atlctl_core::plan::{Plan, Row, Verdict};

use crate::context::Context;
use crate::ui::{display, first_of};

/// Rows that are named, at most.
const SHOWN: usize = 3;

/// Rows that are left out, by position.
#[derive(Debug, Default)]
pub struct LeftOut {
    rows: Vec<(u32, Verdict)>,
    named: Vec<String>,
}

impl LeftOut {
    /// These rows.
    pub(super) fn of<'a>(held: impl IntoIterator<Item = (u32, &'a Row, Verdict)>) -> Self {
        let mut left = Self::default();
        for (at, row, verdict) in held {
            let name = row.email.as_deref().or(row.account.as_deref());
            left.named
                .push(format!("{} {}", name.unwrap_or_default(), verdict.reason()));
            left.rows.push((at, verdict));
        }
        left
    }

    /// Whether every row is applied.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.rows.is_empty()
    }

    /// Says which rows are left out, and why.
    pub fn tell(&self, context: &Context) {
        if self.is_empty() {
            return;
        }
        let count = self.named.len();
        context.ui.warning(format!(
            "{} of the plan {} left out: {}",
            counted(count as u64, "row", "rows"),
            if count == 1 { "is" } else { "are" },
            display(&first_of(&self.named, count, SHOWN))
        ));
    }

    /// How the rows end. Where Atlassian reports the value of somebody who is not in the mirror now, it knows them.
    pub(super) fn ends(&self, plan: &Plan, live: Option<&Live>) -> BTreeMap<u32, Outcome> {
        let reported = |at: u32| {
            let row = plan.rows.get(usize::try_from(at).ok()?)?;
            live?.value(&row.target()?, &row.facet)
        };
        let rows = self.rows.iter().filter(|(at, verdict)| {
            let by_mirror = matches!(verdict, Verdict::Gone | Verdict::NotManaged);
            !by_mirror || reported(*at).is_none()
        });
        rows.map(|(at, verdict)| {
            let why = verdict.reason();
            (*at, Outcome::Held { why })
        })
        .collect()
    }
}
