//! Reads the API tokens: those that are new, were used since the last sync or are blocked, where that proves the others;
//! else all of them, over several cursors where the mirror knows when they were made.
//!
//! What may change of a token that is neither new nor used is its state, its owner's address and name, and that it is
//! revoked. The state follows from the list of those that are blocked, the address and the name from the people, and that
//! none was revoked from the number of all: nothing was made since that was not read. Counts of states alone prove
//! nothing: what one owner's tokens became, another's may have been.

use std::cell::RefCell;
use std::collections::{BTreeSet, HashSet};

use atlctl_api::{ApiToken, ApiTokenFilter, Error, ErrorKind, TimeRange, TokenStatus};
use futures_util::future::try_join4;
use futures_util::stream::{BoxStream, select_all};
use futures_util::{Stream, StreamExt as _, future};
use jiff::Timestamp;

use super::endless_lists::ending;
use super::message::Message;
use super::parts::token_entry;
use super::token_rows::KnownTokens;
use super::walk::{Step, Walk};
use super::{Outcome, Stage};
use crate::number::{counted, grouped};

/// Tokens are read from this long before the last sync began: their use is reported late.
const OVERLAP_S: i64 = 3_600;
/// Reading one of so many by time costs as much as reading all.
const ONE_IN: u64 = 3;

type Read = Result<ApiToken, Error>;
type Tokens = BoxStream<'static, Read>;

impl Walk<'_> {
    /// The API tokens of managed people.
    pub(super) async fn tokens(&self) -> Step {
        let stage = Stage::Tokens;
        if !self.open(stage) {
            return Ok(());
        }
        let known = self.ask(Message::KnownTokens).await?;
        if let Some(since) = self.started.tokens_since {
            match self.new_tokens(since).await? {
                Ok(Some(read)) => {
                    tracing::debug!(
                        "{}, new, used or blocked; these prove the rest",
                        counted(read, "token", "tokens")
                    );
                    self.send(Message::PartChangesOnly(stage)).await?;
                    return self.end(stage, Outcome::Complete, None).await;
                }
                Ok(None) => {}
                Err(error) => return self.settle(stage, Err(error)).await,
            }
        }
        let mut read = self.tokens_by_time(&known).await?;
        if let Ok(false) = read {
            let all = self.tokens_where(ApiTokenFilter::default());
            read = self.write_tokens(all).await?.map(|_| true);
        }
        self.settle(stage, read.map(drop)).await
    }

    /// Reads the tokens that are new, were used since then or are blocked, and compares the mirror with that. How many were
    /// read, or nothing where all of them have to be read.
    async fn new_tokens(&self, since: i64) -> Step<Result<Option<u64>, Error>> {
        let from = TimeRange {
            from: iso(since - OVERLAP_S),
            to: None,
        };
        let new = ApiTokenFilter {
            created: from.clone(),
            ..ApiTokenFilter::default()
        };
        let used = ApiTokenFilter {
            last_active: from,
            ..ApiTokenFilter::default()
        };
        let only_blocked = ApiTokenFilter {
            status: Some(TokenStatus::Blocked),
            ..ApiTokenFilter::default()
        };
        let all = ApiTokenFilter::default();
        let counts = try_join4(
            self.count_of(&all),
            self.count_of(&only_blocked),
            self.count_of(&new),
            self.count_of(&used),
        );
        let (all, blocked, made, active) = match counts.await {
            Ok(counts) => counts,
            Err(error) => return Ok(otherwise(error)),
        };
        if (made + active + blocked) * ONE_IN > all {
            return Ok(Ok(None));
        }
        let are_blocked = RefCell::new(BTreeSet::new());
        let blocked = self.tokens_where(only_blocked).inspect(|token| {
            if let Ok(token) = token {
                are_blocked.borrow_mut().insert(token.id.to_string());
            }
        });
        let lists = select_all([
            self.tokens_where(new).boxed_local(),
            self.tokens_where(used).boxed_local(),
            blocked.boxed_local(),
        ]);
        let read = match self.write_tokens(folded(lists)).await? {
            Ok(read) => read,
            Err(error) => return Ok(otherwise(error)),
        };
        if !self.people_are_read().await {
            return Ok(Ok(None));
        }
        let known = self.ask(Message::KnownTokens).await?;
        if known.all != all || known.blocked != are_blocked.into_inner() || known.of_strangers {
            return Ok(Ok(None));
        }
        Ok(Ok(Some(read)))
    }

    /// Reads all tokens, in parts by the time at which they were made. False where that does not bring as many as the
    /// service counts, or there are too few for several cursors.
    async fn tokens_by_time(&self, known: &KnownTokens) -> Step<Result<bool, Error>> {
        let cursors =
            (known.all / self.options.tokens_a_cursor.max(1)).min(self.options.cursors as u64);
        if cursors < 2 {
            return Ok(Ok(false));
        }
        let cuts = known.cuts(usize::try_from(cursors).unwrap_or(1));
        let mut parts = Vec::new();
        let mut from = None;
        for cut in cuts.into_iter().map(Some).chain([None]) {
            let created = TimeRange {
                // Whether the ends belong to a range is not documented.
                from: from.and_then(|from: i64| iso(from - 1)),
                to: cut.and_then(|cut| iso(cut + 1)),
            };
            parts.push(self.tokens_where(ApiTokenFilter {
                created,
                ..ApiTokenFilter::default()
            }));
            from = cut;
        }
        let all = ApiTokenFilter::default();
        let before = match self.count_of(&all).await {
            Ok(count) => count,
            Err(error) => return Ok(otherwise(error).map(|_: Option<()>| false)),
        };
        let read = match self.write_tokens(folded(select_all(parts))).await? {
            Ok(read) => read,
            Err(error) => return Ok(otherwise(error).map(|_: Option<()>| false)),
        };
        let after = self.count_of(&all).await;
        let is_whole = read == before || after.is_ok_and(|after| read == after);
        if !is_whole {
            tracing::debug!(
                "{} tokens by time, {} counted",
                grouped(read),
                grouped(before)
            );
        }
        Ok(Ok(is_whole))
    }

    /// Whether all people are read, who have the owners' addresses and names; waits until their reading ends.
    async fn people_are_read(&self) -> bool {
        let mut people_read = self.people_read.subscribe();
        // The sender lives as long as the walk.
        match people_read.wait_for(Option::is_some).await {
            Ok(read) => *read == Some(true),
            Err(_) => false,
        }
    }

    async fn count_of(&self, filter: &ApiTokenFilter) -> Result<u64, Error> {
        self.side.api_tokens_count(self.org(), filter).await
    }

    fn tokens_where(&self, filter: ApiTokenFilter) -> Tokens {
        let list = self.side.api_tokens(self.org(), &filter);
        ending(list, |token: &ApiToken| token.id.to_string()).boxed()
    }

    /// Hands tokens to the writer, from the start of the part: how many there were.
    async fn write_tokens(&self, tokens: impl Stream<Item = Read>) -> Step<Result<u64, Error>> {
        let stage = Stage::Tokens;
        let read = RefCell::new(0);
        let entries = tokens.map(|token| {
            *read.borrow_mut() += 1;
            token.map(token_entry)
        });
        let id = |entry: &super::part::Entry| entry.id.clone();
        let list = self.list(stage, entries, id, |entries| {
            Message::Entries(stage, entries)
        });
        let done = list.await?;
        Ok(done.map(|()| read.into_inner()))
    }
}

/// Every token once.
fn folded(tokens: impl Stream<Item = Read>) -> impl Stream<Item = Read> {
    let mut seen = HashSet::new();
    tokens.filter(move |token| {
        let is_new = match token {
            Ok(token) => seen.insert(token.id.clone()),
            Err(_) => true,
        };
        future::ready(is_new)
    })
}

/// What an error of a filtered list means: where the service does not take the filter, the list without one is read.
fn otherwise<T>(error: Error) -> Result<Option<T>, Error> {
    match error.kind {
        ErrorKind::Invalid | ErrorKind::NotFound | ErrorKind::Paging | ErrorKind::Unreadable => {
            Ok(None)
        }
        _ => Err(error),
    }
}

fn iso(seconds: i64) -> Option<String> {
    Timestamp::from_second(seconds)
        .ok()
        .map(|time| time.to_string())
}
