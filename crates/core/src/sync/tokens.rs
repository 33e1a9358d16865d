//! Reads the API tokens: those that are new or were used since the last sync, where counts prove the others; else all of
//! them, over several cursors where the mirror knows when they were made.

use std::cell::RefCell;
use std::collections::HashSet;

use atlctl_api::{ApiToken, ApiTokenFilter, Error, ErrorKind, TimeRange, TokenStatus};
use futures_util::future::try_join4;
use futures_util::stream::{BoxStream, select_all};
use futures_util::{StreamExt as _, future};
use jiff::Timestamp;

use super::endless::ending;
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

type Tokens = BoxStream<'static, Result<ApiToken, Error>>;

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
                        "{}, new or used; counts prove the rest",
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

    /// Reads the tokens that are new or were used since then, and compares the mirror with the service's counts. How many
    /// were read, or nothing where all of them have to be read.
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
        let blocked = ApiTokenFilter {
            status: Some(TokenStatus::Blocked),
            ..ApiTokenFilter::default()
        };
        let all = ApiTokenFilter::default();
        let counts = try_join4(
            self.count_of(&all),
            self.count_of(&blocked),
            self.count_of(&new),
            self.count_of(&used),
        );
        let (all, blocked, made, active) = match counts.await {
            Ok(counts) => counts,
            Err(error) => return Ok(otherwise(error)),
        };
        if (made + active) * ONE_IN > all {
            return Ok(Ok(None));
        }
        let both = select_all([self.tokens_where(new), self.tokens_where(used)]);
        let read = match self.write_tokens(folded(both.boxed())).await? {
            Ok(read) => read,
            Err(error) => return Ok(otherwise(error)),
        };
        let known = self.ask(Message::KnownTokens).await?;
        // Lists may leave out what expired; the mirror then keeps it until all are read.
        let same = [
            (known.all, known.blocked),
            (known.valid, known.valid_blocked),
        ];
        if !same.contains(&(all, blocked)) {
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
        let read = match self.write_tokens(folded(select_all(parts).boxed())).await? {
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

    async fn count_of(&self, filter: &ApiTokenFilter) -> Result<u64, Error> {
        self.side.api_tokens_count(self.org(), filter).await
    }

    fn tokens_where(&self, filter: ApiTokenFilter) -> Tokens {
        let list = self.side.api_tokens(self.org(), &filter);
        ending(list, |token: &ApiToken| token.id.to_string()).boxed()
    }

    /// Hands tokens to the writer, from the start of the part: how many there were.
    async fn write_tokens(&self, tokens: Tokens) -> Step<Result<u64, Error>> {
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
fn folded(tokens: Tokens) -> Tokens {
    let mut seen = HashSet::new();
    tokens
        .filter(move |token| {
            let is_new = match token {
                Ok(token) => seen.insert(token.id.clone()),
                Err(_) => true,
            };
            future::ready(is_new)
        })
        .boxed()
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
