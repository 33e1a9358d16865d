//! Chooses the next steps.

use super::Machine;
use super::run::at;
use super::state::{Batch, Call, State, Step};
use crate::apply::pending_read_back::ReadBack;
use crate::apply::{Outcome, Record};
use crate::change::{FacetKind, Item};

/// The most rows in open requests while requests are small. Larger requests are limited by their number.
const OPEN_ROWS: usize = 500;

/// Reads of the live state at a time.
const READS_AT_ONCE: usize = 4;

impl Machine {
    /// The steps to take now. Each is returned once.
    pub fn steps(&mut self, now: i64) -> Vec<Step> {
        let mut steps = Vec::new();
        if self.is_cut() {
            return steps;
        }
        self.skip_lacking(now);
        self.polls(now, &mut steps);
        self.sends(now, &mut steps);
        self.reads(now, &mut steps);
        steps
    }

    pub(in crate::apply) fn polls(&mut self, now: i64, steps: &mut Vec<Step>) {
        for call in &self.open {
            let made = usize::try_from(*call)
                .ok()
                .and_then(|at| self.calls.get_mut(at));
            let Some(made) = made else { continue };
            let kind = made.lane.facet.kind;
            if let Some(task) = made.task.as_mut()
                && !task.busy
                && task.due <= now
            {
                task.busy = true;
                self.in_flight = self.in_flight.saturating_add(1);
                steps.push(Step::Poll {
                    call: *call,
                    kind,
                    task: task.id.clone(),
                });
            }
        }
    }

    pub(in crate::apply) fn sends(&mut self, now: i64, steps: &mut Vec<Step>) {
        while self.may_send() {
            let Some(batch) = self.next_call(now) else {
                return;
            };
            let call = u32::try_from(self.calls.len()).unwrap_or(u32::MAX);
            let subjects = batch.rows.iter().filter_map(|row| self.subject(*row));
            steps.push(Step::Send {
                call,
                facet: batch.lane.facet.clone(),
                to: batch.lane.to.clone(),
                subjects: subjects.collect(),
            });
            for row in &batch.rows {
                self.set(*row, State::Sent { at: now });
            }
            self.tried(&batch.rows, now);
            self.note(
                now,
                Record::Sent {
                    call,
                    rows: batch.rows.clone(),
                },
            );
            self.calls
                .push(Call::new(batch.lane, batch.rows, batch.back));
            self.open.insert(call);
            self.in_flight = self.in_flight.saturating_add(1);
            self.sending = self.sending.saturating_add(1);
        }
    }

    /// Takes the rows of the next request from the queue; `None` when none is due. Never more than one request may
    /// name; only the first rows of their kind until they have an outcome.
    fn next_call(&mut self, now: i64) -> Option<Batch> {
        let next = self.next_batch()?;
        let (kind, not_before) = {
            let batch = self.queue.get(next)?;
            (batch.lane.facet.kind, batch.not_before)
        };
        if not_before > now {
            return None;
        }
        let most = self.most(kind);
        let mut call = self.queue.remove(next)?;
        let mut rest = Batch {
            rows: Vec::new(),
            ..call.clone()
        };
        let (mut rows, later) = std::mem::take(&mut call.rows)
            .into_iter()
            .partition::<Vec<u32>, _>(|row| self.may_go(*row));
        rest.rows = rows.split_off(most.min(rows.len()));
        rest.rows.extend(later);
        call.rows = rows;
        if !rest.rows.is_empty() {
            self.queue.insert(next, rest);
        } else if call.shares(&call.lane, now) {
            self.fill(&mut call, next, most, now);
        }
        Some(call)
    }

    /// Fills a request with rows of the same lane.
    fn fill(&mut self, call: &mut Batch, mut next: usize, most: usize, now: i64) {
        while call.rows.len() < most
            && let Some(mut other) = self.queue.remove(next)
        {
            if !other.shares(&call.lane, now) {
                self.queue.insert(next, other);
                next = next.saturating_add(1);
                continue;
            }
            other.rows.retain(|row| {
                let taken = call.rows.len() < most && self.may_go(*row);
                if taken {
                    call.rows.push(*row);
                }
                !taken
            });
            if !other.rows.is_empty() {
                self.queue.insert(next, other);
                next = next.saturating_add(1);
            }
        }
    }

    /// Whether the row may be sent now: the first rows of its kind go alone.
    fn may_go(&self, row: u32) -> bool {
        let first = self.kind(row).and_then(|kind| self.first.get(&kind));
        first.is_none_or(|first| first.contains(&row))
    }

    /// Whether another request may be sent. Open work is limited, so that a run that goes wrong is noticed early.
    pub(in crate::apply) fn may_send(&self) -> bool {
        let at_once = self.settings.at_once.max(1);
        if self.stop.is_some()
            || self.sending >= at_once
            || self.read_backs.values().any(ReadBack::is_unsent)
            || self.may_have_failed_too_often()
        {
            return false;
        }
        let people = || {
            let calls = self.open.iter().filter_map(|call| self.call(*call));
            calls.map(|call| call.rows.len()).sum::<usize>()
        };
        self.open.len() < at_once || people().saturating_add(self.settings.batch) <= OPEN_ROWS
    }

    /// Whether one of the first rows of this kind was sent and has not ended, and none of them is known to be right, or
    /// accepted where the answer is the end: until then their calls go one after the other, so that no more goes wrong
    /// than must.
    fn first_is_open(&self, kind: FacetKind) -> bool {
        if !kind.call().task && self.taken.contains(&kind) {
            return false;
        }
        let mut open = false;
        for row in self.first.get(&kind).into_iter().flatten() {
            match at(&self.rows, *row) {
                Some(State::Ended {
                    end: Outcome::Confirmed,
                    ..
                }) => return false,
                Some(State::Planned | State::Ended { .. }) | None => {}
                Some(_) => open = true,
            }
        }
        open
    }

    /// The batch to be sent next: while the first rows of its kind have not ended, one that holds some of them.
    pub(in crate::apply) fn next_batch(&self) -> Option<usize> {
        let mut waiting: Vec<FacetKind> = self.first.keys().copied().collect();
        waiting.retain(|kind| self.first_is_open(*kind));
        self.queue.iter().position(|batch| {
            !waiting.contains(&batch.lane.facet.kind)
                && !self.is_doubted(&batch.lane)
                && batch.rows.iter().any(|row| self.may_go(*row))
        })
    }

    /// Whether a row may be read. Rows that will not be sent are not read first.
    fn may_read(&self, read_back: &ReadBack) -> bool {
        !read_back.busy && (self.stop.is_none() || !read_back.is_unsent())
    }

    pub(in crate::apply) fn reads(&mut self, now: i64, steps: &mut Vec<Step>) {
        loop {
            if self.reading >= READS_AT_ONCE {
                return;
            }
            let due = self
                .read_backs
                .iter()
                .filter(|(_, read_back)| self.may_read(read_back) && read_back.due <= now)
                .map(|(row, _)| *row);
            // One kind at a time: the first row's.
            let mut kind = None;
            let due: Vec<u32> = due
                .filter(|row| {
                    let own = self.kind(*row);
                    own.is_some() && *kind.get_or_insert(own) == own
                })
                .take(self.settings.read_batch.max(1))
                .collect();
            let oldest = due
                .iter()
                .filter_map(|row| self.read_backs.get(row))
                .map(|read_back| read_back.due)
                .min();
            let Some(oldest) = oldest else { return };
            let full = due.len() >= self.settings.read_batch.max(1);
            let alone = self.in_flight == 0 && self.reading == 0;
            if !full && !alone && oldest.saturating_add(self.settings.linger) > now {
                return;
            }
            let items = due.iter().filter_map(|row| {
                let (facet, target) = self.facet_and_target(*row)?;
                Some(Item {
                    target,
                    of: facet.of,
                })
            });
            let (Some(kind), items) = (kind.flatten(), items.collect()) else {
                return;
            };
            for row in &due {
                if let Some(read_back) = self.read_backs.get_mut(row) {
                    (read_back.busy, read_back.begun) = (true, now);
                }
            }
            self.reading = self.reading.saturating_add(1);
            steps.push(Step::Read {
                named: self.to_be_named(&due),
                rows: due,
                kind,
                items,
            });
        }
    }

    /// When the next step is due, unless an answer arrives first; `None` when only answers are pending.
    #[must_use]
    pub fn next_due(&self) -> Option<i64> {
        if self.is_cut() {
            return None;
        }
        let mut due = Vec::new();
        for call in &self.open {
            if let Some(task) = self.call(*call).and_then(|call| call.task.as_ref())
                && !task.busy
            {
                due.push(task.due);
            }
        }
        let alone = self.in_flight == 0 && self.reading == 0;
        let linger = if alone { 0 } else { self.settings.linger };
        if self.reading < READS_AT_ONCE {
            due.extend(
                self.read_backs
                    .values()
                    .filter(|read_back| self.may_read(read_back))
                    .map(|read_back| read_back.due.saturating_add(linger))
                    .min(),
            );
        }
        if self.may_send()
            && let Some(batch) = self.next_batch().and_then(|next| self.queue.get(next))
        {
            due.push(batch.not_before);
        }
        due.into_iter().min()
    }
}
