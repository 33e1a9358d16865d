//! Ctrl-C, a closed terminal, and requests to end.

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
#[cfg(windows)]
use tokio::signal::windows::{CtrlC, ctrl_c};

/// All of them, from when they are listened to on: none is lost before, between or after.
#[cfg(unix)]
pub struct Signals(Vec<Signal>);

/// Ctrl-C, from when it is listened to on.
#[cfg(windows)]
pub struct Signals(Option<CtrlC>);

impl Signals {
    /// Listens to them. What cannot be listened to ends the program as it always does.
    #[cfg(unix)]
    pub fn listen() -> Self {
        let kinds = [
            SignalKind::interrupt(),
            SignalKind::terminate(),
            SignalKind::hangup(),
        ];
        Self(
            kinds
                .into_iter()
                .filter_map(|kind| signal(kind).ok())
                .collect(),
        )
    }

    /// Listens to it. Where that is not to be had, it ends the program as it always does.
    #[cfg(windows)]
    pub fn listen() -> Self {
        Self(ctrl_c().ok())
    }

    /// Waits for the next of them.
    #[cfg(unix)]
    pub async fn next(&mut self) {
        if self.0.is_empty() {
            return std::future::pending().await;
        }
        let each = self.0.iter_mut().map(|signal| Box::pin(signal.recv()));
        futures_util::future::select_all(each).await;
    }

    /// Waits for the next one.
    #[cfg(windows)]
    pub async fn next(&mut self) {
        match &mut self.0 {
            Some(interrupt) => drop(interrupt.recv().await),
            None => std::future::pending().await,
        }
    }
}
