//! All people, page by page, as fast as one cursor allows: the next page is asked for before anyone
//! parses this one.

use bytes::Bytes;
use futures_util::future::join;
use futures_util::{Stream, stream};
use tokio::sync::mpsc;
use tokio::task::JoinHandle;

use super::people::people;
use super::scan::scan;
use super::{DirectoryUser, UserSearch};
use crate::client::Client;
use crate::error::{Error, ErrorKind};
use crate::ids::{Cursor, OrgId};
use crate::page::{Envelope, MOST_ITEMS, Seen, check, too_many};
use crate::transport::Call;

/// Pages that may wait for the consumer, beside the one on its way.
const WAITING: usize = 2;

const TEMPLATE: &str = "/admin/v2/orgs/{orgId}/directories/{directoryId}/users/search";

/// A page of people, not parsed yet.
#[derive(Debug, Clone)]
pub struct RawPage {
    /// Its JSON text.
    pub body: Bytes,
    /// Where the list goes on; none after the last page. To be kept together with this page's people.
    pub next: Option<Cursor>,
    /// Its number in this walk, from 0.
    pub index: u64,
}

impl RawPage {
    /// A page from its text, as for a test.
    #[must_use]
    pub fn new(body: Bytes, next: Option<Cursor>, index: u64) -> Self {
        Self { body, next, index }
    }

    /// The people of the page, borrowing from it.
    ///
    /// # Errors
    /// `Unreadable` when the text is not such a page, `TooLarge` when it holds more than any.
    pub fn users(&self) -> Result<Vec<DirectoryUser<'_>>, Error> {
        let people = people(&self.body).map_err(|e| self.odd(&e))?;
        if people.len() > MOST_ITEMS {
            return Err(
                Error::new(ErrorKind::TooLarge, too_many(people.len())).of("POST", TEMPLATE)
            );
        }
        Ok(people)
    }

    fn odd(&self, error: &serde_json::Error) -> Error {
        let message = format!(
            "page {} of the people is not the JSON that was expected (line {}, column {})",
            self.index + 1,
            error.line(),
            error.column()
        );
        Error::new(ErrorKind::Unreadable, message).of("POST", TEMPLATE)
    }
}

impl Client {
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
            seen: Seen::default(),
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
    seen: Seen,
}

impl Fetch {
    async fn run(mut self, pages: mpsc::Sender<Result<RawPage, Error>>) {
        if let Some(cursor) = &self.search.cursor {
            self.seen.note(cursor);
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
        let scan = scan(&reply.body).map_err(|error| reply.unreadable(&call, &error))?;
        let next = match scan.next {
            None => None,
            Some(next) => {
                let cursor = Envelope::cursor(&call, &next, self.client.bases())?;
                check(&call, &mut self.seen, &cursor, scan.empty)?;
                Some(cursor)
            }
        };
        Ok(RawPage {
            body: reply.body,
            next,
            index,
        })
    }
}
