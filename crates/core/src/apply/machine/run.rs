//! A run's state, and what can be asked of it.

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::sync::Arc;

use atlctl_api::{AccountId, PolicyId};

use super::reach::Reach;
use super::state::{Batch, Call, State, Tally};
use crate::apply::look::{After, Look};
use crate::apply::{End, Entry, Record, Settings, Stop};
use crate::plan::Plan;

/// A run's state. Positions of rows are those of the plan.
#[derive(Debug, Clone)]
pub struct Machine {
    pub(in crate::apply) plan: Arc<Plan>,
    pub(in crate::apply) settings: Settings,
    pub(in crate::apply) rows: Vec<State>,
    /// How often each row was sent and may have been processed.
    pub(in crate::apply) tries: Vec<u32>,
    pub(in crate::apply) queue: VecDeque<Batch>,
    pub(in crate::apply) calls: Vec<Call>,
    /// Calls that were sent or taken and are not over.
    pub(in crate::apply) open: BTreeSet<u32>,
    pub(in crate::apply) looks: BTreeMap<u32, Look>,
    /// The rows of the first calls, until all of them have ended.
    pub(in crate::apply) first: BTreeSet<u32>,
    /// How long after a call its task is asked after first.
    pub(in crate::apply) ask_after: i64,
    pub(in crate::apply) in_flight: usize,
    /// Of them, calls that change something.
    pub(in crate::apply) sending: usize,
    pub(in crate::apply) reading: usize,
    pub(in crate::apply) taken: bool,
    pub(in crate::apply) stop: Option<Stop>,
    pub(in crate::apply) tally: Tally,
    /// Failures before the run was taken up again.
    pub(in crate::apply) failed_before: u64,
    pub(in crate::apply) out: Vec<Entry>,
    pub(in crate::apply) finished: bool,
    pub(in crate::apply) handed_off: BTreeSet<u32>,
    /// Rows that are not to be sent any more, and which guard says so.
    pub(in crate::apply) held: BTreeMap<u32, String>,
    pub(in crate::apply) last_read: Option<i64>,
    pub(in crate::apply) reach: Reach,
}

impl Machine {
    /// A run of a plan that has not begun.
    #[must_use]
    pub fn new(plan: Arc<Plan>, settings: Settings) -> Self {
        let rows: Vec<State> = plan
            .rows
            .iter()
            .map(|row| {
                if row.verdict.is_change() && row.to.is_some() {
                    State::Planned
                } else {
                    State::Out
                }
            })
            .collect();
        let changes = rows.iter().filter(|row| **row == State::Planned).count() as u64;
        Self {
            tries: vec![0; rows.len()],
            rows,
            ask_after: settings.poll_first,
            settings,
            queue: VecDeque::new(),
            calls: Vec::new(),
            open: BTreeSet::new(),
            looks: BTreeMap::new(),
            first: BTreeSet::new(),
            in_flight: 0,
            sending: 0,
            reading: 0,
            taken: false,
            stop: None,
            tally: Tally {
                changes,
                ..Tally::default()
            },
            failed_before: 0,
            out: Vec::new(),
            finished: false,
            handed_off: BTreeSet::new(),
            held: BTreeMap::new(),
            last_read: None,
            reach: Reach::default(),
            plan,
        }
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// How it goes about it.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// How far it is.
    #[must_use]
    pub fn tally(&self) -> Tally {
        let settling = |look: &&Look| matches!(look.after, After::Doubt { .. });
        Tally {
            open: self
                .rows
                .iter()
                .filter(|row| matches!(row, State::Sent { .. } | State::Acked | State::Looking))
                .count() as u64,
            settling: self.looks.values().filter(settling).count() as u64,
            ..self.tally
        }
    }

    /// Why nothing more is sent, if so.
    #[must_use]
    pub fn stopped(&self) -> Option<&Stop> {
        self.stop.as_ref()
    }

    /// Whether every row that was to be changed has ended.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.tally.ended == self.tally.changes
    }

    /// Whether a later look could settle more: rows that were not sent, or whose outcome is not known.
    #[must_use]
    pub fn can_resume(&self) -> bool {
        self.rows.iter().any(|row| match row {
            State::Planned | State::Sent { .. } | State::Acked | State::Looking => true,
            State::Ended { end, .. } => matches!(end, End::Lost { .. }),
            State::Out => false,
        })
    }

    /// Whether rows were written into files for the portal's import and are still open.
    #[must_use]
    pub fn was_handed_off(&self) -> bool {
        !self.handed_off.is_empty() && self.can_resume()
    }

    /// Whether the service ever took a call of this run.
    #[must_use]
    pub fn was_taken(&self) -> bool {
        self.taken
    }

    /// What the journal must hold before any [`Step::Send`](super::Step::Send) handed out so far is taken.
    pub fn entries(&mut self) -> Vec<Entry> {
        std::mem::take(&mut self.out)
    }

    /// Puts rows into the queue; to be called once, before the first step, and again after a replay.
    pub fn begin(&mut self) {
        self.queue.clear();
        let mut by_policy: Vec<(PolicyId, Vec<u32>)> = Vec::new();
        for (at, state) in (0_u32..).zip(&self.rows) {
            let (State::Planned, Some(to)) = (state, self.to(at)) else {
                continue;
            };
            match by_policy.iter_mut().find(|(policy, _)| policy == to) {
                Some((_, rows)) => rows.push(at),
                None => by_policy.push((to.clone(), vec![at])),
            }
        }
        let mut first = if self.tally.there == 0 {
            self.settings.first
        } else {
            0
        };
        for (policy, rows) in by_policy {
            let (head, rest) = rows.split_at(first.min(rows.len()));
            let batch = self.settings.batch.max(1);
            if !head.is_empty() {
                self.first = head.iter().copied().collect();
            }
            first = 0;
            // Small calls do not make it fewer people who go first: one alone says little of the others.
            for some in head.chunks(batch).chain(rest.chunks(batch)) {
                self.push(policy.clone(), some.to_vec());
            }
        }
    }

    pub(in crate::apply) fn push(&mut self, policy: PolicyId, rows: Vec<u32>) {
        self.queue.push_back(Batch {
            policy,
            rows,
            not_before: 0,
            back: 0,
        });
    }

    /// Ends the run's sending because the person wants it.
    pub fn cancel(&mut self, now: i64) {
        self.halt(now, Stop::Cancelled);
    }

    /// Whether there is nothing more to do.
    #[must_use]
    pub fn is_over(&self) -> bool {
        if self.in_flight > 0 || self.reading > 0 {
            return false;
        }
        match &self.stop {
            // Nor does whoever cancels wait for what has to settle: that is for a resume.
            _ if self.is_cut() => true,
            Some(_) => self.open.is_empty() && self.looks.is_empty(),
            None => self.open.is_empty() && self.looks.is_empty() && self.queue.is_empty(),
        }
    }

    pub(in crate::apply) fn halt(&mut self, now: i64, why: Stop) {
        // Cancelling, and the end of a sign-in, say more than what stopped the sending before; that there is no
        // connection, only more than that sending did not work.
        let more = match (&self.stop, &why) {
            (None, _) | (Some(Stop::Unreachable { .. }), Stop::NoConnection { .. }) => true,
            (Some(before), Stop::SignIn { .. } | Stop::Cancelled) => *before != why,
            _ => false,
        };
        if more {
            self.stop = Some(why.clone());
            self.note(now, Record::Stopped { why });
        }
    }

    /// Failures from now on are counted anew.
    pub(in crate::apply) fn forgive(&mut self) {
        self.failed_before = self.tally.failed;
    }

    pub(in crate::apply) fn set_stop(&mut self, stop: Option<Stop>) {
        self.stop = stop;
    }

    pub(in crate::apply) fn set_taken(&mut self) {
        self.taken = true;
    }

    pub(in crate::apply) fn tried(&mut self, rows: &[u32]) {
        for row in rows {
            if let Some(tries) = at_mut(&mut self.tries, *row) {
                *tries += 1;
            }
        }
    }

    pub(in crate::apply) fn note(&mut self, now: i64, record: Record) {
        self.out.push(Entry { at: now, record });
    }

    /// Marks the run as over, when every row has ended.
    pub fn finish(&mut self, now: i64) {
        if self.is_settled() && !self.finished {
            self.finished = true;
            self.note(now, Record::Finished);
        }
    }

    pub(in crate::apply) fn set(&mut self, row: u32, state: State) {
        if let Some(slot) = at_mut(&mut self.rows, row) {
            *slot = state;
        }
    }

    pub(in crate::apply) fn call(&self, call: u32) -> Option<&Call> {
        at(&self.calls, call)
    }

    pub(in crate::apply) fn call_mut(&mut self, call: u32) -> Option<&mut Call> {
        at_mut(&mut self.calls, call)
    }

    pub(in crate::apply) fn to(&self, row: u32) -> Option<&PolicyId> {
        at(&self.plan.rows, row)?.to.as_ref()
    }

    pub(in crate::apply) fn email(&self, row: u32) -> Option<&str> {
        at(&self.plan.rows, row)?.email.as_deref()
    }

    pub(in crate::apply) fn account(&self, row: u32) -> Option<AccountId> {
        at(&self.plan.rows, row)?
            .account
            .as_deref()
            .map(AccountId::from)
    }
}

pub(in crate::apply) fn at<T>(all: &[T], row: u32) -> Option<&T> {
    all.get(usize::try_from(row).ok()?)
}

pub(in crate::apply) fn at_mut<T>(all: &mut [T], row: u32) -> Option<&mut T> {
    all.get_mut(usize::try_from(row).ok()?)
}
