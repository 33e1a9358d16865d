//! Runs that end in the middle as a killed program does: nothing of them is left but what is on disk and on the wire.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::pin::pin;
use std::task::Poll;

use atlctl_api::ErrorKind;
use atlctl_core::apply::{Run, RunObserver, Tally};
use fastrand::Rng;

use crate::harness::{Harness, block_on};

/// Where a run is killed.
#[derive(Debug, Clone, Copy)]
pub enum Kill {
    /// At this of the points that the executor comes by, also in the middle of its work.
    AtPoint(u32),
    /// While it waits, after it was polled this often.
    AfterPolls(u32),
}

impl Kill {
    pub fn random(rng: &mut Rng) -> Self {
        if rng.bool() {
            Self::AtPoint(rng.u32(1..60))
        } else {
            Self::AfterPolls(rng.u32(1..200))
        }
    }
}

/// What a kill unwinds with.
struct Killed;

/// Counts points, and ends at one.
struct Points(Option<u32>);

impl RunObserver for Points {
    fn tally(&mut self, _: Tally, _: Option<i64>, _: Option<ErrorKind>) {}

    fn point(&mut self, _: &'static str) {
        if let Some(left) = &mut self.0 {
            *left -= 1;
            if *left == 0 {
                resume_unwind(Box::new(Killed));
            }
        }
    }
}

impl Harness {
    /// Executes a run until the kill; whether it was killed before its end. The run is gone then.
    pub fn go_killed(&self, run: Run, kill: Kill) -> Result<Run, String> {
        let id = run.info.id.clone();
        let mut run = run;
        let ended = catch_unwind(AssertUnwindSafe(|| {
            let (point, mut polls) = match kill {
                Kill::AtPoint(point) => (Some(point), u32::MAX),
                Kill::AfterPolls(polls) => (None, polls),
            };
            block_on(async {
                let mut watch = Points(point);
                let mut execution =
                    pin!(self.execution(&mut run, &mut watch, std::future::pending()));
                std::future::poll_fn(|context| {
                    polls -= 1;
                    if polls == 0 {
                        return Poll::Ready(false);
                    }
                    execution.as_mut().poll(context).map(|()| true)
                })
                .await
            })
        }));
        match ended {
            Ok(true) => Ok(run),
            Ok(false) => Err(id),
            Err(panic) if panic.is::<Killed>() => Err(id),
            Err(panic) => resume_unwind(panic),
        }
    }

    /// Executes a run that is killed now and then, and resumed each time; how often it was killed.
    pub fn go_killed_often(&self, run: Run, rng: &mut Rng, most: usize) -> (Run, usize) {
        let (mut run, mut killed) = (run, 0);
        while killed < most {
            match self.go_killed(run, Kill::random(rng)) {
                Ok(run) => return (run, killed),
                Err(id) => run = self.opened(&id),
            }
            killed += 1;
        }
        self.go(&mut run);
        (run, killed)
    }
}
