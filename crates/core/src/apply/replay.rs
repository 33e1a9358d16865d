//! Replays a journal into a run's state, and resumes from there.

use std::collections::{BTreeMap, HashMap};

use super::machine::{Call, Connectivity, Machine, State, Task};
use super::pending_read_back::{After, ReadBack};
use super::{Entry, Outcome, Record, Stop};
use crate::change::Target;

impl Machine {
    /// Applies a journal entry to the state, which is then as it was when the entry was written.
    pub fn replay(&mut self, entry: &Entry) {
        let at = entry.at;
        match &entry.record {
            Record::Begin { settings, .. } => self.settings = settings.clone(),
            Record::Sent { call, rows } => {
                for row in rows {
                    self.read_backs.remove(row);
                    self.set(*row, State::Sent { at });
                }
                self.tried(rows, at);
                // Numbers are given in order; one that does not fit belongs to no journal of ours.
                let lane = rows.first().and_then(|row| self.lane(*row));
                if usize::try_from(*call).is_ok_and(|call| call == self.calls.len())
                    && let Some(lane) = lane
                {
                    self.calls.push(Call::new(lane, rows.clone(), 0));
                    self.open.insert(*call);
                }
            }
            Record::Acked { call, task } => {
                self.set_call_taken(*call);
                self.acked(*call, task.clone(), at);
            }
            Record::Done { call, refused } => {
                self.set_call_taken(*call);
                self.is_done(*call, refused, at);
            }
            Record::Refused {
                call,
                why,
                already,
                unsure,
            } => self.is_refused(*call, why, (*already, *unsure), at),
            Record::Back { call, .. } => {
                let rows = self.call(*call).map(|call| call.rows.clone());
                self.back(*call, &rows.unwrap_or_default());
            }
            Record::Unclear {
                call,
                why,
                answered: true,
            } => self.is_unclear(*call, why, at),
            Record::Unclear { call, why, .. } => {
                self.open.remove(call);
                let rows = self.call(*call).map(|call| call.rows.clone());
                self.doubt(&rows.unwrap_or_default(), why, at);
            }
            Record::Over {
                call,
                refused,
                others,
                moved,
            } => self.is_now_over(*call, refused, others.as_deref(), *moved, at),
            Record::Adrift { call, why, working } => self.is_adrift_now(*call, why, *working, at),
            Record::Created { row, id } => match self.target(*row) {
                Some(Target::Address(_)) => self.invite_known(*row, id),
                _ => self.new_groups.created(*row, id),
            },
            Record::Ended { rows, end } => {
                if *end == Outcome::Confirmed {
                    self.last_read = Some(at);
                }
                self.ended(rows, end, at);
            }
            Record::Again { rows } => self.again(rows),
            Record::Stopped { why } => self.set_stop(Some(why.clone())),
            Record::Resumed => self.take_up(at),
            Record::ResumedBy { .. } => {}
            Record::HandedOff { rows } => self.handed_off.extend(rows),
            Record::Verified { .. } => self.last_read = Some(at),
            Record::Finished => self.finished = true,
            Record::Closed => self.closed = true,
            Record::Cut { .. } => self.cut = true,
        }
    }

    fn set_call_taken(&mut self, call: u32) {
        if let Some(lane) = self.call(call).map(|call| call.lane.clone()) {
            self.set_taken(&lane);
        }
    }

    /// Resumes after a replay. Open requests are in doubt until the settle time has passed and the live state was read;
    /// planned and skipped rows are read before anything is sent; rows with an unknown outcome are read once more.
    pub fn resume(&mut self, now: i64) {
        self.note(now, Record::Resumed);
        self.take_up(now);
        // What the journal lost may be done: then it is read before a guard holds it.
        let held = if self.cut {
            BTreeMap::new()
        } else {
            self.held.clone()
        };
        for (row, why) in held {
            if matches!(super::machine::at(&self.rows, row), Some(State::Planned)) {
                self.end(vec![row], &Outcome::Held { why }, now);
            }
        }
        self.begin();
    }

    /// Sets the rows that guards exclude now, by position with the guard's reason. Call it before [`Machine::resume`].
    /// The rows end when no request for them is open.
    pub fn hold(&mut self, held: BTreeMap<u32, String>) {
        self.held = held;
    }

    fn take_up(&mut self, now: i64) {
        self.set_stop(None);
        self.connectivity = Connectivity::default();
        self.finished = false;
        // Open requests without a task are in doubt, row by row.
        let lost = |call: &u32| self.call(*call).is_none_or(|call| call.task.is_none());
        let lost: Vec<u32> = self.open.iter().copied().filter(lost).collect();
        for call in lost {
            self.open.remove(&call);
        }
        for call in &mut self.calls {
            if let Some(task) = &mut call.task {
                *task = Task::new(task.id.clone(), now, now);
            }
        }
        // The whole settle time from now on: the clock may have been set since, and says nothing about how
        // long the service has had.
        let settle: HashMap<u32, i64> = self
            .read_backs
            .keys()
            .map(|row| (*row, self.settle(*row)))
            .collect();
        for (row, read_back) in &mut self.read_backs {
            if matches!(read_back.after, After::Doubt { .. }) {
                self.lost.insert(*row, now);
            }
            let settle = settle.get(row).copied().unwrap_or_default();
            let settled = match read_back.after {
                After::Doubt { .. } => now.saturating_add(settle),
                // What the answer left open gets its whole time, too.
                After::Refused { .. } | After::Unclear { .. } => {
                    now.saturating_add(read_back.time_to_settle())
                }
                After::Over { .. } | After::Adrift { .. } | After::Unsent => now,
            };
            // The time while the run was stopped does not count.
            *read_back = ReadBack::new(read_back.after.clone(), now, settled);
        }
        self.ask_for_the_lost(now);
        for row in 0..u32::try_from(self.rows.len()).unwrap_or(u32::MAX) {
            if self.waits_for_no_group(row) {
                continue;
            }
            let settled = now.saturating_add(self.settle(row));
            let (after, until) = match super::machine::at(&self.rows, row) {
                Some(State::Sent { .. }) => {
                    self.lost.insert(row, now);
                    let why = "atlctl exited before the answer arrived".to_owned();
                    (After::Doubt { why }, settled)
                }
                // It was given up only after the settle time.
                Some(State::Ended {
                    end: Outcome::Unknown { why },
                    ..
                }) => (After::Doubt { why: why.clone() }, now),
                // What it waited for may have been done by now.
                Some(State::Ended {
                    end: Outcome::Skipped { .. },
                    ..
                }) => {
                    self.unend(row);
                    self.set(row, State::Planned);
                    self.read_backs
                        .insert(row, ReadBack::new(After::Unsent, now, now));
                    continue;
                }
                Some(State::Planned) => {
                    // Requests that the journal lost may still be open.
                    let until = if self.cut { settled } else { now };
                    self.read_backs
                        .insert(row, ReadBack::new(After::Unsent, now, until));
                    continue;
                }
                _ => continue,
            };
            self.unend(row);
            self.read_backs
                .insert(row, ReadBack::new(after, now, until));
        }
        self.forgive();
    }

    /// Why the run last stopped, according to its journal.
    #[must_use]
    pub fn last_stop(entries: &[Entry]) -> Option<&Stop> {
        entries.iter().rev().find_map(|entry| match &entry.record {
            Record::Stopped { why } => Some(why),
            _ => None,
        })
    }
}
