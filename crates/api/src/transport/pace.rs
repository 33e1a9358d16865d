//! The gates of a client, shared by all of its clones, with the clock.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use tokio::sync::{Notify, Semaphore, SemaphorePermit};

use super::gate::{Gate, RequestOutcome, Ticket, Turn, Why};
use super::headers::Limits;
use crate::clock::Clock;

/// Paces all requests of a client.
#[derive(Debug)]
pub(crate) struct Pacer {
    gates: Mutex<HashMap<String, Gate>>,
    changed: Notify,
    clock: Arc<dyn Clock>,
    share: f64,
    slots: Semaphore,
    chance: Mutex<fastrand::Rng>,
}

/// Waiting any longer would exceed the caller's limit.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TooLong {
    /// The length of the wait.
    pub(crate) wait: Duration,
    /// The reason.
    pub(crate) why: Why,
}

impl Pacer {
    pub(crate) fn new(
        share: f64,
        concurrency: usize,
        seed: Option<u64>,
        clock: Arc<dyn Clock>,
    ) -> Self {
        Self {
            gates: Mutex::default(),
            changed: Notify::new(),
            clock,
            share: if share.is_finite() {
                share.clamp(0.05, 1.0)
            } else {
                1.0
            },
            slots: Semaphore::new(concurrency.clamp(1, 64)),
            chance: Mutex::new(seed.map_or_else(fastrand::Rng::new, fastrand::Rng::with_seed)),
        }
    }

    /// A random number in `0.0..1.0`.
    pub(crate) fn chance(&self) -> f64 {
        self.chance
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .f64()
    }

    fn gates(&self) -> MutexGuard<'_, HashMap<String, Gate>> {
        self.gates.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Waits by the same clock.
    pub(crate) async fn sleep(&self, time: Duration) {
        self.clock.sleep(time).await;
    }

    /// The time by the same clock.
    pub(crate) fn now(&self) -> Duration {
        self.clock.now()
    }

    /// Waits until a request of this kind may be sent, for `wait_left` at most, and deducts the time. `waiting` is called for each wait with a known end.
    pub(crate) async fn enter<'a>(
        self: &'a Arc<Self>,
        key: &str,
        wait_left: &mut Duration,
        mut waiting: impl FnMut(Duration, Why),
    ) -> Result<Pass<'a>, TooLong> {
        let mut announced = None;
        let ticket = loop {
            let changed = self.changed.notified();
            tokio::pin!(changed);
            changed.as_mut().enable();
            let now = self.now();
            let turn = {
                let mut gates = self.gates();
                match gates.get_mut(key) {
                    Some(gate) => gate.ask(now, self.share),
                    None => gates
                        .entry(key.to_owned())
                        .or_insert_with(Gate::new)
                        .ask(now, self.share),
                }
            };
            match turn {
                Turn::Go(ticket) => break ticket,
                Turn::WhenChanged => changed.await,
                Turn::At(at, why) => {
                    let wait = at.saturating_sub(now);
                    if wait > *wait_left {
                        return Err(TooLong { wait, why });
                    }
                    if announced.replace(at) != Some(at) {
                        waiting(wait, why);
                    }
                    tokio::select! {
                        () = self.clock.sleep(wait) => {}
                        () = changed => {}
                    }
                    *wait_left = wait_left.saturating_sub(self.now().saturating_sub(now));
                }
            }
        };
        let mut pass = Pass {
            pacer: self,
            key: key.to_owned(),
            ticket: Some(ticket),
            _slot: None,
        };
        // The gate comes first: who waits at one closed gate must not hold up the others.
        pass._slot = self.slots.acquire().await.ok();
        Ok(pass)
    }
}

/// A request in flight. It counts as lost if dropped without an outcome.
#[derive(Debug)]
pub(crate) struct Pass<'a> {
    pacer: &'a Arc<Pacer>,
    key: String,
    ticket: Option<Ticket>,
    _slot: Option<SemaphorePermit<'a>>,
}

impl Pass<'_> {
    /// The request came back.
    pub(crate) fn done(mut self, went: RequestOutcome, limits: &Limits) {
        self.finish(went, limits);
    }

    fn finish(&mut self, went: RequestOutcome, limits: &Limits) {
        let Some(ticket) = self.ticket.take() else {
            return;
        };
        let jitter = self.pacer.chance();
        let now = self.pacer.now();
        if let Some(gate) = self.pacer.gates().get_mut(&self.key) {
            gate.done(ticket, now, went, limits, jitter);
        }
        self.pacer.changed.notify_waiters();
    }
}

impl Drop for Pass<'_> {
    fn drop(&mut self) {
        self.finish(RequestOutcome::Lost, &Limits::default());
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::clock::RealClock;

    fn pacer(concurrency: usize) -> Arc<Pacer> {
        let clock = Arc::new(RealClock::default());
        Arc::new(Pacer::new(1.0, concurrency, Some(1), clock))
    }

    fn refused(seconds: u64) -> Limits {
        Limits {
            retry_after: Some(Duration::from_secs(seconds)),
            ..Limits::default()
        }
    }

    #[tokio::test(start_paused = true)]
    async fn only_so_many_at_once() {
        let pacer = pacer(2);
        let mut wait_left = Duration::from_secs(60);
        let first = pacer.enter("a", &mut wait_left, |_, _| {}).await.unwrap();
        let _second = pacer.enter("b", &mut wait_left, |_, _| {}).await.unwrap();
        let mut other = wait_left;
        let third = pacer.enter("c", &mut other, |_, _| {});
        tokio::pin!(third);
        assert!(futures_util::poll!(third.as_mut()).is_pending());
        first.done(RequestOutcome::Answered, &Limits::default());
        assert!(third.await.is_ok());
    }

    #[tokio::test(start_paused = true)]
    async fn a_refusal_closes_its_own_gate_only() {
        let pacer = pacer(8);
        let mut wait_left = Duration::from_secs(60);
        let pass = pacer.enter("a", &mut wait_left, |_, _| {}).await.unwrap();
        pass.done(RequestOutcome::Throttled, &refused(30));
        let before = pacer.now();
        drop(
            pacer
                .enter("b", &mut wait_left, |_, _| panic!("must not wait"))
                .await
                .unwrap(),
        );
        assert_eq!(pacer.now(), before);
        let mut waits = Vec::new();
        drop(
            pacer
                .enter("a", &mut wait_left, |wait, _| waits.push(wait))
                .await
                .unwrap(),
        );
        assert_eq!(waits, [Duration::from_secs(30)]);
        assert_eq!(pacer.now() - before, Duration::from_secs(30));
        assert_eq!(wait_left, Duration::from_secs(30));
    }

    #[tokio::test(start_paused = true)]
    async fn a_wait_past_the_limit_is_refused() {
        let pacer = pacer(8);
        let mut wait_left = Duration::from_secs(10);
        let pass = pacer.enter("a", &mut wait_left, |_, _| {}).await.unwrap();
        pass.done(RequestOutcome::Throttled, &refused(30));
        let long = pacer
            .enter("a", &mut wait_left, |_, _| {})
            .await
            .unwrap_err();
        assert_eq!(long.wait, Duration::from_secs(30));
    }

    #[tokio::test(start_paused = true)]
    async fn who_gives_up_leaves_no_trace() {
        let pacer = pacer(1);
        let mut wait_left = Duration::from_secs(60);
        for _ in 0..100 {
            // Dropped without an outcome, as when a caller is canceled.
            let _pass = pacer.enter("a", &mut wait_left, |_, _| {}).await.unwrap();
        }
        assert!(pacer.enter("a", &mut wait_left, |_, _| {}).await.is_ok());
    }
}
