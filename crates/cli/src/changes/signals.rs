//! Ctrl-C, and requests to end.

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};

/// Both, from when they are listened to on: none is lost before, between or after.
#[cfg(unix)]
pub struct Signals(Option<(Signal, Signal)>);

#[cfg(unix)]
impl Signals {
    /// Listens to them. Where that is not to be had, they end the program as they always do.
    pub fn listen() -> Self {
        let interrupt = signal(SignalKind::interrupt()).ok();
        Self(interrupt.zip(signal(SignalKind::terminate()).ok()))
    }

    /// Waits for the next of them.
    pub async fn next(&mut self) {
        let Some((interrupt, terminate)) = &mut self.0 else {
            return std::future::pending().await;
        };
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    }
}

/// Ctrl-C, from when it is listened to on.
#[cfg(windows)]
pub struct Signals(Option<tokio::signal::windows::CtrlC>);

#[cfg(windows)]
impl Signals {
    /// Listens to it. Where that is not to be had, it ends the program as it always does.
    pub fn listen() -> Self {
        Self(tokio::signal::windows::ctrl_c().ok())
    }

    /// Waits for the next one.
    pub async fn next(&mut self) {
        match &mut self.0 {
            Some(interrupt) => drop(interrupt.recv().await),
            None => std::future::pending().await,
        }
    }
}
