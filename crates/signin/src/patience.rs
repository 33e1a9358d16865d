//! Calls that may never end.

use std::sync::mpsc;
use std::time::Duration;

/// Runs a call on a thread of its own and gives up after a while; none when the time is up or no thread can be
/// had. A call that never ends is left behind: the end of the process ends it.
pub(crate) fn within<T: Send + 'static>(
    patience: Duration,
    work: impl FnOnce() -> T + Send + 'static,
) -> Option<T> {
    let (tell, told) = mpsc::channel();
    std::thread::Builder::new()
        .name("patience".to_owned())
        .spawn(move || {
            let _ = tell.send(work());
        })
        .ok()?;
    told.recv_timeout(patience).ok()
}
