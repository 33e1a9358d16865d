//! The state of a run, and queries on it.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;

use super::missing_values::MissingValues;
use super::new_groups::NewGroups;
use super::row_order::Order;
use super::state::{Batch, Call, Connectivity, Invited, Lane, Shown, State, Tally};
use crate::apply::pending_read_back::ReadBack;
use crate::apply::{Entry, Outcome, Record, Settings, Stop};
use crate::change::FacetKind;
use crate::plan::Plan;

/// The state of a run. Rows are identified by their position in the plan.
#[derive(Debug, Clone)]
pub struct Machine {
    pub(in crate::apply) plan: Arc<Plan>,
    pub(in crate::apply) settings: Settings,
    pub(in crate::apply) rows: Vec<State>,
    /// How often each row was sent and may have been processed.
    pub(in crate::apply) tries: Vec<u32>,
    /// The same when the run was last resumed: an atlctl that was ended is no failure of the service.
    pub(in crate::apply) tries_before: Vec<u32>,
    pub(in crate::apply) queue: VecDeque<Batch>,
    pub(in crate::apply) calls: Vec<Call>,
    /// Requests that were sent or accepted and are not finished.
    pub(in crate::apply) open: BTreeSet<u32>,
    pub(in crate::apply) read_backs: BTreeMap<u32, ReadBack>,
    /// The rows of the first requests of each kind of facet, until all of them have an outcome.
    pub(in crate::apply) first: BTreeMap<FacetKind, BTreeSet<u32>>,
    /// Which rows must be done before which.
    pub(in crate::apply) order: Arc<Order>,
    /// The groups that the run creates.
    pub(in crate::apply) new_groups: NewGroups,
    pub(in crate::apply) invited: Invited,
    pub(super) missing: MissingValues,
    /// How long after a request its task is first polled.
    pub(in crate::apply) ask_after: i64,
    /// How long readers took to show changes of each kind, apart where other lags are known of.
    pub(in crate::apply) shown: BTreeMap<(FacetKind, i64), Shown>,
    /// When the answer to the last request for a row was lost.
    pub(in crate::apply) lost: BTreeMap<u32, i64>,
    /// Rows that were refused with others, with the most rows of their next requests.
    pub(in crate::apply) parts: BTreeMap<u32, usize>,
    pub(in crate::apply) in_flight: usize,
    /// Of them, change requests.
    pub(in crate::apply) sending: usize,
    pub(in crate::apply) reading: usize,
    /// The kinds of facets of which the service accepted a request.
    pub(in crate::apply) taken: BTreeSet<FacetKind>,
    /// For each kind of which it accepted none, how many single requests it did not allow.
    pub(in crate::apply) not_allowed: BTreeMap<FacetKind, u32>,
    pub(in crate::apply) stop: Option<Stop>,
    pub(in crate::apply) tally: Tally,
    /// Failures before the last resume.
    pub(in crate::apply) failed_before: u64,
    pub(in crate::apply) out: Vec<Entry>,
    pub(in crate::apply) finished: bool,
    /// The administrator closed the run.
    pub(in crate::apply) closed: bool,
    /// Lines of the journal were lost: what is planned may have been sent.
    pub(in crate::apply) cut: bool,
    pub(in crate::apply) handed_off: BTreeSet<u32>,
    /// For each row, the number of its requests whose end the service did not report.
    pub(in crate::apply) adrift: BTreeMap<u32, u32>,
    /// Rows that a guard excludes now, with the guard's reason.
    pub(in crate::apply) held: BTreeMap<u32, String>,
    pub(in crate::apply) last_read: Option<i64>,
    pub(in crate::apply) connectivity: Connectivity,
}

impl Machine {
    /// A run that has not started.
    #[must_use]
    pub fn new(plan: Arc<Plan>, settings: Settings) -> Self {
        let rows: Vec<State> = plan
            .rows
            .iter()
            .map(|row| {
                if row.verdict.is_change() && row.to.is_some() && row.target().is_some() {
                    State::Planned
                } else {
                    State::Out
                }
            })
            .collect();
        let changes = rows.iter().filter(|row| **row == State::Planned).count() as u64;
        Self {
            tries: vec![0; rows.len()],
            tries_before: vec![0; rows.len()],
            rows,
            ask_after: settings.poll_first,
            shown: BTreeMap::new(),
            lost: BTreeMap::new(),
            parts: BTreeMap::new(),
            settings,
            queue: VecDeque::new(),
            calls: Vec::new(),
            open: BTreeSet::new(),
            read_backs: BTreeMap::new(),
            first: BTreeMap::new(),
            order: Arc::new(Order::of(&plan)),
            new_groups: NewGroups::of(&plan),
            invited: Invited::default(),
            missing: MissingValues::default(),
            in_flight: 0,
            sending: 0,
            reading: 0,
            taken: BTreeSet::new(),
            not_allowed: BTreeMap::new(),
            stop: None,
            tally: Tally {
                changes,
                ..Tally::default()
            },
            failed_before: 0,
            out: Vec::new(),
            finished: false,
            closed: false,
            cut: false,
            handed_off: BTreeSet::new(),
            adrift: BTreeMap::new(),
            held: BTreeMap::new(),
            last_read: None,
            connectivity: Connectivity::default(),
            plan,
        }
    }

    /// The plan.
    #[must_use]
    pub fn plan(&self) -> &Arc<Plan> {
        &self.plan
    }

    /// The run's settings.
    #[must_use]
    pub fn settings(&self) -> &Settings {
        &self.settings
    }

    /// Why the run stopped sending changes, if it did.
    #[must_use]
    pub fn stopped(&self) -> Option<&Stop> {
        self.stop.as_ref()
    }

    /// Whether every row that the plan changes has an outcome.
    #[must_use]
    pub fn is_settled(&self) -> bool {
        self.tally.ended == self.tally.changes
    }

    /// Whether a resume can settle more rows: rows that were not sent or whose outcome is unknown. Closed runs cannot be
    /// resumed.
    #[must_use]
    pub fn can_resume(&self) -> bool {
        !self.closed && self.is_open()
    }

    /// Whether rows were not sent.
    #[must_use]
    pub fn has_unsent(&self) -> bool {
        self.rows.contains(&State::Planned)
    }

    /// Whether rows are unsettled: not sent, or with an unknown outcome.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.rows.iter().any(|row| match row {
            State::Planned | State::Sent { .. } | State::Acked | State::ReadingBack => true,
            State::Ended { end, .. } => matches!(end, Outcome::Unknown { .. }),
            State::Out => false,
        })
    }

    /// Whether rows await the portal import.
    #[must_use]
    pub fn was_handed_off(&self) -> bool {
        !self.handed_off.is_empty() && self.can_resume()
    }

    /// Whether the administrator closed the run.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.closed
    }

    /// Whether the journal lost lines.
    #[must_use]
    pub fn is_cut_short(&self) -> bool {
        self.cut
    }

    /// Closes the run. Unsettled rows stay as they are, and nothing is sent anymore.
    pub fn close(&mut self, now: i64) {
        if !self.closed {
            self.closed = true;
            self.note(now, Record::Closed);
        }
    }

    /// Whether the service accepted any request of this run.
    #[must_use]
    pub fn was_taken(&self) -> bool {
        !self.taken.is_empty()
    }

    /// The entries that must be in the journal before any [`Step::Send`](super::Step::Send) returned so far is taken.
    pub fn entries(&mut self) -> Vec<Entry> {
        std::mem::take(&mut self.out)
    }

    /// Queues the planned rows. Call it once before the first step, and again after a replay.
    pub fn begin(&mut self) {
        self.queue.clear();
        let planned = (0_u32..)
            .zip(&self.rows)
            .filter(|(at, state)| **state == State::Planned && !self.read_backs.contains_key(at))
            .map(|(at, _)| at)
            .collect();
        self.choose_first();
        let planned = self.without_lacking(planned);
        self.enqueue(planned);
    }

    /// Which rows of each kind of facet go first: of those without an outcome, the first ones of the same lane, be they
    /// planned or in doubt. As long as no row of the kind was changed, they are the same rows in every life of the run.
    /// Rows that must wait for others are not among them.
    fn choose_first(&mut self) {
        self.first.clear();
        if self.settings.first == 0 {
            return;
        }
        let mut proven: BTreeSet<FacetKind> = BTreeSet::new();
        let mut lanes: BTreeMap<FacetKind, (Lane, BTreeSet<u32>)> = BTreeMap::new();
        for (row, state) in (0_u32..).zip(&self.rows) {
            let Some(kind) = self.kind(row) else { continue };
            match state {
                State::Out => continue,
                State::Ended { end, .. } => {
                    if end.is_there() {
                        proven.insert(kind);
                    }
                    continue;
                }
                _ => {}
            }
            let full = |first: &BTreeSet<u32>| first.len() >= self.settings.first;
            if lanes.get(&kind).is_some_and(|(_, first)| full(first)) || self.order.waits(row) {
                continue;
            }
            let Some(lane) = self.lane(row) else { continue };
            // In calls of one row each, the value makes no difference.
            let alone = kind.call().most == 1;
            let (chosen, first) = lanes
                .entry(kind)
                .or_insert_with(|| (lane.clone(), BTreeSet::new()));
            if alone || *chosen == lane {
                first.insert(row);
            }
        }
        for (kind, (_, first)) in lanes {
            if !proven.contains(&kind) {
                self.first.insert(kind, first);
            }
        }
    }

    /// Whether the row is one of the first of its kind.
    pub(in crate::apply) fn is_first(&self, row: u32) -> bool {
        let first = self.kind(row).and_then(|kind| self.first.get(&kind));
        first.is_some_and(|first| first.contains(&row))
    }

    /// Queues rows behind those that wait. The size of a request is decided when it is made. Rows that must wait for
    /// others are queued when those are done.
    pub(in crate::apply) fn enqueue(&mut self, rows: Vec<u32>) {
        let mut lanes: Vec<(Lane, Vec<u32>)> = Vec::new();
        let mut known: HashMap<Lane, usize> = HashMap::new();
        for row in rows {
            if !self.may_follow(row) {
                continue;
            }
            let Some(lane) = self.lane(row) else { continue };
            if lane.facet.kind.call().most == 1 {
                lanes.push((lane, vec![row]));
                continue;
            }
            let at = *known.entry(lane).or_insert_with_key(|lane| {
                lanes.push((lane.clone(), Vec::new()));
                lanes.len().saturating_sub(1)
            });
            if let Some((_, rows)) = lanes.get_mut(at) {
                rows.push(row);
            }
        }
        for (lane, rows) in lanes {
            let most = self.most(lane.facet.kind);
            let (first, rest) = rows
                .into_iter()
                .partition::<Vec<u32>, _>(|row| self.is_first(*row));
            self.enqueue_parts(&lane, first, most);
            self.enqueue_parts(&lane, rest, most);
        }
    }

    /// Queues rows in requests of so many; rows that were refused together with others, in smaller ones of their own.
    fn enqueue_parts(&mut self, lane: &Lane, rows: Vec<u32>, most: usize) {
        let mut sizes: BTreeMap<Option<usize>, Vec<u32>> = BTreeMap::new();
        for row in rows {
            let size = self.parts.get(&row).copied();
            sizes.entry(size).or_default().push(row);
        }
        for (size, rows) in sizes {
            for some in rows.chunks(size.unwrap_or(most).clamp(1, most)) {
                self.queue.push_back(Batch {
                    part: size.is_some(),
                    ..Batch::new(lane.clone(), some.to_vec())
                });
            }
        }
    }

    /// The most rows in one request.
    pub(in crate::apply) fn most(&self, kind: FacetKind) -> usize {
        self.settings.batch.min(kind.call().most).max(1)
    }

    /// Cancels the run: it sends no further changes.
    pub fn cancel(&mut self, now: i64) {
        self.halt(now, Stop::Canceled);
    }

    /// Whether the run has nothing more to do.
    #[must_use]
    pub fn is_over(&self) -> bool {
        if self.in_flight > 0 || self.reading > 0 {
            return false;
        }
        match &self.stop {
            // A canceled run does not wait for rows to settle; a resume does.
            _ if self.is_cut() => true,
            Some(_) => self.open.is_empty() && self.read_backs.values().all(ReadBack::is_unsent),
            None => self.open.is_empty() && self.read_backs.is_empty() && self.queue.is_empty(),
        }
    }

    /// Whether rows are unsettled although nothing is open or scheduled. This must never happen.
    #[must_use]
    pub fn is_stuck(&self) -> bool {
        if self.is_over() {
            return self.stop.is_none() && !self.is_cut() && !self.is_settled();
        }
        self.in_flight == 0 && self.reading == 0 && self.next_due().is_none()
    }

    /// Stops a stuck run, so that it can be resumed instead of waiting forever.
    pub(in crate::apply) fn unstick(&mut self, now: i64) {
        self.halt(now, Stop::Stuck);
        self.connectivity.gone = true;
    }

    pub(in crate::apply) fn halt(&mut self, now: i64, why: Stop) {
        // Canceling, and the end of a sign-in, say more than what stopped the sending before; that there is no
        // connection, only more than that sending did not work.
        let more = match (&self.stop, &why) {
            (None, _) | (Some(Stop::Unreachable { .. }), Stop::NoConnection { .. }) => true,
            (Some(before), Stop::SignIn { .. } | Stop::Canceled) => *before != why,
            _ => false,
        };
        if more {
            self.stop = Some(why.clone());
            self.note(now, Record::Stopped { why });
        }
    }

    /// Starts counting failures and tries again from zero.
    pub(in crate::apply) fn forgive(&mut self) {
        self.failed_before = self.tally.failed;
        self.tries_before.clone_from(&self.tries);
    }

    pub(in crate::apply) fn set_stop(&mut self, stop: Option<Stop>) {
        self.stop = stop;
    }

    pub(in crate::apply) fn tried(&mut self, rows: &[u32], now: i64) {
        for row in rows {
            if let Some(tries) = at_mut(&mut self.tries, *row) {
                *tries = tries.saturating_add(1);
            }
        }
        self.new_groups.sent(rows, now);
    }

    /// Whether the row was sent as often as the settings allow since the run was last resumed.
    pub(in crate::apply) fn tried_enough(&self, row: u32) -> bool {
        let tries = |tries: &[u32]| at(tries, row).copied().unwrap_or(0);
        tries(&self.tries).saturating_sub(tries(&self.tries_before)) >= self.settings.tries
    }

    /// Whether a request for this row may have been processed.
    pub(in crate::apply) fn was_tried(&self, row: u32) -> bool {
        at(&self.tries, row).is_some_and(|tries| *tries > 0)
    }

    /// Whether the service may still be changing this row, because it never reported an end.
    pub(in crate::apply) fn is_adrift(&self, row: u32) -> bool {
        self.adrift.get(&row).is_some_and(|calls| *calls > 0)
    }

    pub(in crate::apply) fn note(&mut self, now: i64, record: Record) {
        self.out.push(Entry { at: now, record });
    }

    /// Marks the run as finished when every row has an outcome.
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
}

pub(in crate::apply) fn at<T>(all: &[T], row: u32) -> Option<&T> {
    all.get(usize::try_from(row).ok()?)
}

pub(in crate::apply) fn at_mut<T>(all: &mut [T], row: u32) -> Option<&mut T> {
    all.get_mut(usize::try_from(row).ok()?)
}
