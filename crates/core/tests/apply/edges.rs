//! Journals whose checksums fit and whose times and counts are at the edge of what there is: no panic, in any life of
//! the run.

use std::sync::Arc;

use atlctl_api::ErrorKind;
use atlctl_core::apply::{
    Entry, Machine, MaxFailures, Outcome, Record, RunInfo, Settings, Step, Stop, report, row_result,
};
use jiff::Timestamp;

use crate::machine::{error, machine, promised, task};

const TIMES: [i64; 5] = [i64::MIN, -1, 0, 1_764_000_000_000, i64::MAX];

fn extreme(settle: i64) -> Settings {
    Settings {
        batch: usize::MAX,
        first: usize::MAX,
        at_once: usize::MAX,
        read_batch: usize::MAX,
        settle,
        visible: settle,
        poll_first: settle,
        poll_longest: settle,
        task_patience: settle,
        read_patience: settle,
        linger: settle,
        tries: u32::MAX,
        max_failures: MaxFailures::Count(u64::MAX),
    }
}

/// Every kind of record, also in an order in which nobody writes them.
fn records(settings: &Settings) -> Vec<Record> {
    let rows = vec![0, 1, u32::MAX];
    let why = || "because".to_owned();
    let lost = Outcome::Unknown { why: why() };
    vec![
        Record::Begin {
            actor: None,
            run: "r".to_owned(),
            plan: "p".to_owned(),
            tool: "t".to_owned(),
            settings: settings.clone(),
            marked: true,
        },
        Record::Sent {
            call: 0,
            rows: rows.clone(),
        },
        Record::Acked {
            call: 0,
            task: "..".into(),
        },
        Record::Adrift {
            call: 0,
            why: why(),
            working: true,
        },
        Record::Ended {
            rows: rows.clone(),
            end: lost,
        },
        Record::Resumed,
        Record::Adrift {
            call: 0,
            why: why(),
            working: false,
        },
        Record::Again { rows: rows.clone() },
        Record::Sent {
            call: 1,
            rows: rows.clone(),
        },
        Record::Unclear {
            call: 1,
            why: why(),
            answered: false,
        },
        Record::Unclear {
            call: u32::MAX,
            why: why(),
            answered: true,
        },
        Record::Back {
            call: u32::MAX,
            why: why(),
        },
        Record::Over {
            call: 1,
            refused: vec![(u32::MAX, why())],
            others: Some(why()),
            moved: Some(u64::MAX),
        },
        Record::Ended {
            rows: rows.clone(),
            end: Outcome::Confirmed,
        },
        Record::Sent {
            call: 2,
            rows: rows.clone(),
        },
        Record::HandedOff { rows },
        Record::Cut { lines: u64::MAX },
        Record::Verified {
            there: u64::MAX,
            elsewhere: u64::MAX,
        },
        Record::Stopped {
            why: Stop::Failures {
                failed: u64::MAX,
                limit: 0,
            },
        },
        Record::Finished,
        Record::Closed,
    ]
}

/// Whatever can be asked of a run.
fn ask(machine: &Machine, began: i64) {
    let info = RunInfo {
        actors: Vec::new(),
        plan: String::new(),
        id: "r".to_owned(),
        began,
        running: false,
    };
    let _ = report(&info, machine, Timestamp::MAX);
    for at in 0..4 {
        let _ = row_result(machine, at);
    }
    let _ = machine.tally();
    let _ = machine.next_due();
    let _ = machine.is_stuck();
    if let Some(stop) = machine.stopped() {
        let _ = stop.to_string();
    }
}

#[test]
fn no_time_and_no_count_in_a_journal_makes_it_panic() {
    for at in TIMES {
        for now in TIMES {
            for settle in TIMES {
                let settings = extreme(settle);
                let records = records(&settings);
                for length in 0..=records.len() {
                    let plan = Arc::clone(machine(3, settings.clone()).plan());
                    let mut run = Machine::new(plan, settings.clone());
                    for record in &records[..length] {
                        run.replay(&Entry {
                            at,
                            record: record.clone(),
                        });
                    }
                    ask(&run, at);
                    run.resume(now);
                    for round in 0..20 {
                        for step in run.steps(now) {
                            match step {
                                Step::Send { call, .. } if round % 2 == 0 => {
                                    run.sent(call, promised("t"), now);
                                }
                                Step::Send { call, .. } => {
                                    run.sent(call, Err(error(ErrorKind::RateLimited)), now);
                                }
                                Step::Poll { call, .. } => run.polled(call, Ok(task(1)), now),
                                Step::Read { rows, .. } => {
                                    run.read(&rows, Err(error(ErrorKind::Server)), now);
                                }
                            }
                        }
                    }
                    run.cancel(now);
                    run.finish(now);
                    ask(&run, at);
                }
            }
        }
    }
}
