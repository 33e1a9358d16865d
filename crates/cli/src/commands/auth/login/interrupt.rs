//! Work that cleans up after itself, even after Ctrl-C.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::context::Context;
use crate::error::{CliError, CliResult};
use crate::signals::Signals;

/// Runs work on another thread. Ctrl-C, a closed terminal or SIGTERM sets the flag, and the work is then
/// waited for: it removes what must not stay.
///
/// # Errors
/// When the work cannot be run.
pub(super) fn tidily<T: Send + 'static>(
    context: &Context,
    work: impl FnOnce(&AtomicBool) -> T + Send + 'static,
) -> CliResult<T> {
    let canceled = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&canceled);
    let done = context.block_on(async {
        let mut signals = Signals::listen();
        let mut work = tokio::task::spawn_blocking(move || work(&told));
        tokio::select! {
            done = &mut work => done,
            _ = signals.next() => {
                canceled.store(true, Ordering::Relaxed);
                work.await
            }
        }
    })?;
    done.map_err(|error| CliError::failed("the sign-in was interrupted").cause(&error))
}
