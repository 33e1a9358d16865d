//! Whether the service can be reached at all.

use atlctl_api::{Error, ErrorKind};

use super::Machine;
use crate::apply::Stop;

/// For how long no connection can be made until a run ends that had one, in milliseconds: networks come back.
const PATIENCE: i64 = 120_000;
/// The same for a run, or its resume, that never had one.
const AT_FIRST: i64 = 30_000;
/// Calls that found none, at least. Each of them was tried several times.
const CALLS: u32 = 3;

/// So many answers in a row that asking again does not change end the asking. (One or two may be a slip of something
/// in between.)
pub(in crate::apply) const USELESS: u32 = 3;

/// How many such answers there were in a row, with this one.
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
    /// Takes in how a call ended. Without any connection nothing can be settled, and asking on for as long as the
    /// service may take over its work serves nobody: the run ends as it is, to be resumed.
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
            // Somebody was there once: it says nothing of now.
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

    /// Whether nothing can be asked any more, or is to be: what is open stays for a resume.
    pub(in crate::apply) fn is_cut(&self) -> bool {
        self.connectivity.gone || matches!(self.stop, Some(Stop::SignIn { .. } | Stop::Cancelled))
    }
}
