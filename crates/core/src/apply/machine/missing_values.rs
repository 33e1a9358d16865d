//! Values that the service does not find: a policy that was deleted, or never was. Nobody can get such a value, so its
//! rows end as refused, and none of them is sent once more.

use std::collections::{BTreeMap, HashSet};

use atlctl_api::{Error, ErrorKind, ServiceCode};

use super::Machine;
use super::run::at;
use super::state::{Call, Lane, State};
use crate::apply::{Outcome, Stop};

/// Values that the service does not find.
#[derive(Debug, Clone, Default)]
pub(in crate::apply) struct MissingValues {
    /// The lanes of which the service accepted a request: these values are there.
    accepted: HashSet<Lane>,
    /// The lanes of which it found none. Nothing of them is sent until their rows are read back: where the values of the
    /// kind can be read, it is the value that is not there, and not the leave for such calls.
    doubted: HashSet<Lane>,
    /// The rows of requests that found no value, with the service's answer.
    rows: BTreeMap<u32, String>,
}

impl Machine {
    pub(in crate::apply) fn set_taken(&mut self, lane: &Lane) {
        self.taken.insert(lane.facet.kind);
        if lane.facet.kind.call().task {
            self.missing.accepted.insert(lane.clone());
        }
    }

    /// Whether the answer to a request for several targets may say that there is no such value.
    pub(super) fn may_lack_value(&self, call: &Call, error: &Error) -> bool {
        let of_person = matches!(
            error.service_code(),
            Some(ServiceCode::UserNotFound | ServiceCode::AccountNotFound)
        );
        error.kind == ErrorKind::NotFound
            && !of_person
            && call.lane.facet.kind.call().task
            && !self.missing.accepted.contains(&call.lane)
    }

    /// A request found no value: its rows are read back, and the others of the lane wait for that.
    pub(super) fn doubt_value(&mut self, call: &Call, why: &str) {
        self.missing.doubted.insert(call.lane.clone());
        let rows = call.rows.iter().map(|row| (*row, why.to_owned()));
        self.missing.rows.extend(rows);
    }

    /// Whether it is being found out whether the value of a lane is there.
    pub(super) fn is_doubted(&self, lane: &Lane) -> bool {
        self.missing.doubted.contains(lane)
    }

    /// Whether the service did not find the value of a row.
    pub(super) fn lacks_value(&self, row: u32) -> bool {
        self.missing.rows.contains_key(&row)
    }

    /// The values cannot be read either: what was not found is the call.
    pub(super) fn lacks_calls(&mut self, rows: &[u32], now: i64) {
        let mut why = None;
        for row in rows {
            why = self.missing.rows.remove(row).or(why);
        }
        if let Some(why) = why {
            self.halt(now, Stop::NotAllowed { why });
        }
    }

    /// Ends the rows of lanes whose value is not there, once the rows of their request were read.
    pub(super) fn settle_missing(&mut self, now: i64) {
        let doubted = std::mem::take(&mut self.missing.doubted);
        for lane in doubted {
            let of_lane = |row: &&u32| self.lane(**row).as_ref() == Some(&lane);
            let rows: Vec<u32> = self.missing.rows.keys().filter(of_lane).copied().collect();
            if rows.iter().any(|row| self.read_backs.contains_key(row)) {
                self.missing.doubted.insert(lane);
                continue;
            }
            let mut refused = None;
            for row in rows {
                let why = self.missing.rows.remove(&row);
                let end = at(&self.rows, row);
                let is_refused = |state: &&State| {
                    matches!(
                        state,
                        State::Ended {
                            end: Outcome::Refused { .. },
                            ..
                        }
                    )
                };
                refused = end.filter(is_refused).and(why).or(refused);
            }
            let Some(why) = refused else { continue };
            let (of_lane, others): (Vec<_>, Vec<_>) = std::mem::take(&mut self.queue)
                .into_iter()
                .partition(|batch| batch.lane == lane);
            self.queue = others.into();
            let rows: Vec<u32> = of_lane.into_iter().flat_map(|batch| batch.rows).collect();
            if !rows.is_empty() {
                self.end(rows, &Outcome::Refused { why }, now);
            }
        }
    }
}
