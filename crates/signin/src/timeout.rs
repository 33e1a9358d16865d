//! Calls with a timeout.

#[cfg(unix)]
use std::sync::atomic::AtomicBool;
use std::sync::mpsc;
use std::time::Duration;

/// Runs a call on its own thread; `None` on timeout or when no thread can start. A call that never returns stays on
/// its thread until the process ends.
pub(crate) fn within<T: Send + 'static>(
    timeout: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    spawn(work)?.recv_timeout(timeout).ok()
}

/// Like [`within`], but returns as soon as `canceled` is set.
#[cfg(unix)]
pub(crate) fn within_or_canceled<T: Send + 'static>(
    timeout: Duration,
    canceled: &AtomicBool,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    use std::sync::atomic::Ordering;
    use std::sync::mpsc::RecvTimeoutError;
    use std::time::Instant;
    /// How often to check `canceled`.
    const CHECK_INTERVAL: Duration = Duration::from_millis(100);
    let receiver = spawn(work)?;
    let until = Instant::now() + timeout;
    loop {
        match receiver.recv_timeout(CHECK_INTERVAL) {
            Ok(answer) => return Some(answer),
            Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) => {}
        }
        if canceled.load(Ordering::Relaxed) || Instant::now() >= until {
            return None;
        }
    }
}

fn spawn<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<mpsc::Receiver<T>> {
    let (sender, receiver) = mpsc::channel();
    std::thread::Builder::new()
        .name("timeout".to_owned())
        .spawn(move || {
            let _ = sender.send(work());
        })
        .ok()?;
    Some(receiver)
}
