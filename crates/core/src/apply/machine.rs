//! The state machine of a run: pure. It is told the time and what was answered, says what to do next, and
//! hands out what the journal must hold.

use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::sync::Arc;

use atlctl_api::{AccountId, Error, ErrorKind, PolicyId, PolicyTask, Processed, TaskId};

use super::look::{After, Look};
use super::{End, Entry, Record, Settings, Stop};
use crate::input::key;
use crate::plan::Plan;

/// Where a row stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum State {
    /// It is not to be changed.
    Out,
    /// Nothing was sent, or what was sent was surely not processed.
    Planned,
    /// The call is on its way, or was when the program ended.
    Sent {
        /// When.
        at: i64,
    },
    /// The service took the call.
    Acked,
    /// Its live state is to be read.
    Looking,
    /// It ended.
    Ended {
        /// How.
        end: End,
        /// When.
        at: i64,
    },
}

/// People to be moved with one call.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Batch {
    policy: PolicyId,
    rows: Vec<u32>,
    not_before: i64,
    /// How often it came back unprocessed.
    back: u32,
}

/// A call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Call {
    pub(super) policy: PolicyId,
    pub(super) rows: Vec<u32>,
    pub(super) back: u32,
    pub(super) task: Option<Task>,
}

/// The service's work on a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Task {
    pub(super) id: TaskId,
    pub(super) due: i64,
    pub(super) pause: i64,
    /// When it last made progress.
    pub(super) moved: i64,
    pub(super) counts: (u64, u64, u64),
    pub(super) busy: bool,
}

/// What is to be done next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Move these people; only when the journal's entries so far are durable.
    Send {
        /// The call's number, for [`Machine::sent`].
        call: u32,
        /// The policy.
        policy: PolicyId,
        /// Their addresses.
        emails: Vec<String>,
    },
    /// Ask after a task.
    Poll {
        /// The call's number, for [`Machine::polled`].
        call: u32,
        /// The task.
        task: TaskId,
    },
    /// Read the live state of rows.
    Read {
        /// The rows, for [`Machine::read`].
        rows: Vec<u32>,
        /// Their accounts.
        accounts: Vec<AccountId>,
    },
}

/// How far a run is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Tally {
    /// Rows to be changed.
    pub changes: u64,
    /// Rows that ended.
    pub ended: u64,
    /// Of them, those that are as they were to be.
    pub there: u64,
    /// Of them, those that failed, were refused or lost.
    pub failed: u64,
    /// Rows that were sent and have not ended.
    pub open: u64,
    /// Of them, those that wait until the service must be through with a lost call.
    pub settling: u64,
}

/// A run's state. Positions of rows are those of the plan.
#[derive(Debug, Clone)]
pub struct Machine {
    pub(super) plan: Arc<Plan>,
    pub(super) settings: Settings,
    pub(super) rows: Vec<State>,
    /// How often each row was sent and may have been processed.
    tries: Vec<u32>,
    queue: VecDeque<Batch>,
    pub(super) calls: Vec<Call>,
    /// Calls that were sent or taken and are not over.
    pub(super) open: BTreeSet<u32>,
    pub(super) looks: BTreeMap<u32, Look>,
    /// The rows of the first call, until one of them is confirmed.
    first: BTreeSet<u32>,
    in_flight: usize,
    /// Of them, calls that change something.
    sending: usize,
    reading: usize,
    taken: bool,
    stop: Option<Stop>,
    tally: Tally,
    /// Failures before the run was taken up again.
    failed_before: u64,
    out: Vec<Entry>,
    pub(super) finished: bool,
    pub(super) handed_off: BTreeSet<u32>,
    pub(super) last_read: Option<i64>,
}

/// People in calls that are not over, at most, where calls are small. Larger calls are bounded by their number.
const OPEN_PEOPLE: usize = 500;

/// Questions for the live state at a time.
const READS_AT_ONCE: usize = 4;

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
            last_read: None,
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

    /// What the journal must hold before any [`Step::Send`] handed out so far is taken.
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
            if !head.is_empty() {
                self.first = head.iter().copied().collect();
                self.push(policy.clone(), head.to_vec());
            }
            first = 0;
            for some in rest.chunks(self.settings.batch.max(1)) {
                self.push(policy.clone(), some.to_vec());
            }
        }
    }

    fn push(&mut self, policy: PolicyId, rows: Vec<u32>) {
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
            Some(Stop::SignIn { .. }) => true,
            // Whoever cancels does not wait for what has to settle: that is for a resume.
            Some(Stop::Cancelled) => true,
            Some(_) => self.open.is_empty() && self.looks.is_empty(),
            None => self.open.is_empty() && self.looks.is_empty() && self.queue.is_empty(),
        }
    }

    /// What to do now. Each step is handed out once.
    pub fn steps(&mut self, now: i64) -> Vec<Step> {
        let mut steps = Vec::new();
        if matches!(self.stop, Some(Stop::SignIn { .. } | Stop::Cancelled)) {
            return steps;
        }
        self.polls(now, &mut steps);
        self.sends(now, &mut steps);
        self.reads(now, &mut steps);
        steps
    }

    fn polls(&mut self, now: i64, steps: &mut Vec<Step>) {
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

    fn sends(&mut self, now: i64, steps: &mut Vec<Step>) {
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
    fn may_send(&self) -> bool {
        let at_once = self.settings.at_once.max(1);
        if self.stop.is_some() || self.sending >= at_once {
            return false;
        }
        let people = || {
            let calls = self.open.iter().filter_map(|call| self.call(*call));
            calls.map(|call| call.rows.len()).sum::<usize>()
        };
        self.open.len() < at_once || people() + self.settings.batch <= OPEN_PEOPLE
    }

    /// The batch to be sent next: while the first rows have not ended, only theirs.
    fn next_batch(&self) -> Option<usize> {
        if self.first.is_empty() {
            return (!self.queue.is_empty()).then_some(0);
        }
        self.queue
            .iter()
            .position(|batch| batch.rows.iter().all(|row| self.first.contains(row)))
    }

    fn reads(&mut self, now: i64, steps: &mut Vec<Step>) {
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
        if matches!(self.stop, Some(Stop::SignIn { .. } | Stop::Cancelled)) {
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

    /// A call was answered.
    pub fn sent(&mut self, call: u32, answer: Result<TaskId, Error>, now: i64) {
        self.in_flight = self.in_flight.saturating_sub(1);
        self.sending = self.sending.saturating_sub(1);
        let Some(made) = self.call(call).cloned() else {
            return;
        };
        let error = match answer {
            Ok(task) => {
                self.taken = true;
                self.acked(call, task.clone(), now);
                self.note(now, Record::Acked { call, task });
                return;
            }
            Err(error) => error,
        };
        let why = error.to_string();
        match error.processed {
            Processed::No => self.came_back(call, made, &error, now),
            Processed::Unknown => {
                self.open.remove(&call);
                self.note(
                    now,
                    Record::Unclear {
                        call,
                        why: why.clone(),
                    },
                );
                self.doubt(&made.rows, &why, now);
                match error.kind {
                    ErrorKind::Unreadable | ErrorKind::Redirect => {
                        self.halt(now, Stop::Strange { why });
                    }
                    ErrorKind::SignInNeeded(_) => self.halt(now, Stop::SignIn { why }),
                    _ => {}
                }
            }
            Processed::Refused => self.refused(call, made, &error, now),
        }
    }

    pub(super) fn acked(&mut self, call: u32, id: TaskId, now: i64) {
        let pause = self.settings.poll_first;
        let Some(made) = self.call_mut(call) else {
            return;
        };
        made.task = Some(Task {
            id,
            due: now + pause,
            pause,
            moved: now,
            counts: (0, 0, 0),
            busy: false,
        });
        for row in made.rows.clone() {
            self.set(row, State::Acked);
        }
    }

    pub(super) fn doubt(&mut self, rows: &[u32], why: &str, since: i64) {
        for row in rows {
            let why = why.to_owned();
            self.look(
                *row,
                After::Doubt { why },
                since,
                since + self.settings.settle,
            );
        }
    }

    fn look(&mut self, row: u32, after: After, since: i64, due: i64) {
        self.set(row, State::Looking);
        self.looks.insert(row, Look::new(after, since, due));
    }

    /// It was surely not processed: the same rows may be sent again.
    fn came_back(&mut self, call: u32, made: Call, error: &Error, now: i64) {
        self.back(call, &made.rows);
        let why = error.to_string();
        self.note(
            now,
            Record::Back {
                call,
                why: why.clone(),
            },
        );
        let back = made.back + 1;
        let pause = error
            .retry_after
            .and_then(|wait| i64::try_from(wait.as_millis()).ok())
            .unwrap_or(0)
            .max(500_i64 << back.min(6));
        self.queue.push_front(Batch {
            policy: made.policy,
            rows: made.rows,
            not_before: now + pause,
            back,
        });
        match error.kind {
            ErrorKind::SignInNeeded(_) | ErrorKind::NoCredential => {
                self.halt(now, Stop::SignIn { why });
            }
            _ if back > 4 => self.halt(now, Stop::Unreachable { why }),
            _ => {}
        }
    }

    /// The rows of a call are planned again; it does not count as a try.
    pub(super) fn back(&mut self, call: u32, rows: &[u32]) {
        self.open.remove(&call);
        for row in rows {
            self.set(*row, State::Planned);
            if let Some(tries) = at_mut(&mut self.tries, *row) {
                *tries = tries.saturating_sub(1);
            }
        }
    }

    /// A definite no. It may mean one of the people: the others are tried without them.
    fn refused(&mut self, call: u32, made: Call, error: &Error, now: i64) {
        let why = error.to_string();
        let everybody = match error.kind {
            ErrorKind::PaymentRequired | ErrorKind::OldUserManagement => true,
            // Before anything worked, these speak of the whole: no leave, no such policy or call.
            ErrorKind::Forbidden | ErrorKind::NotFound => !self.taken,
            _ => false,
        };
        if everybody || made.rows.len() > 1 {
            self.back(call, &made.rows);
            self.note(
                now,
                Record::Back {
                    call,
                    why: why.clone(),
                },
            );
            let half = if everybody {
                made.rows.len()
            } else {
                made.rows.len().div_ceil(2)
            };
            for rows in made.rows.chunks(half.max(1)).rev() {
                self.queue.push_front(Batch {
                    policy: made.policy.clone(),
                    rows: rows.to_vec(),
                    not_before: 0,
                    back: 0,
                });
            }
            if everybody {
                self.halt(now, Stop::NotAllowed { why });
            }
            return;
        }
        self.open.remove(&call);
        self.end(made.rows, &End::Refused { why }, now);
    }

    /// A task was asked after.
    pub fn polled(&mut self, call: u32, answer: Result<PolicyTask, Error>, now: i64) {
        self.in_flight = self.in_flight.saturating_sub(1);
        let (patience, longest, first) = (
            self.settings.task_patience,
            self.settings.poll_longest,
            self.settings.poll_first,
        );
        let Some(made) = self.call_mut(call) else {
            return;
        };
        let people = made.rows.len() as u64;
        let Some(task) = made.task.as_mut() else {
            return;
        };
        task.busy = false;
        let later = |task: &mut Task| {
            task.due = now + task.pause;
            task.pause = (task.pause * 2).clamp(first, longest.max(first));
            now - task.moved > patience
        };
        match answer {
            Ok(state) => {
                let counts = (state.in_progress, state.succeeded, state.failed);
                if task.counts != counts {
                    task.counts = counts;
                    task.moved = now;
                    task.pause = first;
                }
                // Nothing in progress and nobody counted is a task that has not begun; one that stays so is as
                // good as over.
                let counted = state.succeeded.saturating_add(state.failed) >= people;
                let waited = now - task.moved > 10_000;
                if state.is_done() && (counted || waited) {
                    let (refused, others) = self.told(call, &state);
                    self.over(call, refused, others, now);
                } else if later(task) {
                    let why = "the service's work on it does not end".to_owned();
                    self.over(call, Vec::new(), Some(why), now);
                }
            }
            Err(error) => match error.kind {
                ErrorKind::SignInNeeded(_) | ErrorKind::NoCredential => {
                    task.due = now;
                    self.halt(
                        now,
                        Stop::SignIn {
                            why: error.to_string(),
                        },
                    );
                }
                ErrorKind::NotFound | ErrorKind::Forbidden => {
                    let why = format!("its task cannot be asked after: {error}");
                    self.over(call, Vec::new(), Some(why), now);
                }
                _ => {
                    if later(task) {
                        let why = format!("its task cannot be asked after: {error}");
                        self.over(call, Vec::new(), Some(why), now);
                    }
                }
            },
        }
    }

    /// Who was not moved and why, by the addresses that the task names; and what to say of the others.
    fn told(&self, call: u32, state: &PolicyTask) -> (Vec<(u32, String)>, Option<String>) {
        let Some(made) = self.call(call) else {
            return (Vec::new(), None);
        };
        let by_email: HashMap<String, u32> = made
            .rows
            .iter()
            .filter_map(|row| Some((key(self.email(*row)?), *row)))
            .collect();
        let mut refused = BTreeMap::new();
        for failure in &state.failures {
            let mut why: Vec<&str> = [&failure.title, &failure.detail]
                .into_iter()
                .flatten()
                .map(String::as_str)
                .filter(|text| !text.is_empty())
                .collect();
            why.dedup();
            let mut why = why.join(": ");
            if why.is_empty() {
                why = "the service gives no reason".to_owned();
            }
            for email in &failure.emails {
                if let Some(row) = by_email.get(&key(email)) {
                    refused.entry(*row).or_insert_with(|| why.clone());
                }
            }
        }
        let unnamed = state.failed.saturating_sub(refused.len() as u64);
        let others = (unnamed > 0).then(|| {
            format!(
                "the service failed to move {unnamed} people of the same call without naming them"
            )
        });
        (refused.into_iter().collect(), others)
    }

    fn over(&mut self, call: u32, refused: Vec<(u32, String)>, others: Option<String>, now: i64) {
        self.is_now_over(call, &refused, others.as_deref(), now);
        self.note(
            now,
            Record::Over {
                call,
                refused,
                others,
            },
        );
    }

    pub(super) fn is_now_over(
        &mut self,
        call: u32,
        refused: &[(u32, String)],
        others: Option<&str>,
        now: i64,
    ) {
        self.open.remove(&call);
        let Some(made) = self.call_mut(call) else {
            return;
        };
        made.task = None;
        for row in made.rows.clone() {
            let after = After::Over {
                refused: refused
                    .iter()
                    .find(|(at, _)| *at == row)
                    .map(|(_, why)| why.clone()),
                others: others.map(str::to_owned),
            };
            self.look(row, after, now, now);
        }
    }

    /// The live state of rows was read. An account that the service does not tell of is not in the answer.
    pub fn read(
        &mut self,
        rows: &[u32],
        answer: Result<HashMap<AccountId, Option<PolicyId>>, Error>,
        now: i64,
    ) {
        self.reading = self.reading.saturating_sub(1);
        let found = match answer {
            Ok(found) => found,
            Err(error) => return self.unread(rows, &error, now),
        };
        self.last_read = Some(now);
        let mut ended: Vec<(End, Vec<u32>)> = Vec::new();
        let mut again = Vec::new();
        for row in rows {
            let seen = self.account(*row).and_then(|account| found.get(&account));
            match self.judge(*row, seen, now) {
                Judged::Later => {
                    if let Some(look) = self.looks.get_mut(row) {
                        look.failing = None;
                        look.later(now);
                    }
                }
                Judged::Again => again.push(*row),
                Judged::End(end) => match ended.iter_mut().find(|(known, _)| *known == end) {
                    Some((_, rows)) => rows.push(*row),
                    None => ended.push((end, vec![*row])),
                },
            }
        }
        for (end, rows) in ended {
            self.end(rows, &end, now);
        }
        if !again.is_empty() {
            self.again(&again);
            let mut by_policy: Vec<(PolicyId, Vec<u32>)> = Vec::new();
            for row in &again {
                let Some(to) = self.to(*row) else { continue };
                match by_policy.iter_mut().find(|(policy, _)| policy == to) {
                    Some((_, rows)) => rows.push(*row),
                    None => by_policy.push((to.clone(), vec![*row])),
                }
            }
            for (policy, rows) in by_policy {
                self.queue.push_front(Batch {
                    policy,
                    rows,
                    not_before: 0,
                    back: 0,
                });
            }
            self.note(now, Record::Again { rows: again });
        }
    }

    pub(super) fn again(&mut self, rows: &[u32]) {
        for row in rows {
            self.looks.remove(row);
            self.set(*row, State::Planned);
        }
    }

    fn judge(&self, row: u32, seen: Option<&Option<PolicyId>>, now: i64) -> Judged {
        let (Some(look), Some(plan)) = (self.looks.get(&row), at(&self.plan.rows, row)) else {
            return Judged::Later;
        };
        if seen.is_some_and(|seen| *seen == plan.to) {
            return Judged::End(End::Confirmed);
        }
        let as_before = seen.is_some_and(|seen| seen.as_ref() == plan.before.policy());
        let waited = now - look.since > self.settings.visible;
        match &look.after {
            After::Over {
                refused: Some(why), ..
            } => Judged::End(End::Refused { why: why.clone() }),
            After::Over { .. } if !waited => Judged::Later,
            After::Over { others, .. } => Judged::End(match (seen, others) {
                (Some(now), _) if !as_before => End::Conflict { now: now.clone() },
                (Some(_), Some(why)) => End::Failed { why: why.clone() },
                (Some(_), None) => End::Lost {
                    why: "the service took the change and does not show it".to_owned(),
                },
                (None, _) => End::Lost {
                    why: "the service does not tell the policy any more".to_owned(),
                },
            }),
            After::Doubt { .. } if seen.is_none() && !waited => Judged::Later,
            After::Doubt { why } => match seen {
                None => Judged::End(End::Lost {
                    why: format!("the service does not tell the policy any more, after: {why}"),
                }),
                Some(_) if as_before => {
                    let tries = at(&self.tries, row).copied().unwrap_or(0);
                    if tries >= self.settings.tries {
                        Judged::End(End::Failed {
                            why: format!("tried {tries} times; the last time: {why}"),
                        })
                    } else {
                        Judged::Again
                    }
                }
                Some(now) => Judged::End(End::Conflict { now: now.clone() }),
            },
        }
    }

    /// Reading failed. It is tried again for a while; then the rows are lost, until a resume finds them.
    fn unread(&mut self, rows: &[u32], error: &Error, now: i64) {
        if matches!(
            error.kind,
            ErrorKind::SignInNeeded(_) | ErrorKind::NoCredential
        ) {
            for row in rows {
                if let Some(look) = self.looks.get_mut(row) {
                    look.busy = false;
                }
            }
            return self.halt(
                now,
                Stop::SignIn {
                    why: error.to_string(),
                },
            );
        }
        let mut lost = Vec::new();
        for row in rows {
            let Some(look) = self.looks.get_mut(row) else {
                continue;
            };
            let since = *look.failing.get_or_insert(now);
            if now - since >= self.settings.read_patience {
                lost.push(*row);
            } else {
                look.later(now);
            }
        }
        if !lost.is_empty() {
            let why = format!("it cannot be read back: {error}");
            self.end(lost, &End::Lost { why }, now);
        }
    }

    /// Notes that rows ended, without anything sent for them now.
    pub fn end(&mut self, rows: Vec<u32>, end: &End, now: i64) {
        self.ended(&rows, end, now);
        self.note(
            now,
            Record::Ended {
                rows: rows.clone(),
                end: end.clone(),
            },
        );
        let limit = self.settings.max_failures.limit(self.tally.changes);
        // Whoever resumes has seen what failed until then.
        let failed = self.tally.failed.saturating_sub(self.failed_before);
        if failed >= limit {
            self.halt(now, Stop::Failures { failed, limit });
        }
        if !self.first.is_empty() && rows.iter().any(|row| self.first.contains(row)) {
            self.first_rows(end, now);
        }
    }

    /// When all rows of the first call have ended, the others may go, unless none of them succeeded.
    fn first_rows(&mut self, last: &End, now: i64) {
        let mut none = true;
        for row in &self.first {
            match at(&self.rows, *row) {
                Some(State::Ended { end, .. }) => none &= end.is_failure(),
                _ => return,
            }
        }
        let some = self.first.len();
        self.first.clear();
        if none && some > 1 {
            let why = match last {
                End::Refused { why } | End::Failed { why } | End::Lost { why } => why.clone(),
                _ => String::new(),
            };
            self.halt(now, Stop::FirstRows { why });
        }
    }

    pub(super) fn ended(&mut self, rows: &[u32], end: &End, at: i64) {
        for row in rows {
            self.looks.remove(row);
            let Some(state) = at_mut(&mut self.rows, *row) else {
                continue;
            };
            if let State::Ended { end: before, .. } = state {
                // Lost and found again, or read back long after.
                self.tally.ended -= 1;
                self.tally.failed -= u64::from(before.is_failure());
                self.tally.there -= u64::from(matches!(before, End::Confirmed | End::Unchanged));
            }
            *state = State::Ended {
                end: end.clone(),
                at,
            };
            self.tally.ended += 1;
            self.tally.failed += u64::from(end.is_failure());
            self.tally.there += u64::from(matches!(end, End::Confirmed | End::Unchanged));
        }
    }

    /// A row that had ended has not, after all.
    pub(super) fn unend(&mut self, row: u32) {
        if let Some(State::Ended { end, .. }) = at(&self.rows, row) {
            self.tally.failed -= u64::from(end.is_failure());
            self.tally.there -= u64::from(matches!(end, End::Confirmed | End::Unchanged));
            self.tally.ended -= 1;
        }
        self.set(row, State::Looking);
    }

    fn halt(&mut self, now: i64, why: Stop) {
        // Cancelling, and the end of a sign-in, say more than what stopped the sending before.
        let grave = matches!(why, Stop::SignIn { .. } | Stop::Cancelled);
        if self.stop.is_none() || (grave && self.stop.as_ref() != Some(&why)) {
            self.stop = Some(why.clone());
            self.note(now, Record::Stopped { why });
        }
    }

    /// Failures from now on are counted anew.
    pub(super) fn forgive(&mut self) {
        self.failed_before = self.tally.failed;
    }

    pub(super) fn set_stop(&mut self, stop: Option<Stop>) {
        self.stop = stop;
    }

    pub(super) fn set_taken(&mut self) {
        self.taken = true;
    }

    pub(super) fn tried(&mut self, rows: &[u32]) {
        for row in rows {
            if let Some(tries) = at_mut(&mut self.tries, *row) {
                *tries += 1;
            }
        }
    }

    pub(super) fn note(&mut self, now: i64, record: Record) {
        self.out.push(Entry { at: now, record });
    }

    /// Marks the run as over, when every row has ended.
    pub fn finish(&mut self, now: i64) {
        if self.is_settled() && !self.finished {
            self.finished = true;
            self.note(now, Record::Finished);
        }
    }

    pub(super) fn set(&mut self, row: u32, state: State) {
        if let Some(slot) = at_mut(&mut self.rows, row) {
            *slot = state;
        }
    }

    pub(super) fn call(&self, call: u32) -> Option<&Call> {
        at(&self.calls, call)
    }

    fn call_mut(&mut self, call: u32) -> Option<&mut Call> {
        at_mut(&mut self.calls, call)
    }

    fn to(&self, row: u32) -> Option<&PolicyId> {
        at(&self.plan.rows, row)?.to.as_ref()
    }

    fn email(&self, row: u32) -> Option<&str> {
        at(&self.plan.rows, row)?.email.as_deref()
    }

    fn account(&self, row: u32) -> Option<AccountId> {
        at(&self.plan.rows, row)?
            .account
            .as_deref()
            .map(AccountId::from)
    }
}

/// What a read says of a row.
enum Judged {
    /// Nothing yet.
    Later,
    /// The change was not made.
    Again,
    /// It ended.
    End(End),
}

pub(super) fn at<T>(all: &[T], row: u32) -> Option<&T> {
    all.get(usize::try_from(row).ok()?)
}

fn at_mut<T>(all: &mut [T], row: u32) -> Option<&mut T> {
    all.get_mut(usize::try_from(row).ok()?)
}
