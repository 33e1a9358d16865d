//! Walks a list that pages by offset, several pages at once where its length is known.

use std::collections::HashSet;

use async_stream::try_stream;
use futures_util::future::{BoxFuture, ready};
use futures_util::stream::FuturesOrdered;
use futures_util::{FutureExt as _, Stream, StreamExt as _, TryStreamExt as _, stream};

use super::offset_plan::{OffsetProof, PageRead, Plan, Verdict};
use super::{Envelope, Progress, UsedCursors};
use crate::client::Client;
use crate::error::Error;
use crate::model::Model;
use crate::transport::Call;

/// Entries of a page.
const COUNT: u64 = 100;
/// Pages in a row that may have nothing new where pages have entries in common.
const REPEATED_PAGES: u32 = 3;

/// How a list that pages by offset is asked for. The first entry is 1.
#[derive(Debug, Clone, Copy)]
pub(crate) struct OffsetStyle {
    /// The parameter with the first entry.
    start: &'static str,
    /// The field with the entries.
    list: &'static str,
}

impl OffsetStyle {
    /// `startIndex` and `count`; the items are in `Resources`.
    pub(crate) const SCIM: Self = Self {
        start: "startIndex",
        list: "Resources",
    };

    /// `start-index` and `count`; the items are in this field.
    pub(crate) const fn portal(list: &'static str) -> Self {
        Self {
            start: "start-index",
            list,
        }
    }
}

/// A page of a list that pages by offset.
#[derive(Debug)]
pub struct OffsetPage<T> {
    /// The entries that no page before had, in the order of the list.
    pub items: Vec<T>,
    /// What is known of the list after this page; all of it with the last page.
    pub proof: OffsetProof,
}

/// A page as it was read.
struct PageOf<T> {
    start: u64,
    got: u64,
    /// Each with what names it in the list.
    items: Vec<(Box<str>, T)>,
    total: Option<u64>,
    bridge: bool,
    again: bool,
}

/// Streams all entries of a list, page after page; each once. Ends with `ErrorKind::Paging` when the list makes no
/// progress.
pub(crate) fn entries<T: Model>(
    client: Client,
    first: Result<Call, Error>,
    style: OffsetStyle,
) -> impl Stream<Item = Result<T, Error>> + Send + use<T> {
    pages(client, first, style, 1, false)
        .map_ok(|page| stream::iter(page.items.into_iter().map(Ok)))
        .try_flatten()
}

/// Streams all pages of a list in their order, at most `at_once` on their way. `heal`: a short list from which entries
/// are missing, because it shifted, is read once more.
pub(crate) fn pages<T: Model>(
    client: Client,
    first: Result<Call, Error>,
    style: OffsetStyle,
    at_once: usize,
    heal: bool,
) -> impl Stream<Item = Result<OffsetPage<T>, Error>> + Send + use<T> {
    try_stream! {
        let first = first?;
        let mut plan = Plan::new(at_once);
        let mut known = UsedCursors::default();
        for once_more in [false, true] {
            let mut progress = Progress::default();
            let (mut found, mut repeated) = (0, 0);
            let mut waiting: FuturesOrdered<BoxFuture<'static, Result<PageOf<T>, Error>>> =
                FuturesOrdered::new();
            loop {
                while let Some(start) = plan.ask(waiting.len()) {
                    waiting.push_back(fetch(&client, &first, style, start, false).boxed());
                }
                let Some(page) = waiting.next().await else { break };
                let mut page: PageOf<T> = page?;
                let keys: HashSet<Box<str>> =
                    page.items.iter().map(|(key, _)| key.clone()).collect();
                let verdict = plan.page(PageRead {
                    start: page.start,
                    got: page.got,
                    keys: &keys,
                    total: page.total,
                    bridge: page.bridge,
                    again: page.again,
                });
                match verdict {
                    Verdict::Take | Verdict::Last => {}
                    Verdict::After(from) => {
                        page.again = true;
                        waiting.push_front(ready(Ok(page)).boxed());
                        waiting.push_front(fetch(&client, &first, style, from, true).boxed());
                        continue;
                    }
                    Verdict::Instead(from) => {
                        plan.dropped(waiting.len());
                        waiting.clear();
                        waiting.push_front(fetch(&client, &first, style, from, true).boxed());
                        continue;
                    }
                }
                let mut items = Vec::with_capacity(page.items.len());
                let mut new = 0_u64;
                for (key, item) in page.items {
                    new += u64::from(progress.note(&key));
                    // A list read by offset shifts while it is read: what was shown is not shown again.
                    if known.note_text(&key) {
                        items.push(item);
                    }
                }
                found += new;
                plan.proof.found += items.len() as u64;
                yield OffsetPage { items, proof: plan.proof };
                if verdict == Verdict::Last {
                    break;
                }
                if page.total.is_none_or(|total| page.start + page.got <= total) {
                    repeated = if new == 0 { repeated + 1 } else { 0 };
                    let tolerated = plan.overlaps() && repeated < REPEATED_PAGES;
                    progress.page(&first, page.got, new.max(u64::from(tolerated)), None)?;
                }
            }
            if once_more {
                plan.found_again(found);
                yield OffsetPage { items: Vec::new(), proof: plan.proof };
            }
            if once_more || !heal || !plan.is_short_and_moved() {
                break;
            }
            plan.once_more();
        }
    }
}

fn fetch<T: Model>(
    client: &Client,
    first: &Call,
    style: OffsetStyle,
    start: u64,
    bridge: bool,
) -> impl Future<Output = Result<PageOf<T>, Error>> + Send + use<T> {
    let client = client.clone();
    let call = first
        .clone()
        .query(style.start, start.to_string())
        .query("count", COUNT.to_string());
    async move {
        let reply = client.send(&call).await?;
        let page = Envelope::read(&call, &reply, style.list, client.bases())?;
        let got = page.items.len() as u64;
        let mut items = Vec::with_capacity(page.items.len());
        for raw in page.items {
            let whole: Box<str> = raw.get().into();
            // What is no object is nothing of the list.
            let Some(item) = T::from_raw(raw) else {
                continue;
            };
            // What has no id is known by its whole text.
            let key = match item.key() {
                "" => whole,
                key => key.into(),
            };
            items.push((key, item));
        }
        Ok(PageOf {
            start,
            got,
            items,
            total: page.total,
            bridge,
            again: false,
        })
    }
}
