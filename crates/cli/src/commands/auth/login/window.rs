//! The session of a browser window of our own.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::Duration;

use atlctl_signin::Credentials;
use atlctl_signin::window::{Options, Program, WindowError, has_display, sign_in};

use crate::context::Context;
use crate::error::{CliError, CliResult, Kind};
use crate::ui::display;

/// How long somebody may take to sign in: they may have to fetch a key or ask a colleague.
const PATIENCE: Duration = Duration::from_secs(15 * 60);

/// Opens it and waits.
///
/// # Errors
/// When no browser can be started, or nobody signs in.
pub(super) fn open(
    context: &Context,
    browser: Option<&str>,
    keep_profile: bool,
    address: &str,
    hosts: &[String],
) -> CliResult<Credentials> {
    let program = Program::choose(browser).map_err(|error| said(&error))?;
    if !has_display() {
        return Err(said(&WindowError::NoDisplay));
    }
    context.ui.status(format!(
        "Opening {} in {}.\nSign in as usual, then close the window. (It is a profile of its own{}.)",
        display(address),
        display(&program.path.to_string_lossy()),
        if keep_profile { "; it is kept, and as good as a password" } else { ", removed afterwards" },
    ));
    let options = Options {
        program,
        address: address.to_owned(),
        hosts: hosts.to_vec(),
        place: context.paths.data().join("windows"),
        keep_profile,
        patience: PATIENCE,
        cancelled: Arc::new(AtomicBool::new(false)),
    };
    let cancelled = Arc::clone(&options.cancelled);
    // On a thread of its own, so that Ctrl-C can close the window and remove its profile.
    let done = context.block_on(async {
        let mut work = tokio::task::spawn_blocking(move || sign_in(&options));
        tokio::select! {
            done = &mut work => done,
            () = interrupted() => {
                cancelled.store(true, Ordering::Relaxed);
                work.await
            }
        }
    })?;
    let done = done.map_err(|error| CliError::failed("the sign-in broke off").cause(&error))?;
    let done = done.map_err(|error| said(&error))?;
    Ok(Credentials {
        session: Some(done.token),
        api_key: None,
    })
}

/// Ctrl-C, a closed terminal, or a polite kill.
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

fn said(error: &WindowError) -> CliError {
    let kind = match error {
        WindowError::Cancelled => Kind::Cancelled,
        _ => Kind::Failed,
    };
    let said = CliError::new(kind, display(&error.to_string()));
    let said = match std::error::Error::source(error) {
        Some(source) => said.cause(source),
        None => said,
    };
    said.hint(error.hint())
}
