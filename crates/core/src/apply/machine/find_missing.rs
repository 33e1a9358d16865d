//! Finds out which values are not there. Nobody can get such a value, so its rows end as refused, and none of them is sent
//! once more.

use atlctl_api::{Error, ErrorKind, ServiceCode};

use super::Machine;
use super::run::at;
use super::state::{Call, Lane, State};
use crate::apply::{Outcome, Stop};

/// So many requests must not find a value, one after the other: a single answer may be a slip of the service.
const SURE: u32 = 2;

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
        let missing = &mut self.missing;
        let times = missing.not_found.entry(call.lane.clone()).or_default();
        let known = missing.doubted.insert(call.lane.clone(), why.to_owned());
        if known.is_none() {
            *times = times.saturating_add(1);
        }
        if *times >= SURE {
            missing.rows.extend(&call.rows);
        }
    }

    /// Whether it is being found out whether the value of a lane is there.
    pub(super) fn is_doubted(&self, lane: &Lane) -> bool {
        self.missing.doubted.contains_key(lane)
    }

    /// Whether the service did not find the value of a row.
    pub(super) fn lacks_value(&self, row: u32) -> bool {
        self.missing.rows.contains(&row)
    }

    /// The values cannot be read either: what was not found is the call.
    pub(super) fn lacks_calls(&mut self, rows: &[u32], now: i64) {
        let mut why = None;
        for row in rows {
            self.missing.rows.remove(row);
            let lane = self.lane(*row);
            why = lane
                .and_then(|lane| self.missing.doubted.remove(&lane))
                .or(why);
        }
        if let Some(why) = why {
            self.halt(now, Stop::NotAllowed { why });
        }
    }

    /// Ends the rows of lanes whose value is not there, once the rows of their requests were read.
    pub(super) fn settle_missing(&mut self, now: i64) {
        let doubted = std::mem::take(&mut self.missing.doubted);
        for (lane, why) in doubted {
            let is_of_lane = |row: &u32| self.lane(*row).as_ref() == Some(&lane);
            if self.read_backs.keys().any(is_of_lane) {
                self.missing.doubted.insert(lane, why);
                continue;
            }
            let rows = self.missing.rows.iter().copied();
            let known: Vec<u32> = rows.filter(is_of_lane).collect();
            let is_refused = |row: &u32| {
                let state = at(&self.rows, *row);
                matches!(
                    state,
                    Some(State::Ended {
                        end: Outcome::Refused { .. },
                        ..
                    })
                )
            };
            if known.iter().any(is_refused) {
                let (of_lane, others): (Vec<_>, Vec<_>) = std::mem::take(&mut self.queue)
                    .into_iter()
                    .partition(|batch| batch.lane == lane);
                self.queue = others.into();
                let rows: Vec<u32> = of_lane.into_iter().flat_map(|batch| batch.rows).collect();
                self.missing.rows.extend(&rows);
                if !rows.is_empty() {
                    self.end(rows.clone(), &Outcome::Refused { why }, now);
                }
                self.missing.rows.retain(|row| !rows.contains(row));
            }
            self.missing.rows.retain(|row| !known.contains(row));
        }
    }
}
