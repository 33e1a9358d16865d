//! Work that tidies up behind itself, also when somebody presses Ctrl-C.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use crate::context::Context;
use crate::error::{CliError, CliResult};

/// Runs work on a thread of its own. Ctrl-C, a closed terminal or a polite kill sets the flag, and the work is then
/// waited for: it removes what must not stay.
///
/// # Errors
/// When the work cannot be run.
pub(super) fn tidily<T: Send + 'static>(
    context: &Context,
    work: impl FnOnce(&AtomicBool) -> T + Send + 'static,
) -> CliResult<T> {
    let cancelled = Arc::new(AtomicBool::new(false));
    let told = Arc::clone(&cancelled);
    let done = context.block_on(async {
        let mut work = tokio::task::spawn_blocking(move || work(&told));
        tokio::select! {
            done = &mut work => done,
            () = interrupted() => {
                cancelled.store(true, Ordering::Relaxed);
                work.await
            }
        }
    })?;
    done.map_err(|error| CliError::failed("the sign-in broke off").cause(&error))
}

/// Ctrl-C, a closed terminal, or a polite kill.
#[cfg(unix)]
async fn interrupted() {
    use tokio::signal::unix::{SignalKind, signal};
    let kinds = [
        SignalKind::interrupt(),
        SignalKind::terminate(),
        SignalKind::hangup(),
    ];
    let mut signals: Vec<_> = kinds
        .into_iter()
        .filter_map(|kind| signal(kind).ok())
        .collect();
    if signals.is_empty() {
        return std::future::pending().await;
    }
    futures_util::future::select_all(signals.iter_mut().map(|signal| Box::pin(signal.recv())))
        .await;
}

/// Ctrl-C.
#[cfg(not(unix))]
async fn interrupted() {
    if tokio::signal::ctrl_c().await.is_err() {
        std::future::pending().await
    }
}
