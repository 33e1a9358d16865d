//! Where a range of changes begins, as the command line names it.

use atlctl_core::history::begin;
use atlctl_core::store::{Mirror, Moment, StoreError};

use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::hint_commands;

/// The moment from which changes count; says so where another one stands for it. `command`: the words of the command, and
/// the flag for the end of the range.
///
/// # Errors
/// When a moment is not known, the range ends before it begins, or the mirror cannot be read.
pub fn range_begin(
    context: &Context,
    mirror: &Mirror,
    (since, until): (Moment, Option<Moment>),
    (words, end): (&[&str], &str),
) -> CliResult<Moment> {
    let swapped = |since: &str, until: &str| {
        let range = ["--since", until, end, since];
        let words: Vec<&str> = words.iter().copied().chain(range).collect();
        format!("swap them: {}", hint_commands::command(&words))
    };
    match (begin(mirror, since, until), until) {
        (Ok(found), _) => {
            if let Some(instead) = found.instead {
                context.ui.header_caveat(instead.to_string());
            }
            Ok(found.moment)
        }
        (Err(error @ StoreError::Backwards { .. }), Some(until)) => {
            Err(CliError::from(error).hint(swapped(&written(since), &written(until))))
        }
        (Err(error), _) => Err(error.into()),
    }
}

/// A moment as it is given on the command line; the same moment later, too.
pub fn written(moment: Moment) -> String {
    match moment {
        Moment::Sync(sync) => sync.to_string(),
        Moment::Time(at) => at.to_string(),
    }
}
