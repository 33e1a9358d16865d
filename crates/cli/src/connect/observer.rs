//! The observer of a client: reports waits and stores renewed sessions.

use std::sync::Arc;
use std::time::Instant;

use atlctl_api::{Observer, RequestEvent};
use jiff::Timestamp;
use secrecy::SecretString;

use super::{SessionWriter, Waits};
use crate::ui::Ui;

/// The observer of a client.
pub(super) struct ClientObserver {
    pub ui: Ui,
    pub waits: Arc<Waits>,
    /// The time set for tests, if any.
    pub fixed_now: Option<Timestamp>,
    /// The writer of renewed sessions, if their source can be written.
    pub session_writer: Option<SessionWriter>,
}

impl Observer for ClientObserver {
    fn request(&self, event: &RequestEvent<'_>) {
        let clock = self.fixed_now.unwrap_or_else(Timestamp::now);
        self.waits.note(&self.ui, event, Instant::now(), clock);
    }

    fn session_renewed(&self, token: SecretString) {
        if let Some(session_writer) = &self.session_writer
            && let Err(error) = session_writer.save(&token)
        {
            // The old session usually still works, so this is no reason to stop.
            self.ui
                .warning(format!("the renewed session could not be saved: {error}"));
        }
    }
}
