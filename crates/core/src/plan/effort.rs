//! How many calls a plan makes, and about how long they take.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::Row;
use crate::change::{Facet, Value};
use crate::number::{capital, grouped};
use crate::request_pace::{A_MINUTE, seconds, time_for};

/// Plans with so few calls need no word about them.
const FEW: u64 = 10;

/// What a plan asks of the service.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Effort {
    /// The calls that change something; reading the results takes more of them.
    pub calls: u64,
    /// About how long they take, in seconds, at the number of requests a minute that Atlassian is assumed to allow.
    pub estimated_seconds: u64,
}

impl Effort {
    /// That of these rows, with at most `batch` targets in a call; `None` for few calls.
    #[must_use]
    pub fn of(rows: &[Row], batch: usize) -> Option<Self> {
        let mut lanes: HashMap<(&Facet, &Value), u64> = HashMap::new();
        for row in rows.iter().filter(|row| row.verdict.is_change()) {
            if let Some(to) = &row.to {
                *lanes.entry((&row.facet, to)).or_default() += 1;
            }
        }
        let calls_of = |((facet, _), targets): ((&Facet, &Value), u64)| {
            let most = facet.kind.call().most.min(batch).max(1);
            targets.div_ceil(most as u64)
        };
        let calls: u64 = lanes.into_iter().map(calls_of).sum();
        (calls > FEW).then(|| Self {
            calls,
            estimated_seconds: seconds(calls),
        })
    }

    /// A sentence of it.
    #[must_use]
    pub fn sentence(&self) -> String {
        format!("{}.", capital(&self.words()))
    }

    /// In words: `about 240 calls: about 2 min at 200 a minute`.
    #[must_use]
    pub fn words(&self) -> String {
        format!(
            "about {} calls: {} at {A_MINUTE} a minute",
            grouped(self.calls),
            time_for(self.calls)
        )
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::facet::directory_access::{DirectoryAccess, SUSPENDED};
    use crate::change::facet::policy::Policy;
    use crate::change::{Before, FacetKind};
    use crate::plan::{Found, Rules, Verdict, Wanted, decide};

    fn rows(count: usize, facet: &Facet, to: &str) -> Vec<Row> {
        let one = || Wanted::of_person(Found::nobody(), facet.clone(), Some(to.into()));
        let wanted: Vec<Wanted> = (0..count).map(|_| one()).collect();
        let mut rows = decide(&wanted, None, &Rules::default());
        for row in &mut rows {
            (row.verdict, row.before) = (Verdict::Change, Before::Unknown);
        }
        rows
    }

    #[test]
    fn calls_follow_from_the_lanes() {
        let access = Facet::about(FacetKind::of(&DirectoryAccess), ["d"]);
        let policy = Facet::new(FacetKind::of(&Policy));
        // One person in each call.
        let one_by_one = rows(240, &access, SUSPENDED);
        let effort = Effort::of(&one_by_one, 100).unwrap();
        assert_eq!((effort.calls, effort.estimated_seconds), (240, 72));
        assert_eq!(
            effort.words(),
            "about 240 calls: about 2 min at 200 a minute"
        );
        // Two lanes, of which each has calls of its own.
        let mut moves = rows(450, &policy, "p1");
        assert_eq!(Effort::of(&moves, 100), None);
        moves.extend(rows(610, &policy, "p2"));
        assert_eq!(Effort::of(&moves, 100).unwrap().calls, 5 + 7);
        assert_eq!(Effort::of(&moves, 1).unwrap().calls, 1_060);
        // What is not changed needs no call.
        for row in &mut moves {
            row.verdict = Verdict::Already;
        }
        assert_eq!(Effort::of(&moves, 1), None);
    }
}
