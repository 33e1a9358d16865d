//! Detects whether the service can be reached at all.

use atlctl_api::{Error, ErrorKind};

use super::Machine;
use crate::apply::Stop;

/// How long a run waits for a lost connection to come back, in milliseconds.
const PATIENCE: i64 = 120_000;
/// How long a run waits when it never had a connection since it started or resumed.
const AT_FIRST: i64 = 30_000;
/// The fewest requests that must find no connection. Each of them is retried several times.
const CALLS: u32 = 3;

/// After this many permanent errors in a row, atlctl stops asking. (One or two may come from a proxy in between.)
pub(in crate::apply) const USELESS: u32 = 3;

/// Permanent errors in a row, with this one.
pub(in crate::apply) fn useless(before: u32, error: &Error) -> u32 {
    match error.kind {
        ErrorKind::RateLimited
        | ErrorKind::Server
        | ErrorKind::Connect
        | ErrorKind::Interrupted
        | ErrorKind::Timeout => 0,
        // Nothing was sent, and nothing else ever would be.
        ErrorKind::BadInput => USELESS,
        _ => before.saturating_add(1),
    }
}

impl Machine {
    /// Records whether a request reached the service. Without a connection nothing can be settled, so the run ends
    /// soon, to be resumed later.
    pub(in crate::apply) fn note_connectivity(&mut self, error: Option<&Error>, now: i64) {
        let connectivity = &mut self.connectivity;
        let Some(error) = error else {
            (
                connectivity.answered,
                connectivity.none_since,
                connectivity.calls,
            ) = (true, None, 0);
            return;
        };
        match error.kind {
            ErrorKind::Connect => {}
            // The service was reached once; that says nothing about now.
            ErrorKind::Timeout | ErrorKind::Interrupted => return,
            _ => {
                (
                    connectivity.answered,
                    connectivity.none_since,
                    connectivity.calls,
                ) = (true, None, 0);
                return;
            }
        }
        connectivity.calls = connectivity.calls.saturating_add(1);
        let since = *connectivity.none_since.get_or_insert(now);
        let patience = if connectivity.answered {
            PATIENCE
        } else {
            AT_FIRST
        };
        if connectivity.calls >= CALLS && now.saturating_sub(since) >= patience {
            connectivity.gone = true;
            self.halt(
                now,
                Stop::NoConnection {
                    why: error.to_string(),
                },
            );
        }
    }

    /// Whether the run makes no further requests: unsettled rows wait for a resume.
    pub(in crate::apply) fn is_cut(&self) -> bool {
        self.connectivity.gone || matches!(self.stop, Some(Stop::SignIn { .. } | Stop::Canceled))
    }
}
