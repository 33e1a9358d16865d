//! All people, page by page, as fast as one cursor allows: the next page is requested before this one
//! is parsed.

use std::sync::OnceLock;

use bytes::Bytes;
use futures_util::future::join;
use futures_util::{Stream, stream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::next_link::scan;
use super::parse_page::{people, repaired};
use super::{DirectoryUser, UserSearch};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::ids::{Cursor, OrgId};
use crate::json;
use crate::page::{Envelope, MOST_ITEMS, Next, Progress, too_many};
use crate::transport::Call;

/// Pages that may wait for the consumer, in addition to the one being received.
const WAITING: usize = 2;

const TEMPLATE: &str = "/admin/v2/orgs/{orgId}/directories/{directoryId}/users/search";

/// A page of people, not parsed yet.
#[derive(Debug, Clone)]
pub struct RawPage {
    /// Its JSON text.
    pub body: Bytes,
    /// The cursor of the next page; `None` on the last page. Store it together with this page's users.
    pub next: Option<Cursor>,
    /// Its number in this walk, from 0.
    pub index: u64,
    /// The repaired text, if it had to be repaired.
    repaired: OnceLock<Bytes>,
}

impl RawPage {
    /// A page from its text, as for a test.
    #[must_use]
    pub fn new(body: Bytes, next: Option<Cursor>, index: u64) -> Self {
        Self {
            body,
            next,
            index,
            repaired: OnceLock::new(),
        }
    }

    /// The people of the page, borrowing from it. Invalid values of a person are
    /// dropped, and entries that are not people are skipped.
    ///
    /// # Errors
    /// `Unreadable` when the text is not such a page, `TooLarge` when it has too many people.
    pub fn users(&self) -> Result<Vec<DirectoryUser<'_>>, Error> {
        let people = people(&self.body)
            .or_else(|error| {
                let text = self
                    .repaired
                    .get_or_init(|| json::repair(&self.body).into());
                repaired(text).map_err(|_| error)
            })
            .map_err(|error| self.odd(&error))?;
        if people.len() > MOST_ITEMS {
            return Err(
                Error::new(ErrorKind::TooLarge, too_many(people.len())).of("POST", TEMPLATE)
            );
        }
        Ok(people)
    }

    fn odd(&self, error: &serde_json::Error) -> Error {
        let message = format!(
            "page {} of the users is not valid JSON for this call (line {}, column {})",
            self.index + 1,
            error.line(),
            error.column()
        );
        Error::new(ErrorKind::Unreadable, message).of("POST", TEMPLATE)
    }
}

impl Client {
    /// One page of a search, from its cursor on:
    /// `POST /admin/v2/orgs/{orgId}/directories/-/users/search` (Organizations, sure). For reading a few people back.
    ///
    /// # Errors
    /// Any error of a request; `BadInput` for a filter with more values than the service accepts.
    pub async fn users_search_page(
        &self,
        org: &OrgId,
        search: UserSearch,
    ) -> Result<RawPage, Error> {
        let mut fetch = Fetch {
            client: self.clone(),
            org: org.clone(),
            search,
            progress: Progress::default(),
        };
        if let Some(cursor) = &fetch.search.cursor {
            fetch.progress.entered_at(cursor);
        }
        fetch.page(0).await
    }

    /// All people a search finds, as raw pages:
    /// `POST /admin/v2/orgs/{orgId}/directories/-/users/search` (sure). Up to three pages are fetched
    /// ahead. Must be called within a Tokio runtime; dropping the stream ends the fetching.
    ///
    /// The stream ends after its first error. `Paging` when the pages contradict each other.
    pub fn users_search_pages(
        &self,
        org: &OrgId,
        search: UserSearch,
    ) -> impl Stream<Item = Result<RawPage, Error>> + Send + Unpin + use<> {
        let (pages, received) = mpsc::channel(WAITING);
        let fetch = Fetch {
            client: self.clone(),
            org: org.clone(),
            search,
            progress: Progress::default(),
        };
        let task = Fetching(tokio::spawn(fetch.run(pages)));
        Box::pin(stream::unfold(
            (received, task),
            |(mut received, task)| async move {
                let page = received.recv().await?;
                Some((page, (received, task)))
            },
        ))
    }
}

/// Ends the fetching when the stream is dropped.
struct Fetching(JoinHandle<()>);

impl Drop for Fetching {
    fn drop(&mut self) {
        self.0.abort();
    }
}

struct Fetch {
    client: Client,
    org: OrgId,
    search: UserSearch,
    progress: Progress,
}

impl Fetch {
    async fn run(mut self, pages: mpsc::Sender<Result<RawPage, Error>>) {
        if let Some(cursor) = &self.search.cursor {
            self.progress.entered_at(cursor);
        }
        let mut index = 0;
        let mut page = self.page(index).await;
        loop {
            let next = match &page {
                Ok(page) => page.next.clone(),
                Err(_) => None,
            };
            let Some(next) = next else {
                // Nobody listening is no failure.
                let _ = pages.send(page).await;
                return;
            };
            index += 1;
            self.search.cursor = Some(next);
            // The request goes first: it is on the wire before the consumer is woken.
            let (following, sent) = join(self.page(index), pages.send(page)).await;
            if sent.is_err() {
                return;
            }
            page = following;
        }
    }

    async fn page(&mut self, index: u64) -> Result<RawPage, Error> {
        let call = Call::search(TEMPLATE, &[self.org.as_str(), "-"], &self.search)?;
        self.search.filter.check()?;
        let reply = self.client.send(&call).await?;
        let text;
        let scanned = match scan(&reply.body) {
            Ok(scanned) => scanned,
            Err(error) => {
                text = json::repair(&reply.body);
                scan(text.as_bytes()).map_err(|_| reply.unreadable(&call, &error))?
            }
        };
        let next = match scanned.next {
            Next::None => None,
            Next::Odd => {
                return Err(call.error(
                    ErrorKind::Paging,
                    "the cursor of the next page is not a string",
                ));
            }
            Next::Text(next) => {
                let cursor = Envelope::cursor(&call, &next, self.client.bases())?;
                let new = self.progress.note(&ends(scanned.people)) || scanned.empty;
                self.progress
                    .page(&call, u64::from(!scanned.empty), u64::from(new), None)?;
                self.check_count(&call, index)?;
                self.progress.follow(&call, &cursor)?;
                Some(cursor)
            }
        };
        Ok(RawPage::new(reply.body, next, index))
    }

    /// Fails when the list continues long after all counted users have been sent.
    fn check_count(&self, call: &Call, index: u64) -> Result<(), Error> {
        let Some(expected) = self.search.expected else {
            return Ok(());
        };
        let pages = expected / u64::from(self.search.limit.max(1));
        // The service may choose smaller pages than it is asked for.
        if index < pages.saturating_mul(10).saturating_add(100) {
            return Ok(());
        }
        Err(call.error(
            ErrorKind::Paging,
            format!(
                "the list does not end: the server counts {expected} users and has more after {} pages",
                index + 1
            ),
        ))
    }
}

/// Identifies a page of people: the length of its text, its beginning and its end.
fn ends(people: &[u8]) -> String {
    const ENOUGH: usize = 1_024;
    let first = people.get(..ENOUGH).unwrap_or(people);
    let last = people.get(people.len().saturating_sub(ENOUGH)..);
    let text = String::from_utf8_lossy;
    format!(
        "{} {} {}",
        people.len(),
        text(first),
        text(last.unwrap_or_default())
    )
}
