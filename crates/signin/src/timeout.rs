//! Calls that may never end.

#[cfg(unix)]
use std::sync::atomic::AtomicBool;
use std::sync::mpsc;
use std::time::Duration;

/// Runs a call on a thread of its own and gives up after a while; none when the time is up or no thread can be
/// had. A call that never ends is left behind: the end of the process ends it.
pub(crate) fn within<T: Send + 'static>(
    timeout: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    begin(work)?.recv_timeout(timeout).ok()
}

/// The same, given up at once when somebody says so.
#[cfg(unix)]
pub(crate) fn within_or_cancelled<T: Send + 'static>(
    timeout: Duration,
    cancelled: &AtomicBool,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    use std::sync::atomic::Ordering;
    use std::sync::mpsc::RecvTimeoutError;
    use std::time::Instant;
    /// How often it is looked whether somebody gives up.
    const LISTEN: Duration = Duration::from_millis(100);
    let told = begin(work)?;
    let until = Instant::now() + timeout;
    loop {
        match told.recv_timeout(LISTEN) {
            Ok(answer) => return Some(answer),
            Err(RecvTimeoutError::Disconnected) => return None,
            Err(RecvTimeoutError::Timeout) => {}
        }
        if cancelled.load(Ordering::Relaxed) || Instant::now() >= until {
            return None;
        }
    }
}

fn begin<T: Send + 'static>(
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<mpsc::Receiver<T>> {
    let (tell, told) = mpsc::channel();
    std::thread::Builder::new()
        .name("timeout".to_owned())
        .spawn(move || {
            let _ = tell.send(work());
        })
        .ok()?;
    Some(told)
}
