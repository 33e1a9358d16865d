//! Following the audit log.

use async_stream::try_stream;
use futures_util::Stream;

use super::Event;
use crate::client::Client;
use crate::error::Error;
use crate::ids::{Cursor, OrgId};
use crate::model::Model;
use crate::page::{Envelope, Progress};
use crate::transport::Call;

/// From where to follow the audit log.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct EventPoll {
    /// Where a former run ended; then the times do not count.
    pub cursor: Option<Cursor>,
    /// From then on, in milliseconds since 1970.
    pub from_ms: Option<i64>,
    /// Up to then, in milliseconds since 1970.
    pub to_ms: Option<i64>,
}

/// A page of the audit log.
#[derive(Debug, Clone, Default)]
pub struct EventPage {
    /// Its events, the first processed first. One may come again after an interruption: tell them by their IDs.
    pub events: Vec<Event>,
    /// Where to go on, later as well. Keep the last that there was: a page at the end may have none.
    pub next: Option<Cursor>,
}

impl Client {
    /// The audit log in the order in which it was taken in: `GET /admin/v1/orgs/{orgId}/events-stream` (Organizations, sure;
    /// 50 requests a minute). The service gives a cursor with the last page as well, so that one can go on from there
    /// later: the stream ends at a page without events, without a cursor, or with the same cursor again.
    pub fn poll_events(
        &self,
        org: &OrgId,
        poll: &EventPoll,
    ) -> impl Stream<Item = Result<EventPage, Error>> + Send + use<> {
        let (client, org, poll) = (self.clone(), org.clone(), poll.clone());
        try_stream! {
            let first = Call::get("/admin/v1/orgs/{orgId}/events-stream", &[org.as_str()])?
                .query("limit", "500");
            let mut progress = Progress::default();
            let mut at = poll.cursor;
            if let Some(cursor) = &at {
                progress.entered_at(cursor);
            }
            loop {
                let mut call = first.clone();
                match &at {
                    Some(cursor) => call = call.query("cursor", cursor.as_str()),
                    None => {
                        for (name, time) in [("from", poll.from_ms), ("to", poll.to_ms)] {
                            if let Some(time) = time {
                                call = call.query(name, time.to_string());
                            }
                        }
                    }
                }
                let reply = client.send(&call).await?;
                let page = Envelope::read(&call, &reply, "data", client.bases())?;
                let got = page.items.len() as u64;
                let events: Vec<Event> = page.items.into_iter().filter_map(Event::from_raw).collect();
                let mut new = 0;
                for event in &events {
                    new += u64::from(progress.note(event.key()));
                }
                let next = page.next;
                yield EventPage { events, next: next.clone() };
                let Some(next) = next.filter(|next| got > 0 && at.as_ref() != Some(next)) else {
                    break;
                };
                progress.page(&call, got, new, None)?;
                progress.follow(&call, &next)?;
                at = Some(next);
            }
        }
    }
}
