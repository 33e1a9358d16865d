//! What to do next.

use super::Machine;
use super::run::{at, at_mut};
use super::state::{Call, State, Step};
use crate::apply::{End, Record};

/// People in calls that are not over, at most, where calls are small. Larger calls are bounded by their number.
const OPEN_PEOPLE: usize = 500;

/// Questions for the live state at a time.
const READS_AT_ONCE: usize = 4;

impl Machine {
    /// What to do now. Each step is handed out once.
    pub fn steps(&mut self, now: i64) -> Vec<Step> {
        let mut steps = Vec::new();
        if self.is_cut() {
            return steps;
        }
        self.polls(now, &mut steps);
        self.sends(now, &mut steps);
        self.reads(now, &mut steps);
        steps
    }

    pub(in crate::apply) fn polls(&mut self, now: i64, steps: &mut Vec<Step>) {
        for call in &self.open {
            let task = usize::try_from(*call)
                .ok()
                .and_then(|at| self.calls.get_mut(at))
                .and_then(|call| call.task.as_mut());
            if let Some(task) = task
                && !task.busy
                && task.due <= now
            {
                task.busy = true;
                self.in_flight += 1;
                steps.push(Step::Poll {
                    call: *call,
                    task: task.id.clone(),
                });
            }
        }
    }

    pub(in crate::apply) fn sends(&mut self, now: i64, steps: &mut Vec<Step>) {
        while self.may_send() {
            let Some(next) = self.next_batch() else {
                return;
            };
            if self
                .queue
                .get(next)
                .is_none_or(|batch| batch.not_before > now)
            {
                return;
            }
            let Some(batch) = self.queue.remove(next) else {
                return;
            };
            let call = u32::try_from(self.calls.len()).unwrap_or(u32::MAX);
            let emails = batch.rows.iter().filter_map(|row| self.email(*row));
            let emails = emails.map(str::to_owned).collect();
            steps.push(Step::Send {
                call,
                policy: batch.policy.clone(),
                emails,
            });
            for row in &batch.rows {
                self.set(*row, State::Sent { at: now });
                if let Some(tries) = at_mut(&mut self.tries, *row) {
                    *tries += 1;
                }
            }
            self.note(
                now,
                Record::Sent {
                    call,
                    policy: batch.policy.clone(),
                    rows: batch.rows.clone(),
                },
            );
            self.calls.push(Call {
                policy: batch.policy,
                rows: batch.rows,
                back: batch.back,
                task: None,
            });
            self.open.insert(call);
            self.in_flight += 1;
            self.sending += 1;
        }
    }

    /// Whether another call may be made. What the service still works on is bounded, so that a run that goes
    /// wrong is noticed before much was sent.
    pub(in crate::apply) fn may_send(&self) -> bool {
        let at_once = self.settings.at_once.max(1);
        if self.stop.is_some() || self.sending >= at_once || self.first_is_open() {
            return false;
        }
        let people = || {
            let calls = self.open.iter().filter_map(|call| self.call(*call));
            calls.map(|call| call.rows.len()).sum::<usize>()
        };
        self.open.len() < at_once || people() + self.settings.batch <= OPEN_PEOPLE
    }

    /// Whether one of the first rows was sent and has not ended, and none of them is known to be right: until then
    /// their calls go one after the other, so that no more people go wrong than must.
    fn first_is_open(&self) -> bool {
        let mut open = false;
        for row in &self.first {
            match at(&self.rows, *row) {
                Some(State::Ended {
                    end: End::Confirmed,
                    ..
                }) => return false,
                Some(State::Planned | State::Ended { .. }) | None => {}
                Some(_) => open = true,
            }
        }
        open
    }

    /// The batch to be sent next: while the first rows have not ended, only theirs.
    pub(in crate::apply) fn next_batch(&self) -> Option<usize> {
        if self.first.is_empty() {
            return (!self.queue.is_empty()).then_some(0);
        }
        self.queue
            .iter()
            .position(|batch| batch.rows.iter().all(|row| self.first.contains(row)))
    }

    pub(in crate::apply) fn reads(&mut self, now: i64, steps: &mut Vec<Step>) {
        loop {
            if self.reading >= READS_AT_ONCE {
                return;
            }
            let due: Vec<u32> = self
                .looks
                .iter()
                .filter(|(_, look)| !look.busy && look.due <= now)
                .map(|(row, _)| *row)
                .take(self.settings.read_batch.max(1))
                .collect();
            let oldest = due
                .iter()
                .filter_map(|row| self.looks.get(row))
                .map(|look| look.due)
                .min();
            let Some(oldest) = oldest else { return };
            let full = due.len() >= self.settings.read_batch.max(1);
            let alone = self.in_flight == 0 && self.reading == 0;
            if !full && !alone && oldest + self.settings.linger > now {
                return;
            }
            let accounts = due.iter().filter_map(|row| self.account(*row)).collect();
            for row in &due {
                if let Some(look) = self.looks.get_mut(row) {
                    look.busy = true;
                }
            }
            self.reading += 1;
            steps.push(Step::Read {
                rows: due,
                accounts,
            });
        }
    }

    /// When the next step is due, if nothing is answered before; `None` when only answers are waited for.
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
                self.looks
                    .values()
                    .filter(|look| !look.busy)
                    .map(|look| look.due + linger)
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
