//! Reads the audit log: with everything else, or alone.

use std::sync::Arc;

use atlctl_api::{Client, OrgId};
use jiff::Timestamp;
use rusqlite::TransactionBehavior;

use super::event_rows::{self, SavedPosition};
use super::message::Message;
use super::options::EventsSince;
use super::walk::{Step, Walk};
use super::{Stage, SyncError, SyncEvent};
use crate::audit::{Page, Position, Reader};
use crate::store::{During, Lock, Mirror, StoreError};

const WRITING: &str = "write what the sync read";

/// What a reading of the audit log brought.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct EventsReport {
    /// Events that were not in the mirror.
    pub new: u64,
    /// Whether the mirror had none before.
    pub first: bool,
}

/// Said when Atlassian no longer accepts the saved position.
const WENT_BACK: &str = "Atlassian no longer accepts the saved position in the audit log; reading it again from a day \
                         before the newest event";

/// Reads the audit log into the mirror, and nothing else. It takes the mirror's lock; an interrupted sync of everything
/// else stays as it is. Must be called within a Tokio runtime with time and I/O.
///
/// # Errors
/// When a request fails or the mirror cannot be written. What was read is saved, and the next reading resumes there.
pub async fn read_events(
    client: &Client,
    mirror: &Mirror,
    org: &OrgId,
    since: EventsSince,
    clock: Arc<dyn Fn() -> Timestamp + Send + Sync>,
    events: &dyn Fn(SyncEvent),
) -> Result<EventsReport, SyncError> {
    let _lock = Lock::take(mirror.path())?;
    let mut own = Mirror::open(mirror.path())?;
    let now = move || clock().as_millisecond();
    let first = !event_rows::has_position(&own.db).during(WRITING)?;
    let position = event_rows::position(&own.db, since.from, now()).during(WRITING)?;
    let mut reader = Reader::new(client, org, position, &now);
    let mut report = EventsReport { new: 0, first };
    let mut told = false;
    loop {
        let page = reader.next().await.map_err(wire)?;
        if went_back(page.as_ref(), &mut told) {
            events(SyncEvent::Warning(WENT_BACK.to_owned()));
        }
        let saved = SavedPosition::of(reader.position(), now(), page.is_none());
        report.new += write(&mut own, page.as_ref(), &saved)
            .during(WRITING)
            .map_err(|error| error.of_file(mirror.path()))?;
        if page.is_none() {
            let _ = own.db.pragma_update(None, "journal_mode", "WAL");
            return Ok(report);
        }
        events(SyncEvent::Progress {
            stage: Stage::Events,
            rows: report.new,
            total: None,
        });
    }
}

/// A page and the position after it, together.
fn write(mirror: &mut Mirror, page: Option<&Page>, saved: &SavedPosition) -> rusqlite::Result<u64> {
    let change = mirror
        .db
        .transaction_with_behavior(TransactionBehavior::Immediate)?;
    let fresh = match page {
        Some(page) => event_rows::put(&change, &page.events)?,
        None => 0,
    };
    saved.save(&change)?;
    change.commit()?;
    Ok(fresh)
}

fn went_back(page: Option<&Page>, told: &mut bool) -> bool {
    page.is_some_and(|page| page.went_back) && !std::mem::replace(told, true)
}

fn wire(source: atlctl_api::Error) -> SyncError {
    SyncError::Wire {
        stage: Stage::Events,
        source,
    }
}

impl Walk<'_> {
    /// The audit log, beside everything else, if it was asked for.
    pub(super) async fn audit_log(&self, position: Option<Position>) -> Step {
        let Some(position) = position else {
            return Ok(());
        };
        if self.started.stage(Stage::Events).outcome.is_some() {
            return Ok(());
        }
        self.send(Message::Begin(Stage::Events)).await?;
        let clock = Arc::clone(&self.options.clock);
        let now = move || clock().as_millisecond();
        let mut reader = Reader::new(&self.side, self.org(), position, &now);
        let mut told = false;
        let read = loop {
            let page = match reader.next().await {
                Ok(page) => page,
                Err(error) => break Err(error),
            };
            if went_back(page.as_ref(), &mut told) {
                (self.events)(SyncEvent::Warning(WENT_BACK.to_owned()));
            }
            let saved = SavedPosition::of(reader.position(), now(), page.is_none());
            let at_end = page.is_none();
            let events = page.unwrap_or_default().events;
            self.send(Message::Events { events, saved }).await?;
            if at_end {
                break Ok(());
            }
            self.progress(Stage::Events, None);
        };
        self.settle(Stage::Events, read).await
    }
}

/// The position to begin with, when the audit log is to be read.
pub(super) fn begin(
    mirror: &Mirror,
    since: Option<EventsSince>,
    now: i64,
) -> Result<Option<Position>, StoreError> {
    since
        .map(|since| event_rows::position(&mirror.db, since.from, now).during(WRITING))
        .transpose()
}

impl Mirror {
    /// Whether the audit log was ever read into this mirror.
    ///
    /// # Errors
    /// When the mirror cannot be read.
    pub fn has_events(&self) -> Result<bool, StoreError> {
        event_rows::has_position(&self.db).during("be read")
    }
}
