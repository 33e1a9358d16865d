//! One seed, one run: faults, kills and power cuts, resumed until it is over. Then everything is checked.

mod check;
mod undo;

use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashMap, HashSet};
use std::sync::Arc;

use atlctl_api::Error;
use atlctl_core::apply::{Entry, Machine, MaxFailures, Record, Settings, Step, row_result};
use atlctl_core::change::{Answer, Facet, Subject, TaskState, Value};
use atlctl_core::plan::Plan;
use atlctl_core::report::RowOutcome;

use crate::odds::Odds;
use crate::world::{Key, World, longest_lag};

enum Event {
    Durable(usize),
    Arrive(u32, Facet, Value, Vec<Subject>),
    Sent(u32, Result<Answer, Error>),
    Polled(u32, Result<TaskState, Error>),
    Read(Vec<u32>, Result<Vec<Option<Value>>, Error>),
}

struct Play {
    seed: u64,
    now: i64,
    world: World,
    plan: Arc<Plan>,
    machine: Machine,
    /// What was added to the journal, and how much of it is durable.
    journal: Vec<Entry>,
    durable: usize,
    /// Sends that wait for the journal.
    held: Vec<(usize, Step)>,
    committing: bool,
    /// Which life of the program: answers to an earlier one are lost.
    life: u32,
    events: BinaryHeap<Reverse<(i64, u64)>>,
    waiting: HashMap<u64, (u32, Event)>,
    number: u64,
    sends: u32,
    /// People in a call, at most.
    batch: usize,
    /// Targets of tasks of which the journal says nothing: killed before it was written, or lost since.
    forgotten: HashSet<Key>,
    /// How often the journal lost lines, those that were durable too.
    cuts: u32,
    /// Rows that were undone in the end.
    undone: u32,
}

impl Play {
    fn new(seed: u64) -> Self {
        let mut rng = fastrand::Rng::with_seed(seed ^ 0x9e37_79b9);
        let odds = Odds {
            fault: [0, 30, 150, 400][rng.usize(0..4)],
            drift: [0, 0, 3][rng.usize(0..3)],
            row_fails: [0, 0, 60, 300][rng.usize(0..4)],
            sign_out: [0, 0, 30][rng.usize(0..3)],
            outage: [0, 0, 20][rng.usize(0..3)],
            vanish: [0, 0, 60, 400][rng.usize(0..4)],
            late: [0, 0, 100][rng.usize(0..3)],
            rest: [0, 0, 500][rng.usize(0..3)],
            mixed: [0, 500][rng.usize(0..2)],
            cut: [0, 0, 300][rng.usize(0..3)],
            hasty: [0, 0, 0, 1][rng.usize(0..4)],
        };
        let (world, plan) = World::new(seed, rng.usize(1..40), odds);
        let settings = Settings {
            batch: rng.usize(1..8),
            first: rng.usize(0..5),
            at_once: rng.usize(1..6),
            read_batch: rng.usize(1..12),
            settle: if odds.hasty > 0 { 3_000 } else { 60_000 },
            max_failures: [
                MaxFailures::Usual,
                MaxFailures::Percent(100),
                MaxFailures::Count(1),
            ][rng.usize(0..3)],
            ..Settings::default()
        };
        let mut machine = Machine::new(Arc::clone(&plan), settings.clone());
        machine.begin();
        let begin = Entry {
            at: 0,
            record: Record::Begin {
                run: "r".to_owned(),
                plan: "p".to_owned(),
                tool: "t".to_owned(),
                actor: None,
                settings: settings.clone(),
                marked: true,
            },
        };
        Self {
            seed,
            now: 1_000_000,
            world,
            plan,
            machine,
            journal: vec![begin],
            durable: 1,
            held: Vec::new(),
            committing: false,
            life: 0,
            events: BinaryHeap::new(),
            waiting: HashMap::new(),
            number: 0,
            sends: 0,
            batch: settings.batch,
            forgotten: HashSet::new(),
            cuts: 0,
            undone: 0,
        }
    }

    fn at(&mut self, when: i64, event: Event) {
        self.number += 1;
        self.events.push(Reverse((when.max(self.now), self.number)));
        self.waiting.insert(self.number, (self.life, event));
    }

    /// Runs until the machine is over or `until`; whether it is over.
    fn run(&mut self, until: i64) -> bool {
        for _ in 0..200_000 {
            let steps = self.machine.steps(self.now);
            self.journal.extend(self.machine.entries());
            assert!(
                !self.machine.is_stuck(),
                "seed {}: rows are open, nothing is on its way, and nothing is due",
                self.seed
            );
            for step in steps {
                match step {
                    Step::Send { ref subjects, .. } => {
                        let people = subjects.len();
                        assert!(
                            (1..=self.batch).contains(&people),
                            "seed {}: {people} people in a call of at most {}",
                            self.seed,
                            self.batch
                        );
                        self.held.push((self.journal.len(), step));
                    }
                    Step::Poll { call, task, .. } => {
                        let (when, answer) = self.world.poll(&task, self.now);
                        self.at(when, Event::Polled(call, answer));
                    }
                    Step::Read {
                        rows, kind, items, ..
                    } => {
                        let (when, answer) = self.world.read(kind, &items, self.now);
                        self.at(when, Event::Read(rows, answer));
                    }
                }
            }
            if !self.committing && !self.held.is_empty() {
                self.committing = true;
                let when = self.now + self.world.rng.i64(0..30);
                self.at(when, Event::Durable(self.journal.len()));
            }
            if self.machine.is_over() {
                assert!(self.held.is_empty());
                self.machine.finish(self.now);
                self.journal.extend(self.machine.entries());
                self.durable = self.journal.len();
                return true;
            }
            let due = self.machine.next_due();
            let next = self.events.peek().map(|Reverse((when, _))| *when);
            let then = match (due, next) {
                (Some(due), Some(next)) => due.max(self.now + 1).min(next),
                (Some(due), None) => due.max(self.now + 1),
                (None, Some(next)) => next,
                (None, None) => panic!("seed {}: nothing is due and nothing is over", self.seed),
            };
            if then > until {
                self.now = until;
                return false;
            }
            self.now = then;
            self.world.drift(self.now);
            while let Some(Reverse((when, _))) = self.events.peek()
                && *when <= self.now
            {
                let Reverse((_, number)) = self.events.pop().unwrap();
                let (life, event) = self.waiting.remove(&number).unwrap();
                self.happen(life, event);
            }
        }
        panic!("seed {}: it does not end", self.seed);
    }

    fn happen(&mut self, life: u32, event: Event) {
        // What is on its way to the service arrives, no matter which program sent it. All else ends with the program.
        if let Event::Arrive(call, facet, to, subjects) = event {
            self.sends += 1;
            let (when, answer) = self.world.send(&facet, &to, &subjects, self.now);
            if life == self.life {
                self.at(when, Event::Sent(call, answer));
            }
            return;
        }
        if life != self.life {
            return;
        }
        match event {
            Event::Durable(length) => {
                self.durable = self.durable.max(length);
                self.committing = false;
                for (needed, step) in std::mem::take(&mut self.held) {
                    if needed > self.durable {
                        self.held.push((needed, step));
                        continue;
                    }
                    let Step::Send {
                        call,
                        facet,
                        to,
                        subjects,
                    } = step
                    else {
                        panic!("only sends are held")
                    };
                    if self.machine.stopped().is_some() {
                        self.machine.unsent(call, self.now);
                        continue;
                    }
                    self.assert_intent(call);
                    let when = self.now + self.world.rng.i64(0..200);
                    self.at(when, Event::Arrive(call, facet, to, subjects));
                }
            }
            Event::Sent(call, answer) => self.machine.sent(call, answer, self.now),
            Event::Polled(call, answer) => self.machine.polled(call, answer, self.now),
            Event::Read(rows, answer) => self.machine.read(&rows, answer, self.now),
            Event::Arrive(..) => {}
        }
    }

    /// Nothing leaves that is not durable.
    fn assert_intent(&self, call: u32) {
        let durable = &self.journal[..self.durable];
        let intent = durable
            .iter()
            .any(|entry| matches!(entry.record, Record::Sent { call: known, .. } if known == call));
        assert!(
            intent,
            "seed {}: call {call} left before its intent was durable",
            self.seed
        );
    }

    /// The program is killed, or the power is cut; later somebody resumes.
    fn killed(&mut self) {
        let power_cut = self.world.rng.bool();
        if power_cut {
            let kept = self.world.rng.usize(self.durable..=self.journal.len());
            self.journal.truncate(kept);
        }
        if self.world.chance(self.world.odds.cut) {
            self.lose_lines();
        }
        self.durable = self.journal.len();
        self.life += 1;
        self.held.clear();
        self.committing = false;
        // What is on its way arrives meanwhile.
        let then = self.now + self.world.rng.i64(0..100_000);
        while let Some(Reverse((when, number))) = self.events.peek().copied()
            && when <= then
        {
            self.events.pop();
            self.now = self.now.max(when);
            let (life, event) = self.waiting.remove(&number).unwrap();
            self.happen(life, event);
        }
        self.now = then;
        self.rest();
        self.resume();
    }

    /// The journal is cut between two lines, wherever; the file that knows its end tells.
    fn lose_lines(&mut self) {
        let kept = self.world.rng.usize(1..=self.journal.len());
        let lines = (self.journal.len() - kept) as u64;
        if lines > 0 {
            self.journal.truncate(kept);
            let (at, record) = (self.journal.last().unwrap().at, Record::Cut { lines });
            self.journal.push(Entry { at, record });
            self.cuts += 1;
        }
    }

    /// Time passes in which nothing of ours is on its way and others are at work.
    fn rest(&mut self) {
        self.now += 1_000;
        while let Some(Reverse((when, number))) = self.events.peek().copied()
            && when <= self.now
        {
            self.events.pop();
            let (life, event) = self.waiting.remove(&number).unwrap();
            self.happen(life, event);
        }
        self.world.drift_at_rest(self.now);
        self.now += longest_lag() + 1;
    }

    /// The person cancels: nothing more is sent, what is on its way is waited for.
    fn canceled(&mut self) {
        self.machine.cancel(self.now);
        assert!(self.run(i64::MAX), "seed {}", self.seed);
        self.assert_replays();
        self.life += 1;
        self.rest();
        self.resume();
    }

    fn resume(&mut self) {
        let acked = self.journal.iter().filter_map(|entry| match &entry.record {
            Record::Acked { task, .. } => Some(task.as_str()),
            _ => None,
        });
        let others = self.world.keys_of_others(&acked.collect());
        self.forgotten.extend(others);
        self.machine = self.replayed();
        self.world.sign_in();
        self.machine.resume(self.now);
    }

    fn replayed(&self) -> Machine {
        let mut machine = Machine::new(Arc::clone(&self.plan), Settings::default());
        for entry in &self.journal {
            machine.replay(entry);
        }
        machine
    }

    fn results(machine: &Machine) -> Vec<(RowOutcome, String)> {
        (0..machine.plan().rows.len())
            .map(|at| row_result(machine, at))
            .collect()
    }

    /// The journal tells all that the state knows.
    fn assert_replays(&self) {
        let again = self.replayed();
        assert_eq!(
            Self::results(&again),
            Self::results(&self.machine),
            "seed {}",
            self.seed
        );
        assert_eq!(again.tally(), self.machine.tally(), "seed {}", self.seed);
    }

    fn play(mut self) -> (u32, [usize; 8], u32) {
        let kills = self.world.rng.usize(0..5);
        for _ in 0..kills {
            let until = self.now + self.world.rng.i64(0..60_000);
            let over = self.run(until);
            self.journal.extend(self.machine.entries());
            self.assert_replays();
            if over && self.machine.is_settled() {
                break;
            }
            if !over && self.world.rng.u32(0..3) == 0 {
                self.canceled();
            } else {
                self.killed();
            }
        }
        // Resumed by hand until nothing more comes of it; faults end at some time.
        for round in 0..12 {
            if round > 5 {
                self.world.odds.fault = 0;
                self.world.odds.sign_out = 0;
                self.world.odds.drift = 0;
                self.world.odds.rest = 0;
                self.world.odds.vanish = 0;
                self.world.odds.late = 0;
                self.world.mend();
            }
            assert!(self.run(i64::MAX), "seed {}", self.seed);
            self.assert_replays();
            if !self.machine.can_resume() || round == 11 {
                break;
            }
            self.rest();
            self.resume();
        }
        self.check();
        let mut counts = [0; 8];
        for (outcome, _) in Self::results(&self.machine) {
            counts[outcome as usize] += 1;
        }
        if self.seed.is_multiple_of(3) && self.machine.is_settled() {
            self.check_undo();
        }
        (self.sends, counts, self.undone)
    }
}

/// `ATLCTL_SEED=n` plays one seed again.
#[test]
#[expect(clippy::disallowed_methods, reason = "to play one seed again")]
fn ten_thousand_seeded_runs_of_faults_and_kills() {
    let seeds = std::env::var("ATLCTL_SEED").map_or(0..10_000, |seed| {
        let seed = seed.parse::<u64>().unwrap();
        seed..seed + 1
    });
    let one = seeds.end - seeds.start == 1;
    let half = seeds.start + (seeds.end - seeds.start) / 2;
    let play = |seeds: std::ops::Range<u64>| {
        let (mut all, mut counts, mut undone) = (0_u64, [0; 8], 0);
        for seed in seeds {
            let outcome = std::panic::catch_unwind(|| Play::new(seed).play());
            let (sends, some, back) =
                outcome.unwrap_or_else(|_| panic!("play it again: ATLCTL_SEED={seed}"));
            all += u64::from(sends);
            undone += back;
            for (sum, count) in counts.iter_mut().zip(some) {
                *sum += count;
            }
        }
        (all, counts, undone)
    };
    let (a, b) = std::thread::scope(|scope| {
        let other = scope.spawn(|| play(half..seeds.end));
        (play(seeds.start..half), other.join().unwrap())
    });
    println!(
        "sends {} + {}, outcomes {:?} + {:?}, undone {} + {}",
        a.0, b.0, a.1, b.1, a.2, b.2
    );
    if !one {
        // The world was hostile enough to see every end, and kind enough to get most things done.
        let total: Vec<usize> = a.1.iter().zip(b.1).map(|(a, b)| a + b).collect();
        for outcome in [RowOutcome::Done, RowOutcome::Refused, RowOutcome::Failed] {
            assert!(total[outcome as usize] > 100, "{outcome:?}: {total:?}");
        }
        assert!(total[RowOutcome::Done as usize] * 2 > total.iter().sum::<usize>());
        assert!(total[RowOutcome::Skipped as usize] > 100, "{total:?}");
        assert!(a.2 + b.2 > 1_000, "{} + {} undone", a.2, b.2);
    }
}
