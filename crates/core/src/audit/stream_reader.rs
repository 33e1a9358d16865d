//! Reads the stream of the audit log from a position to its end.

use std::pin::Pin;

use atlctl_api::{Client, Cursor, Error, ErrorKind, Event, EventPage, OrgId};
use futures_util::{Stream, StreamExt as _};

use super::Position;

/// Milliseconds of a day.
pub const DAY_MS: i64 = 24 * 60 * 60 * 1000;
/// Pages of one walk through the client, which remembers every event of a walk.
const PAGES_OF_A_WALK: u32 = 100;

/// How often cursors may be refused before the end is reached.
const MOST_REFUSALS: u32 = 3;

/// A page of new events.
#[derive(Debug, Clone, Default)]
pub struct Page {
    /// Events that were not handed out before, in the order in which the log took them in. Often none.
    pub events: Vec<Event>,
    /// Atlassian refused the saved position, and reading went back by time: events may repeat.
    pub went_back: bool,
}

/// Reads the stream page by page. What to keep after each page is [`Reader::position`].
pub struct Reader<'a> {
    client: &'a Client,
    org: &'a OrgId,
    position: Position,
    clock: &'a (dyn Fn() -> i64 + Send + Sync),
    walk: Option<Walk>,
    went_back: bool,
    /// Cursors refused since reading started.
    refusals: u32,
    at_end: bool,
}

/// A walk through pages, and where it is.
struct Walk {
    pages: Pin<Box<dyn Stream<Item = Result<EventPage, Error>> + Send>>,
    asked: Option<Cursor>,
    read: u32,
}

impl<'a> Reader<'a> {
    /// Reads on from a position. `clock` gives milliseconds since 1970.
    pub fn new(
        client: &'a Client,
        org: &'a OrgId,
        position: Position,
        clock: &'a (dyn Fn() -> i64 + Send + Sync),
    ) -> Self {
        Self {
            client,
            org,
            position,
            clock,
            walk: None,
            went_back: false,
            refusals: 0,
            at_end: false,
        }
    }

    /// How far it has read.
    #[must_use]
    pub fn position(&self) -> &Position {
        &self.position
    }

    /// Starts over at the position: after the end, what came since is read.
    pub fn again(&mut self) {
        self.walk = None;
        self.at_end = false;
        self.went_back = false;
        self.refusals = 0;
    }

    /// Whether reading ended because Atlassian refused its own cursors again and again.
    #[must_use]
    pub fn is_refused(&self) -> bool {
        self.refusals > MOST_REFUSALS
    }

    /// The next page; `None` at the end of what there is now.
    ///
    /// # Errors
    /// Any error of a request. The position is then that of the last page.
    pub async fn next(&mut self) -> Result<Option<Page>, Error> {
        if self.at_end {
            return Ok(None);
        }
        loop {
            let mut walk = match self.walk.take() {
                Some(walk) => walk,
                None => {
                    let start = self.position.start((self.clock)());
                    let asked = start.cursor.clone();
                    self.walk_from(asked, start)
                }
            };
            match walk.pages.next().await {
                None => {
                    self.at_end = true;
                    return Ok(None);
                }
                Some(Ok(page)) => {
                    let next = page.next.clone();
                    let now = (self.clock)();
                    let events = self.position.page(walk.asked.as_ref(), page, now);
                    walk.read += 1;
                    let more = next.is_some() && next != walk.asked;
                    walk.asked = next;
                    if walk.read >= PAGES_OF_A_WALK && more {
                        let poll = atlctl_api::EventPoll {
                            cursor: walk.asked.clone(),
                            ..atlctl_api::EventPoll::default()
                        };
                        walk = self.walk_from(walk.asked.clone(), poll);
                    }
                    self.walk = Some(walk);
                    return Ok(Some(Page {
                        events,
                        went_back: self.went_back,
                    }));
                }
                Some(Err(error)) => {
                    let stale = error.kind == ErrorKind::Invalid && walk.asked.is_some();
                    if !stale {
                        return Err(error);
                    }
                    self.refusals += 1;
                    self.went_back = true;
                    self.position.refused();
                    // A service that goes on refusing has another reason.
                    if self.is_refused() {
                        return Err(error);
                    }
                }
            }
        }
    }

    fn walk_from(&self, asked: Option<Cursor>, poll: atlctl_api::EventPoll) -> Walk {
        Walk {
            pages: Box::pin(self.client.poll_events(self.org, &poll)),
            asked,
            read: 0,
        }
    }
}

/// Whether the answer means that this organization or credential has no audit log to read: no use in trying again.
#[must_use]
pub fn has_no_audit_log(error: &Error) -> bool {
    matches!(
        error.kind,
        ErrorKind::Forbidden
            | ErrorKind::PaymentRequired
            | ErrorKind::NotFound
            | ErrorKind::NoCredential
    )
}
