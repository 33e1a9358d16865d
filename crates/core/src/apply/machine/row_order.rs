//! Which rows must be done before which.

use std::collections::{HashMap, HashSet};

use crate::change::{FacetKind, Target};
use crate::plan::{ChangeSteps, Plan, Row};

/// Rows of one account (or another target) are changed in their order; a row may also name others that come first. Rows
/// of one kind with different targets, such as the API tokens of a person, do not wait for each other.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(in crate::apply) struct Order {
    previous: HashMap<u32, Vec<u32>>,
    next: HashMap<u32, Vec<u32>>,
    steps: ChangeSteps,
}

impl Order {
    pub(super) fn of(plan: &Plan) -> Self {
        let mut order = Self {
            steps: ChangeSteps::of(&plan.rows),
            ..Self::default()
        };
        let mut last: HashMap<Target, Steps> = HashMap::new();
        let changed = |at: u32| {
            let row = usize::try_from(at).ok().and_then(|at| plan.rows.get(at));
            row.is_some_and(|row| row.verdict.is_change())
        };
        for (at, row) in (0_u32..).zip(&plan.rows) {
            if !row.verdict.is_change() {
                continue;
            }
            // What belongs to an account is in its order.
            let owner = row.account.clone().map(Target::Account);
            let Some(target) = owner.or_else(|| row.target()) else {
                continue;
            };
            let before = last.entry(target).or_default().add(at, row);
            let named = row.after.iter().copied().filter(|other| *other != at);
            let first: Vec<u32> = before
                .into_iter()
                .chain(named.filter(|row| changed(*row)))
                .collect();
            for other in &first {
                order.next.entry(*other).or_default().push(at);
            }
            if !first.is_empty() {
                order.previous.insert(at, first);
            }
        }
        order
    }

    /// The steps of changes that are made in several.
    pub(in crate::apply) fn steps(&self) -> &ChangeSteps {
        &self.steps
    }

    /// The rows that must be done before this one.
    pub(in crate::apply) fn previous(&self, row: u32) -> &[u32] {
        self.previous.get(&row).map_or(&[], Vec::as_slice)
    }

    /// The rows that wait for this one.
    pub(in crate::apply) fn next(&self, row: u32) -> &[u32] {
        self.next.get(&row).map_or(&[], Vec::as_slice)
    }

    /// Whether the row must wait for others.
    pub(in crate::apply) fn waits(&self, row: u32) -> bool {
        self.previous.contains_key(&row)
    }
}

/// The rows of one account so far: those that run side by side now, and those before them.
#[derive(Default)]
struct Steps {
    before: Vec<u32>,
    now: Vec<u32>,
    kind: Option<FacetKind>,
    targets: HashSet<Target>,
}

impl Steps {
    /// Adds a row; returns those that it waits for.
    fn add(&mut self, at: u32, row: &Row) -> Vec<u32> {
        let kind = row.facet.kind;
        let other = row.target.clone();
        let beside =
            self.kind == Some(kind) && other.is_some_and(|target| self.targets.insert(target));
        if !beside {
            self.before = std::mem::take(&mut self.now);
            self.targets = row.target.clone().into_iter().collect();
            self.kind = Some(kind);
        }
        self.now.push(at);
        self.before.clone()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::change::facet::credential::API_TOKEN;
    use crate::change::facet::directory_access::DirectoryAccess;
    use crate::change::{Before, Facet};
    use crate::plan::Verdict;

    fn row(kind: FacetKind, target: Option<&str>) -> Row {
        Row {
            line: None,
            email: None,
            account: Some("a".to_owned()),
            name: None,
            target: target.map(|id| Target::Credential(id.to_owned())),
            facet: Facet::new(kind),
            before: Before::Unknown,
            to: Some("x".into()),
            after: Vec::new(),
            before_words: None,
            effect: None,
            ends: None,
            keeps_seat: false,
            held: None,
            change_reason: None,
            review_rows: Vec::new(),
            members: None,
            is_deactivated: false,
            is_final: false,
            verdict: Verdict::Change,
        }
    }

    #[test]
    fn tokens_do_not_wait_for_each_other_and_what_follows_waits_for_all() {
        let (token, access) = (FacetKind::of(&API_TOKEN), FacetKind::of(&DirectoryAccess));
        let rows = [
            row(token, Some("t1")),
            row(token, Some("t2")),
            row(access, None),
            row(access, None),
            row(token, Some("t1")),
        ];
        let mut steps = Steps::default();
        let waits: Vec<Vec<u32>> = (0..)
            .zip(&rows)
            .map(|(at, row)| steps.add(at, row))
            .collect();
        assert_eq!(waits, [vec![], vec![], vec![0, 1], vec![2], vec![3]]);
    }
}
