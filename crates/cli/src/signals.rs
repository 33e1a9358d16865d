//! Ctrl-C, a closed terminal, and requests to end.

#[cfg(unix)]
use tokio::signal::unix::{Signal, SignalKind, signal};
#[cfg(windows)]
use tokio::signal::windows::{CtrlC, ctrl_c};

/// What asks the program to end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Received {
    /// Ctrl-C.
    Interrupt,
    /// SIGTERM.
    #[cfg(unix)]
    Terminate,
    /// SIGHUP: the terminal was closed, or its connection was lost.
    #[cfg(unix)]
    HangUp,
}

impl Received {
    /// What was received, and what it did: `canceled` by Ctrl-C, else `stopped by SIGTERM`.
    pub fn words(self) -> &'static str {
        match self {
            Self::Interrupt => "canceled",
            #[cfg(unix)]
            Self::Terminate => "stopped by SIGTERM",
            #[cfg(unix)]
            Self::HangUp => "stopped by SIGHUP (the terminal was closed)",
        }
    }

    /// That the work is ending.
    pub fn stopping(self) -> &'static str {
        match self {
            Self::Interrupt => "Stopping",
            #[cfg(unix)]
            Self::Terminate => "Received SIGTERM; stopping",
            #[cfg(unix)]
            Self::HangUp => "Received SIGHUP (the terminal was closed); stopping",
        }
    }
}

/// All of them, from when they are listened to on: none is lost before, between or after.
#[cfg(unix)]
pub struct Signals(Vec<(Received, Signal)>);

/// Ctrl-C, from when it is listened to on.
#[cfg(windows)]
pub struct Signals(Option<CtrlC>);

impl Signals {
    /// Listens to them. What cannot be listened to ends the program as it always does.
    #[cfg(unix)]
    pub fn listen() -> Self {
        let kinds = [
            (Received::Interrupt, SignalKind::interrupt()),
            (Received::Terminate, SignalKind::terminate()),
            (Received::HangUp, SignalKind::hangup()),
        ];
        Self(
            kinds
                .into_iter()
                .filter_map(|(received, kind)| Some((received, signal(kind).ok()?)))
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
    pub async fn next(&mut self) -> Received {
        if self.0.is_empty() {
            return std::future::pending().await;
        }
        let each = self.0.iter_mut().map(|(received, signal)| {
            let received = *received;
            Box::pin(async move {
                signal.recv().await;
                received
            })
        });
        futures_util::future::select_all(each).await.0
    }

    /// Waits for the next one.
    #[cfg(windows)]
    pub async fn next(&mut self) -> Received {
        match &mut self.0 {
            Some(interrupt) => drop(interrupt.recv().await),
            None => std::future::pending().await,
        }
        Received::Interrupt
    }
}
