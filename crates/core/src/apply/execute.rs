//! The executor: drives the state machine over the wire, with the journal ahead of every call.

use std::collections::BTreeSet;
use std::future::Future;
use std::pin::pin;
use std::time::{Duration, Instant};

use atlctl_api::{Error, ErrorKind};
use futures_util::future::{BoxFuture, FutureExt as _};
use futures_util::stream::{FuturesUnordered, StreamExt as _};
use jiff::Timestamp;

use super::machine::{KindTally, Machine, Step, Tally};
use super::{Journal, JournalError};
use crate::change::{Answer, Item, Target, TaskState, Value, Wire, learn_addresses};

/// A monotonic clock that starts at a given time.
#[derive(Debug, Clone, Copy)]
pub struct Clock {
    begin: i64,
    since: Instant,
    pace: u32,
}

impl Clock {
    /// A clock that starts at this time.
    #[must_use]
    pub fn from(now: Timestamp) -> Self {
        Self {
            begin: now.as_millisecond(),
            since: Instant::now(),
            pace: 1,
        }
    }

    /// A clock that runs this many times as fast, pauses included: where minutes are to pass in seconds.
    #[must_use]
    pub fn times(self, pace: u32) -> Self {
        Self {
            pace: pace.max(1),
            ..self
        }
    }

    /// Milliseconds since 1970.
    #[must_use]
    pub fn now(&self) -> i64 {
        let passed = self.since.elapsed().saturating_mul(self.pace);
        let passed = i64::try_from(passed.as_millis()).unwrap_or(i64::MAX);
        self.begin.saturating_add(passed)
    }

    /// How long to wait until a time of this clock; at least a millisecond.
    fn until(&self, due: i64) -> Duration {
        let left = due.saturating_sub(self.now());
        let left = Duration::from_millis(u64::try_from(left).unwrap_or(0));
        let left = left.checked_div(self.pace).unwrap_or(left);
        left.max(Duration::from_millis(1))
    }
}

/// Receives the progress of a run.
pub trait RunObserver {
    /// Reports the tally; when no request is open, how many milliseconds the run waits; and, when the last request
    /// failed, why.
    fn tally(&mut self, tally: Tally, waiting: Option<i64>, failing: Option<ErrorKind>);

    /// Reports the progress with each kind of change, in a run with several.
    fn kinds(&mut self, _kinds: &[KindTally]) {}

    /// Called where the program might be killed, for tests.
    fn point(&mut self, _name: &'static str) {}
}

/// Ignores all progress.
#[derive(Debug, Clone, Copy)]
pub struct Unobserved;

impl RunObserver for Unobserved {
    fn tally(&mut self, _: Tally, _: Option<i64>, _: Option<ErrorKind>) {}
}

enum Done {
    Durable(Vec<Step>, Result<(), JournalError>),
    Sent(u32, Result<Answer, Error>),
    Polled(u32, Result<TaskState, Error>),
    Read(Vec<u32>, Result<Vec<Option<Value>>, Error>),
}

impl Done {
    /// Why the request failed; `None` when it succeeded or when there was no request.
    fn failing(&self) -> Option<Option<ErrorKind>> {
        match self {
            Self::Durable(..) => None,
            Self::Sent(_, answer) => Some(answer.as_ref().err().map(|error| error.kind)),
            Self::Polled(_, answer) => Some(answer.as_ref().err().map(|error| error.kind)),
            Self::Read(_, answer) => Some(answer.as_ref().err().map(|error| error.kind)),
        }
    }
}

/// How often progress is reported.
const REPORT_EVERY: Duration = Duration::from_millis(100);

/// Reports the progress as a whole and, where there are several kinds of change, with each of them.
fn report(
    watch: &mut dyn RunObserver,
    machine: &Machine,
    several: bool,
    (waiting, failing): (Option<i64>, Option<ErrorKind>),
) {
    if several {
        watch.kinds(&machine.kind_tallies());
    }
    watch.tally(machine.tally(), waiting, failing);
}

/// Runs until everything is done or the run stops (see [`Machine::stopped`]). When `cancel` completes, the run sends
/// no further changes and waits for open requests.
///
/// # Errors
/// When the journal cannot be written. No change is sent that the journal does not hold.
pub async fn execute(
    wire: &Wire,
    machine: &mut Machine,
    journal: &mut Journal,
    clock: Clock,
    watch: &mut dyn RunObserver,
    cancel: impl Future<Output = ()>,
) -> Result<(), JournalError> {
    let mut cancel = pin!(cancel.fuse());
    let mut flight: FuturesUnordered<BoxFuture<'static, Done>> = FuturesUnordered::new();
    let mut held: Vec<Step> = Vec::new();
    let mut committing = false;
    let mut last_report: Option<Instant> = None;
    let mut failing = None;
    let several = machine.kind_tallies().len() > 1;
    loop {
        let now = clock.now();
        for step in machine.steps(now) {
            match step {
                Step::Send { .. } => held.push(step),
                other => flight.push(perform(wire, other)),
            }
        }
        add(machine, journal, watch)?;
        if !committing && !held.is_empty() {
            let steps = std::mem::take(&mut held);
            committing = true;
            flight.push(commit(journal, steps)?);
        }
        if machine.is_stuck() && flight.is_empty() {
            machine.unstick(now);
            add(machine, journal, watch)?;
        }
        if machine.is_over() && flight.is_empty() {
            break;
        }
        let due = machine.next_due();
        let waiting = flight.is_empty().then_some(due).flatten();
        if waiting.is_some()
            || last_report.is_none_or(|last_report| last_report.elapsed() >= REPORT_EVERY)
        {
            last_report = Some(Instant::now());
            // What no answer came for is looked at again and again; how long at most is what matters.
            let until = |due: i64| machine.settled_by().map_or(due, |settled| settled.max(due));
            let waiting = waiting.map(|due| until(due).saturating_sub(now));
            report(watch, machine, several, (waiting, failing));
        }
        let pause = due.map_or(Duration::from_secs(3600), |due| clock.until(due));
        let done = tokio::select! {
            biased;
            () = &mut cancel => {
                machine.cancel(clock.now());
                continue;
            }
            done = flight.next(), if !flight.is_empty() => done,
            () = tokio::time::sleep(pause) => None,
        };
        let mut next = done;
        // All that is there is taken in before anything is written: one commit for many.
        while let Some(done) = next {
            let now = clock.now();
            failing = done.failing().unwrap_or(failing);
            match done {
                Done::Durable(steps, outcome) => {
                    outcome?;
                    committing = false;
                    watch.point("durable");
                    for step in steps {
                        match step {
                            // Nothing more is sent, also of what was about to be.
                            Step::Send { call, .. } if machine.stopped().is_some() => {
                                machine.unsent(call, now);
                            }
                            step => flight.push(perform(wire, step)),
                        }
                    }
                }
                Done::Sent(call, answer) => {
                    watch.point("answered");
                    machine.sent(call, answer, now);
                }
                Done::Polled(call, answer) => {
                    watch.point("polled");
                    machine.polled(call, answer, now);
                }
                Done::Read(rows, answer) => {
                    watch.point("read");
                    machine.hold_readdressed(&rows, &wire.addresses);
                    machine.see_invited(&rows, &wire.addresses);
                    machine.read(&rows, answer, now);
                }
            }
            next = flight.next().now_or_never().flatten();
        }
    }
    machine.finish(clock.now());
    add(machine, journal, watch)?;
    report(watch, machine, several, (None, None));
    journal.durable()?()?;
    watch.point("over");
    Ok(())
}

fn add(
    machine: &mut Machine,
    journal: &mut Journal,
    watch: &mut dyn RunObserver,
) -> Result<(), JournalError> {
    let entries = machine.entries();
    if entries.is_empty() {
        return Ok(());
    }
    watch.point("adding");
    journal.add(&entries)?;
    watch.point("added");
    Ok(())
}

/// Makes the journal durable on another thread. Open requests continue meanwhile; changes that become ready to send
/// wait for the next commit.
fn commit(journal: &Journal, steps: Vec<Step>) -> Result<BoxFuture<'static, Done>, JournalError> {
    if !journal.keeps() {
        return Ok(async { Done::Durable(steps, Ok(())) }.boxed());
    }
    let durable = journal.durable()?;
    let path = journal.path().to_owned();
    Ok(async move {
        let outcome = match tokio::task::spawn_blocking(durable).await {
            Ok(outcome) => outcome,
            Err(error) => Err(JournalError::io(
                "write",
                &path,
                std::io::Error::other(error),
            )),
        };
        Done::Durable(steps, outcome)
    }
    .boxed())
}

/// Of the accounts whose addresses are to be asked for, those that may not be in the directories: they are invited again.
fn of_invited(accounts: &BTreeSet<String>, items: &[Item]) -> BTreeSet<String> {
    let is_address = |item: &Item| matches!(item.target, Target::Address(_));
    if items.iter().any(is_address) {
        accounts.clone()
    } else {
        BTreeSet::new()
    }
}

fn perform(wire: &Wire, step: Step) -> BoxFuture<'static, Done> {
    let wire = wire.clone();
    async move {
        match step {
            Step::Send {
                call,
                facet,
                to,
                subjects,
            } => {
                let answer = facet.kind.send(&wire, &facet.of, &to, &subjects).await;
                Done::Sent(call, answer)
            }
            Step::Poll { call, kind, task } => Done::Polled(call, kind.poll(&wire, &task).await),
            Step::Read {
                rows,
                kind,
                items,
                named,
            } => {
                let mut answer = kind.read(&wire, &items, &mut |_| {}).await;
                let outside = of_invited(&named, &items);
                if answer.is_ok()
                    && let Err(error) = learn_addresses(&wire, &named, &outside).await
                {
                    answer = Err(error);
                }
                Done::Read(rows, answer)
            }
        }
    }
    .boxed()
}
