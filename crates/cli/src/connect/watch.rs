//! What happens on the wire, as far as the person should know: waits and renewed sessions.

use std::sync::{Mutex, PoisonError};
use std::time::Duration;

use atlctl_api::{Observer, RequestEvent, WaitReason, Waiting};
use secrecy::SecretString;

use super::credentials::Keeper;
use crate::ui::Ui;

/// Shorter waits are not worth a word.
const WORTH_SAYING: Duration = Duration::from_secs(2);

/// Why requests wait at present. Long work shows it beside its progress; all else gets a line.
#[derive(Debug, Default)]
pub struct Waits {
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Somebody draws progress and asks for the reason.
    drawn: bool,
    reason: Option<String>,
    said: Option<String>,
}

impl Waits {
    /// From now on the reason is shown beside progress, not as a line of its own.
    pub fn draw(&self) {
        self.lock().drawn = true;
    }

    /// Why requests wait; none when the last one went through.
    pub fn reason(&self) -> Option<String> {
        self.lock().reason.clone()
    }

    fn lock(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn told(&self, ui: &Ui, waiting: Option<&Waiting>) {
        let mut state = self.lock();
        state.reason = waiting
            .filter(|waiting| waiting.at_most >= WORTH_SAYING)
            .map(words);
        if let Some(reason) = state.reason.clone()
            && !state.drawn
            && state.said.as_ref() != Some(&reason)
        {
            ui.status(format!("Waiting: {reason}."));
            state.said = Some(reason);
        }
    }
}

fn words(waiting: &Waiting) -> String {
    let time = duration(waiting.at_most);
    match waiting.reason {
        WaitReason::Quota { limit: Some(limit) } => {
            format!("the server allows {limit} requests a period; at most {time}")
        }
        WaitReason::Quota { limit: None } => {
            format!("our share of what the server allows is used up; at most {time}")
        }
        WaitReason::Throttled => format!("the server refuses more requests; at most {time}"),
        WaitReason::Repeat(_) => format!("a request failed and is repeated in {time}"),
        _ => format!("at most {time}"),
    }
}

fn duration(time: Duration) -> String {
    let seconds = time.as_secs_f64().ceil();
    if seconds < 120.0 {
        format!("{seconds:.0} s")
    } else {
        format!("{:.0} min", (seconds / 60.0).ceil())
    }
}

/// Watches a client.
pub(super) struct Watch {
    pub ui: Ui,
    pub waits: std::sync::Arc<Waits>,
    /// Who keeps a renewed session; none when it came from where nothing can be written.
    pub keeper: Option<Keeper>,
}

impl Observer for Watch {
    fn request(&self, event: &RequestEvent<'_>) {
        self.waits.told(&self.ui, event.waiting.as_ref());
    }

    fn session_renewed(&self, token: SecretString) {
        if let Some(keeper) = &self.keeper
            && let Err(error) = keeper.keep(&token)
        {
            // The old session usually goes on working: no reason to stop.
            self.ui
                .warning(format!("the renewed session could not be kept: {error}"));
        }
    }
}
