//! Changes that are made for a time: which of them still stand, as the runs tell, and which are over.

use std::collections::{BTreeSet, HashMap, HashSet};

use jiff::Timestamp;

use super::{Kind, PastRun, Plan, Row, Verdict};
use crate::change::{Before, FacetKind, Grant, GroupOf, Risk, Target, Value};

/// A change that was made for a time.
struct Term<'a> {
    run: usize,
    row: usize,
    to: &'a Value,
    until: Timestamp,
    /// The group that it is about.
    group: Option<GroupOf>,
    /// Whether a way back found, when it was over, that it cannot be taken back.
    is_given_up: bool,
}

/// What a row changes, whichever name its target has.
pub type RowIdentity = (FacetKind, Target, Vec<String>);

/// The changes that runs made for a time and that no later run replaced.
pub struct Terms<'a> {
    runs: Vec<PastRun<'a>>,
    /// Of each target, those that stand: the last one, and those to whose value it goes back.
    standing: HashMap<RowIdentity, Vec<Term<'a>>>,
}

impl<'a> Terms<'a> {
    /// Of runs, the oldest first. A later run that asks for the same without an end makes it stay; one with another end
    /// moves the end, unless that was undone (see [`Plan::withdraws`]).
    #[must_use]
    pub fn of(runs: Vec<PastRun<'a>>) -> Self {
        let mut standing: HashMap<RowIdentity, Vec<Term<'a>>> = HashMap::new();
        let withdrawn: HashSet<&str> = runs.iter().filter_map(|run| run.plan.withdraws()).collect();
        for (run, past) in runs.iter().enumerate() {
            let plan: &'a Plan = past.plan;
            let is_withdrawn = past.id.is_some_and(|id| withdrawn.contains(id));
            let changed: BTreeSet<usize> = past.changed.iter().copied().collect();
            for (at, row) in plan.rows.iter().enumerate() {
                let (Some(identity), Some(to)) = (row_identity(row), &row.to) else {
                    continue;
                };
                let group = group_of(row);
                // What was of a group that is deleted, or made anew, is gone with it.
                if changed.contains(&at)
                    && row.facet.kind.has_group(to).is_some()
                    && let Some(group) = &group
                {
                    for terms in standing.values_mut() {
                        terms.retain(|term| !term.group.as_ref().is_some_and(|of| same(of, group)));
                    }
                    continue;
                }
                let terms = standing.entry(identity).or_default();
                let is_undo = matches!(plan.kind, Kind::Undo { .. });
                match plan.until {
                    Some(until) if changed.contains(&at) => terms.push(Term {
                        run,
                        row: at,
                        to,
                        until,
                        group,
                        is_given_up: false,
                    }),
                    // What was made before it may stand below it still.
                    None if changed.contains(&at) && is_undo => {
                        while terms.last().is_some_and(|last| last.to != to) {
                            terms.pop();
                        }
                    }
                    None if changed.contains(&at) => terms.clear(),
                    _ if row.verdict.is_change() || is_withdrawn => {}
                    Some(until) => {
                        let last = terms.last_mut().filter(|last| last.to == to);
                        last.into_iter().for_each(|last| last.until = until);
                    }
                    None if is_undo && row.verdict.has_no_target() => {
                        let over = terms.iter_mut().filter(|term| term.until <= plan.made);
                        over.for_each(|term| term.is_given_up = true);
                    }
                    // Somebody else has changed it, or it is so already.
                    None if is_undo && !is_settled(&row.verdict) => {}
                    None => terms.clear(),
                }
            }
        }
        standing.retain(|_, terms| !terms.is_empty());
        Self { runs, standing }
    }

    /// The first of the runs of which something still stands that may be taken back; `None` when nothing does.
    #[must_use]
    pub fn first_run(&self) -> Option<usize> {
        let terms = self.standing.values().flatten();
        let terms = terms.filter(|term| !term.is_given_up);
        terms.map(|term| term.run).min()
    }

    /// When the value that a row is about ends; `None` when it stays.
    #[must_use]
    pub fn end_of(&self, row: &Row) -> Option<Timestamp> {
        let terms = self.standing.get(&row_identity(row)?)?;
        let last = terms.last().filter(|last| row.to.as_ref() == Some(last.to));
        last.map(|last| last.until)
    }

    /// When that ends which a row gives beside its own value: an invitation gives the groups in which somebody was for a
    /// time.
    #[must_use]
    pub fn ends_of_grants(&self, row: &Row) -> Vec<Timestamp> {
        let given = grants_of(row);
        let own = row_identity(row);
        let terms = self.standing.iter();
        let others =
            terms.filter(|(identity, _)| !given.is_empty() && Some(*identity) != own.as_ref());
        let last = others.filter_map(|(_, terms)| terms.last());
        let is_given = |term: &&Term<'_>| {
            let run = self.runs.get(term.run);
            let of_term = run.and_then(|run| run.plan.rows.get(term.row));
            of_term.is_some_and(|of_term| {
                let grants = grants_of(of_term);
                of_term.account.is_some()
                    && of_term.account == row.account
                    && !grants.is_empty()
                    && grants.iter().all(|grant| given.contains(grant))
            })
        };
        last.filter(is_given).map(|term| term.until).collect()
    }

    /// The first end after `now`; `None` when nothing ends.
    #[must_use]
    pub fn next_end(&self, now: Timestamp) -> Option<Timestamp> {
        let last = self.standing.values().filter_map(|terms| terms.last());
        let ends = last.map(|term| term.until);
        ends.filter(|until| *until > now).min()
    }

    /// What an earlier way back could not take back, since the person or the group is gone.
    #[must_use]
    pub fn given_up(&self) -> HashSet<RowIdentity> {
        let standing = self.standing.iter();
        let given_up = standing.filter(|(_, terms)| terms.iter().any(|term| term.is_given_up));
        given_up.map(|(identity, _)| identity.clone()).collect()
    }

    /// Whether something stands, for a time, of what a row is about.
    #[must_use]
    pub fn has(&self, row: &Row) -> bool {
        row_identity(row).is_some_and(|identity| self.standing.contains_key(&identity))
    }

    /// The runs, of which those rows are taken back that are over at `now`, from the first such run on; none where nothing
    /// is over.
    #[must_use]
    pub fn over(self, now: Timestamp) -> Vec<PastRun<'a>> {
        let mut back: HashMap<usize, BTreeSet<usize>> = HashMap::new();
        for terms in self.standing.values() {
            // The last one is the value of now; those below it are over only with it.
            for term in terms.iter().rev().take_while(|term| term.until <= now) {
                back.entry(term.run).or_default().insert(term.row);
            }
        }
        let Some(first) = back.keys().min().copied() else {
            return Vec::new();
        };
        let runs = self.runs.into_iter().enumerate().skip(first);
        runs.map(|(at, run)| {
            let back = back.remove(&at).unwrap_or_default();
            run.only(back.into_iter().collect())
        })
        .collect()
    }
}

/// The groups and roles that a row gives.
fn grants_of(row: &Row) -> Vec<Grant> {
    let grants = row.target().zip(row.to.as_ref());
    let grants = grants.and_then(|(target, to)| row.facet.kind.grants(&row.facet.of, &target, to));
    let grants = grants.into_iter().flatten();
    grants
        .filter_map(|(grant, gives)| gives.then_some(grant))
        .collect()
}

/// Whether an undo has nothing left to do for a row.
fn is_settled(verdict: &Verdict) -> bool {
    matches!(verdict, Verdict::Already | Verdict::MovedOn { .. })
}

fn group_of(row: &Row) -> Option<GroupOf> {
    row.facet.kind.group_of(&row.facet.of, &row.target()?)
}

fn same(one: &GroupOf, other: &GroupOf) -> bool {
    let both = |one: &Option<String>, other: &Option<String>| one.is_some() && one == other;
    both(&one.id, &other.id) || both(&one.name, &other.name)
}

/// What a row changes, whichever name its target has; `None` for an unknown person.
#[must_use]
pub fn row_identity(row: &Row) -> Option<RowIdentity> {
    let kind = row.facet.kind;
    let (target, of) = kind.identity(&row.facet.of, &row.target()?);
    Some((kind, target, of))
}

impl Plan {
    /// The run whose words on the end of earlier changes it takes back: an undo of a run that changed nothing else has no
    /// rows.
    #[must_use]
    pub fn withdraws(&self) -> Option<&str> {
        match &self.kind {
            Kind::Undo { run } if self.rows.is_empty() => Some(run),
            _ => None,
        }
    }

    /// Its changes that cannot be taken back at the time at which they are to end.
    pub fn without_end(&self, until: Timestamp) -> impl Iterator<Item = &Row> {
        let changed = self.rows.iter().filter(|row| row.verdict.is_change());
        changed.filter(move |row| !can_end(row, until))
    }
}

fn can_end(row: &Row, until: Timestamp) -> bool {
    let (kind, of) = (row.facet.kind, &row.facet.of);
    let to = row.to.clone().unwrap_or_default();
    let is_over = kind.undo_until(of).is_some_and(|last| last <= until);
    // What comes of an invitation, or of a new group, cannot be taken back without a loss.
    let is_safe = |back: &Value| kind.risk(of, &Before::Is(to.clone()), back) != Risk::Irreversible;
    let back = kind
        .undo(of, &row.before, &to)
        .is_some_and(|back| is_safe(&back));
    back && !is_over && row.risk() != Some(Risk::Irreversible)
}
